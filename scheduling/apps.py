from typing import Any

from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "scheduling"

    def ready(self) -> None:
        """When a request closes, its appointments and wishes for a time close; accreditation knows nothing of them."""
        from accreditation.signals import application_closed  # noqa: PLC0415 -- apps must be loaded
        from scheduling.operations import (  # noqa: PLC0415 -- apps must be loaded
            appointments,
            proposals,
            trip_stops,
            visit_requests,
        )

        def close_appointments(*, application: Any, by: Any, at: Any, **_ignored: Any) -> None:
            trip_stops.leave_trips(application=application, by=by, at=at)
            visit_requests.close_with_request(application=application, at=at)
            appointments.cancel_all_of(application=application, by=by, at=at)
            proposals.withdraw_all_of(application=application, by=by, at=at)

        application_closed.connect(
            close_appointments, dispatch_uid="close_appointments", weak=False
        )
