from typing import Any

from django.apps import AppConfig

from accreditation import message_texts, reminder_texts
from klik_portal.notifications import texts


class AccreditationConfig(AppConfig):
    name = "accreditation"

    def ready(self) -> None:
        """Its texts and reminders; who leaves a library can no longer follow its requests."""
        from accreditation import reminders  # noqa: PLC0415 -- apps must be loaded
        from accreditation.operations import tracking  # noqa: PLC0415 -- apps must be loaded
        from klik_portal.reminders import subjects  # noqa: PLC0415 -- apps must be loaded
        from libraries.signals import membership_ended  # noqa: PLC0415 -- apps must be loaded

        texts.register(message_texts.ABOUT, message_texts.TEXTS)
        texts.register(reminder_texts.ABOUT, reminder_texts.TEXTS)
        subjects.register(reminders.SUBJECTS)

        def renew_tracking_codes(*, library: Any, **_ignored: Any) -> None:
            tracking.renew_all_of(library=library)

        membership_ended.connect(
            renew_tracking_codes, dispatch_uid="renew_tracking_codes", weak=False
        )
