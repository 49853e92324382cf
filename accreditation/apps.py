from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accreditation import message_texts, reminder_texts
from klik_portal.notifications import texts
from klik_portal.saved_views import places


class AccreditationConfig(AppConfig):
    name = "accreditation"

    def ready(self) -> None:
        """Its texts and reminders; who leaves a library can no longer follow its requests."""
        from accreditation import (  # noqa: PLC0415 -- apps must be loaded
            certificate_import,
            certificates,
            forms,
            movers,
            reminders,
        )
        from accreditation import custody as left_over  # noqa: PLC0415 -- apps must be loaded
        from accreditation.operations import (  # noqa: PLC0415 -- apps must be loaded
            conversation,
            custody,
            messages,
            tracking,
        )
        from klik_portal.imports import kinds  # noqa: PLC0415 -- apps must be loaded
        from klik_portal.notifications import stopping  # noqa: PLC0415 -- apps must be loaded
        from klik_portal.papers import sources  # noqa: PLC0415 -- apps must be loaded
        from klik_portal.reminders import subjects  # noqa: PLC0415 -- apps must be loaded
        from libraries import custody as handing_over  # noqa: PLC0415 -- apps must be loaded
        from libraries import movers as moving  # noqa: PLC0415 -- apps must be loaded
        from libraries.signals import (  # noqa: PLC0415 -- apps must be loaded
            custody_handed,
            membership_ended,
        )

        texts.register(message_texts.ABOUT, message_texts.TEXTS)
        texts.register(reminder_texts.ABOUT, reminder_texts.TEXTS)
        subjects.register(reminders.SUBJECTS)
        kinds.register(certificate_import.KIND)
        places.register(
            places.Place(
                "queue",
                _("Antrean"),
                "accreditation:queue",
                forms.QueueForm.tidied,
            )
        )
        sources.register("certificate", certificates.find)
        for event in conversation.EVENTS.values():
            stopping.register(event, conversation.is_read)

        def let_go(*, user: Any, library: Any, at: Any, **_ignored: Any) -> None:
            tracking.renew_all_of(library=library)
            messages.let_go(person=user, library=library, at=at)

        membership_ended.connect(let_go, dispatch_uid="let_go_of_requests", weak=False)

        def follow(*, sender: Any, signal: Any, **facts: Any) -> None:
            custody.follow(**facts)

        handing_over.register("requests", left_over.waiting)
        custody_handed.connect(follow, dispatch_uid="requests_follow_custody", weak=False)
        moving.register(*movers.MOVERS)
