"""The stops of a trip: add, order, lengthen, take off, put off and back on; the ways between them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accreditation.models import Application
from accreditation.workflow import State
from klik_portal.accounts.models import User
from klik_portal.core.verdict import Refused
from scheduling import itinerary, ready_list
from scheduling.availability import OFFICE_HOURS
from scheduling.itinerary import Leg
from scheduling.models import (
    StopState,
    TravelLeg,
    TravelMode,
    Trip,
    TripState,
    TripStop,
    VisitRequest,
    VisitRequestState,
)
from scheduling.operations import appointments, trip_changes, visit_requests
from scheduling.trip_plan import TripPlan
from scheduling.ways import BASE, Ways

SHIFT = 1000  # positions nobody uses, while stops make room


@transaction.atomic
def add(*, trip: Trip, application: Application, version: int, by: User, at: datetime) -> TripStop:
    """One more library, where it costs the least travelling, on the first day with room for it."""
    trip_changes.ensure_caseworker(by)
    with trip_changes.changing(
        trip=trip, version=version, verb="stop_added", by=by, at=at, more=[application.pk]
    ) as changed:
        application = Application.objects.select_related("library").get(pk=application.pk)
        if application.state != State.MENTORING:
            raise Refused(_("Hanya permohonan dalam pendampingan yang dapat dikunjungi."))
        plan = TripPlan(changed)
        if any(stop.application_id == application.pk for stop in plan.stops):
            raise Refused(_("Perpustakaan ini sudah ada pada perjalanan."))
        ways = ready_list.all_ways(changed.base)
        place = ways.best_place(plan.order, application.library.kecamatan_id)
        stop = TripStop.objects.create(
            trip=changed, position=SHIFT, application=application,
            visit_request=_open_wish(application),
        )  # fmt: skip
        stops = [*plan.stops[:place], stop, *plan.stops[place:]]
        for one, day in zip(stops, _days_with(stop, plan, place, ways), strict=True):
            _put_on_day(one, day)
        _number(stops)
    return stop


@transaction.atomic
def remove(*, trip: Trip, stop: TripStop, version: int, by: User, at: datetime) -> None:
    """Take a library off; on a fixed trip its visit is cancelled and it waits for another trip."""
    trip_changes.ensure_caseworker(by)
    with trip_changes.changing(
        trip=trip, version=version, verb="stop_removed", by=by, at=at
    ) as changed:
        stop = _of(changed, stop)
        if stop.appointment and not stop.appointment.is_scheduled:
            raise Refused(_("Kunjungan ini sudah tercatat hasilnya, jadi tetap ada."))
        _cancel_visit(stop, _("Perjalanan tidak lagi melewati perpustakaan ini."), by, at)
        visit_requests.open_again(stop.application)
        stop.delete()
        _number(list(changed.stops.all()))


@transaction.atomic
def move(*, trip: Trip, stop: TripStop, step: int, version: int, by: User, at: datetime) -> None:
    """One place up (-1) or down (+1); the days stay where they are, so the order of days does too."""
    trip_changes.ensure_caseworker(by)
    with trip_changes.changing(
        trip=trip, version=version, verb="stop_moved", by=by, at=at
    ) as changed:
        stops = list(changed.stops.all())
        index = next((n for n, other in enumerate(stops) if other.pk == stop.pk), None)
        if index is None:
            raise Refused(_("Perhentian ini tidak lagi ada pada perjalanan."))
        other = index + step
        if 0 <= other < len(stops):
            days = [one.day for one in stops]
            stops[index], stops[other] = stops[other], stops[index]
            for one, day in zip(stops, days, strict=True):
                _put_on_day(one, day)
            _number(stops)


@transaction.atomic
def change(
    *,
    trip: Trip,
    stop: TripStop,
    day: int,
    visit_minutes: int,
    note: str,
    legs: Sequence[Leg],
    version: int,
    by: User,
    at: datetime,
) -> None:
    """Day, length, note and the way to a stop."""
    trip_changes.ensure_caseworker(by)
    with trip_changes.changing(
        trip=trip, version=version, verb="stop_changed", by=by, at=at
    ) as changed:
        stop = _of(changed, stop)
        stop.day, stop.visit_minutes, stop.note = day, visit_minutes, note
        stop.save(update_fields=["day", "visit_minutes", "note"])
        _put_legs(changed, stop, legs)


@transaction.atomic
def set_way_home(*, trip: Trip, legs: Sequence[Leg], version: int, by: User, at: datetime) -> None:
    trip_changes.ensure_caseworker(by)
    with trip_changes.changing(
        trip=trip, version=version, verb="way_home", by=by, at=at
    ) as changed:
        _put_legs(changed, None, legs)


@transaction.atomic
def postpone(
    *, stop: TripStop, reason: str, by: User, at: datetime, version: int | None = None
) -> None:
    """The library cannot be visited then: its time opens up, everybody else keeps theirs.

    Called by officers, and by the library's own answer from the link it was sent.
    """
    if not reason.strip():
        raise Refused(_("Tulis alasannya; perpustakaan akan membacanya."))
    _open_up(stop, StopState.POSTPONED, reason, by, at, version)


@transaction.atomic
def revisit(*, trip: Trip, stop: TripStop, version: int, by: User, at: datetime) -> None:
    """Put a postponed library back, as long as the team is free then."""
    trip_changes.ensure_caseworker(by)
    with trip_changes.changing(
        trip=trip, version=version, verb="stop_revisited", by=by, at=at
    ) as changed:
        stop = _of(changed, stop)
        if stop.is_going:
            raise Refused(_("Perpustakaan ini memang akan dikunjungi."))
        if not stop.application.is_open:
            raise Refused(_("Permohonannya sudah ditutup."))
        stop.state = StopState.PLANNED
        stop.visit_request = _open_wish(stop.application)
        stop.save(update_fields=["state", "visit_request"])


@transaction.atomic
def leave_trips(*, application: Application, by: User, at: datetime) -> None:
    """A closed request is not visited any more; the trips it was on say so."""
    stops = TripStop.objects.filter(
        application=application, trip__state__in=(TripState.DRAFT, TripState.FIXED)
    ).select_related("trip", "appointment", "application__library")
    for stop in stops:
        sentence = _("%(name)s tidak dikunjungi: permohonan %(code)s ditutup.") % {
            "name": stop.application.library.name,
            "code": application.code,
        }
        if stop.trip.is_draft:
            with trip_changes.changing(
                trip=stop.trip, version=None, verb="stop_removed", by=by, at=at, only=()
            ) as changed:
                stop.delete()
                _number(list(changed.stops.all()))
        elif stop.appointment is None or stop.appointment.starts_at > at:
            _open_up(stop, StopState.DROPPED, _("Permohonan sudah ditutup."), by, at, None)
        else:
            continue
        trip_changes.note(stop.trip, sentence, at)


def _open_up(
    stop: TripStop, state: StopState, reason: str, by: User, at: datetime, version: int | None
) -> None:
    with trip_changes.changing(
        trip=stop.trip,
        version=version,
        verb=f"stop_{state}",
        by=by,
        at=at,
        only=(stop.application_id,),
    ) as changed:
        stop = _of(changed, stop)
        if not stop.is_going:
            raise Refused(_("Kunjungan ini sudah tidak direncanakan."))
        if stop.appointment and not stop.appointment.is_scheduled:
            raise Refused(_("Kunjungan ini sudah selesai atau dibatalkan."))
        _cancel_visit(stop, reason, by, at)
        stop.state, stop.appointment = state, None
        stop.save(update_fields=["state", "appointment"])
        visit_requests.open_again(stop.application, reason)


def _cancel_visit(stop: TripStop, reason: str, by: User, at: datetime) -> None:
    """Only what has not begun."""
    appointment = stop.appointment
    if appointment is not None:
        if appointment.has_started(at):
            raise Refused(_("Kunjungan sudah dimulai; catat hasilnya."))
        appointments.cancel_with_trip(appointment=appointment, reason=reason, by=by, at=at)


def _of(trip: Trip, stop: TripStop) -> TripStop:
    found = (
        trip.stops.select_related(
            "application__library__desa", "application__library__kecamatan", "appointment", "trip"
        )
        .filter(pk=stop.pk)
        .first()
    )
    if found is None:
        raise Refused(_("Perhentian ini tidak lagi ada pada perjalanan."))
    return found


def _open_wish(application: Application) -> VisitRequest | None:
    return VisitRequest.objects.filter(
        application=application, state=VisitRequestState.OPEN
    ).first()


def _days_with(stop: TripStop, plan: TripPlan, place: int, ways: Ways) -> list[int]:
    """The days of all stops with one more at `place`, along the ways as they will be laid."""
    stations, order = plan.stations, plan.order
    code = stop.application.library.kecamatan_id
    legs = ways.legs(order[place - 1] if place else BASE, code)
    if place < len(stations) and all(leg.is_estimate for leg in stations[place].legs):
        stations[place] = replace(stations[place], legs=ways.legs(code, order[place]))
    day = stations[place - 1].day if place else 1
    stations.insert(place, itinerary.Stop(stop.token, day, stop.visit_minutes, legs))
    return itinerary.days_with_room(
        first_on=plan.trip.first_on, day_starts=plan.trip.day_starts,
        day_ends=OFFICE_HOURS[-1].closes, stops=stations, added=place, last_day=plan.trip.day_count,
    )  # fmt: skip


def _put_on_day(stop: TripStop, day: int) -> None:
    if stop.day != day:
        stop.day = day
        stop.save(update_fields=["day"])


def _number(stops: Sequence[TripStop]) -> None:
    for position, stop in enumerate(stops, 1):
        if stop.position != position:
            stop.position = position
            stop.save(update_fields=["position"])


def _put_legs(trip: Trip, stop: TripStop | None, legs: Sequence[Leg]) -> None:
    trip.legs.filter(stop=stop).delete()
    TravelLeg.objects.bulk_create(
        TravelLeg(
            trip=trip, stop=stop, position=position, mode=TravelMode(leg.mode), minutes=leg.minutes,
            description=leg.description, season_note=leg.season_note, is_estimate=leg.is_estimate,
        )
        for position, leg in enumerate(legs)
    )  # fmt: skip
