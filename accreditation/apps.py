from typing import Any

from django.apps import AppConfig

from accreditation import message_texts
from klik_portal.notifications import texts


class AccreditationConfig(AppConfig):
    name = "accreditation"

    def ready(self) -> None:
        """Who leaves a library can no longer follow its requests."""
        texts.register(message_texts.ABOUT, message_texts.TEXTS)
        from accreditation.operations import tracking  # noqa: PLC0415 -- apps must be loaded
        from libraries.signals import membership_ended  # noqa: PLC0415 -- apps must be loaded

        def renew_tracking_codes(*, library: Any, **_ignored: Any) -> None:
            tracking.renew_all_of(library=library)

        membership_ended.connect(
            renew_tracking_codes, dispatch_uid="renew_tracking_codes", weak=False
        )
