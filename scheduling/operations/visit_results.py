"""What follows when it is known whether a visit took place: the wish for it, and the trip it was on."""

from datetime import datetime

from django.db.models import F

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from scheduling.models import (
    Appointment,
    AppointmentState,
    Mode,
    StopState,
    Trip,
    TripState,
    TripStop,
)
from scheduling.operations import visit_requests

TOLD = (AppointmentState.ATTENDED, AppointmentState.MISSED)


def record(*, appointment: Appointment, by: User, at: datetime) -> None:
    """A visit that took place fulfils the wish; one that did not leaves the library waiting again."""
    if appointment.mode != Mode.ON_SITE:
        return
    if appointment.state == AppointmentState.ATTENDED:
        visit_requests.mark_visited(appointment.application, at)
    else:
        visit_requests.open_again(appointment.application)
    stop = TripStop.objects.filter(appointment=appointment).select_related("trip").first()
    if stop is not None and all_told(stop.trip):
        close(trip=stop.trip, by=by, at=at)


def all_told(trip: Trip) -> bool:
    """Every visit of the trip has a result."""
    open_stops = trip.stops.filter(state=StopState.PLANNED).exclude(appointment__state__in=TOLD)
    return not open_stops.exists()


def close(*, trip: Trip, by: User, at: datetime) -> None:
    """The trip is over."""
    changed = Trip.objects.filter(pk=trip.pk, state=TripState.FIXED).update(
        state=TripState.DONE, closed_by=by, closed_at=at, version=F("version") + 1
    )
    if changed:
        audit.record(kind="trip", code=trip.code, verb="done", actor=by, at=at)
