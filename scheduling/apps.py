from typing import Any

from django.apps import AppConfig

from klik_portal.notifications import texts
from scheduling import message_texts, reminder_texts


class SchedulingConfig(AppConfig):
    name = "scheduling"

    def ready(self) -> None:
        """Its message texts; when a request closes, its appointments and wishes for a time close; who leaves a library is
        uninvited. The floors below know nothing of appointments."""
        from accreditation.signals import (  # noqa: PLC0415 -- apps must be loaded
            application_closed,
            mentoring_began,
        )
        from klik_portal.reminders import subjects  # noqa: PLC0415 -- apps must be loaded
        from libraries import custody as handing_over  # noqa: PLC0415 -- apps must be loaded
        from libraries import movers as moving  # noqa: PLC0415 -- apps must be loaded
        from libraries.signals import (  # noqa: PLC0415 -- apps must be loaded
            custody_handed,
            library_merged,
            membership_ended,
        )
        from scheduling import custody, movers, reminders  # noqa: PLC0415 -- apps must be loaded
        from scheduling.operations import (  # noqa: PLC0415 -- apps must be loaded
            appointments,
            invitations,
            next_steps,
            proposals,
            trip_stops,
            visit_requests,
        )

        for about, its_texts in message_texts.BY_SUBJECT_MATTER:
            texts.register(about, its_texts)
        texts.register(reminder_texts.ABOUT, reminder_texts.TEXTS)

        def close_appointments(*, application: Any, by: Any, at: Any, **_ignored: Any) -> None:
            trip_stops.leave_trips(application=application, by=by, at=at)
            visit_requests.close_with_request(application=application, at=at)
            appointments.cancel_all_of(application=application, by=by, at=at)
            proposals.withdraw_all_of(application=application, by=by, at=at)

        def let_go(*, user: Any, library: Any, at: Any, **_ignored: Any) -> None:
            invitations.let_go(person=user, library=library, at=at)

        def go_on(*, application: Any, by: Any, at: Any, **_ignored: Any) -> None:
            next_steps.plan(application=application, by=by, at=at, tell=False)

        mentoring_began.connect(go_on, dispatch_uid="plan_the_next_step", weak=False)
        subjects.register(reminders.SUBJECTS)

        def welcome(*, successor: Any, library: Any, at: Any, **_ignored: Any) -> None:
            invitations.welcome(person=successor, library=library, at=at)

        def welcome_all(*, library: Any, at: Any, **_ignored: Any) -> None:
            for membership in library.memberships.confirmed().select_related("user"):
                invitations.welcome(person=membership.user, library=library, at=at)

        moving.register(*movers.MOVERS)
        library_merged.connect(welcome_all, dispatch_uid="invite_those_who_joined", weak=False)
        handing_over.register("calendar", custody.waiting)
        custody_handed.connect(welcome, dispatch_uid="invite_the_successor", weak=False)
        membership_ended.connect(let_go, dispatch_uid="let_go_of_appointments", weak=False)
        application_closed.connect(
            close_appointments, dispatch_uid="close_appointments", weak=False
        )
