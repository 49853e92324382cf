"""The frame around every change of a trip: lock, compare versions, lay the ways anew, settle what is fixed.

A fixed trip is settled with every change: the team's quarter-hours are held again, exactly the visits
whose times changed are moved, and calendars hear of it, once for edits that follow one another. A refusal anywhere leaves everything as it was.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from accreditation.models import Application
from accreditation.workflow import State
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import wording
from klik_portal.core.verdict import Conflict, Refused
from scheduling import itinerary, ready_list, trip_warnings
from scheduling.models import TravelLeg, Trip, TripNote, TripStop
from scheduling.operations import (
    appointments,
    booking,
    held_news,
    invitations,
    trip_invitations,
    visit_requests,
)
from scheduling.trip_plan import TripPlan
from scheduling.ways import BASE, Ways

HOME = 0  # stands for the way home where others have the key of a stop


@dataclass
class Change:
    """A trip being changed, and what it was before."""

    trip: Trip
    before: TripPlan
    told: trip_invitations.Told
    came_from: dict[int, str]  # stop -> kecamatan from which its way began


@contextmanager
def changing(
    *,
    trip: Trip,
    version: int | None,
    verb: str,
    by: User,
    at: datetime,
    more: Collection[int] = (),
    only: Collection[int] | None = None,
) -> Iterator[Trip]:
    """Change a draft or fixed trip inside the caller's transaction.

    `version` is what the person saw; None where nobody looked (an answer from upriver, a closed request).
    `more` are requests that join the trip: they are locked with the others, in one order. `only` are
    all that this change touches, where the caller may hold one of them already.
    """
    change = _begin(trip, version, more, only)
    yield change.trip
    _finish(change, verb, by, at)


def ensure_caseworker(by: User) -> None:
    if not by.is_caseworker:
        raise Refused(_("Hanya petugas yang mengatur perjalanan."))


def locked(trip: Trip, more: Collection[int] = (), only: Collection[int] | None = None) -> Trip:
    """Requests first, as everywhere, then the trip: so that two operations cannot wait for each other."""
    stops = TripStop.objects.filter(trip=trip).values("application_id")
    wanted = Q(pk__in=stops) | Q(pk__in=list(more)) if only is None else Q(pk__in=list(only))
    requests = Application.objects.filter(wanted)
    list(requests.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    return Trip.objects.select_for_update().get(pk=trip.pk)


def ensure_seen(trip: Trip, version: int | None) -> None:
    if version is not None and trip.version != version:
        plan = TripPlan(trip)
        raise Conflict(
            theirs=[
                (_("Perjalanan"), f"{trip.title} ({trip.get_state_display().lower()})"),
                (_("Jadwal"), "\n".join(trip_invitations.facts(plan)[1:])),
                (_("Tim"), ", ".join(m.officer.display_name for m in plan.members)),
            ],
            back_url=trip.get_absolute_url(),
        )


def note(trip: Trip, sentence: str, at: datetime) -> None:
    TripNote.objects.create(trip=trip, sentence=sentence[:400], at=at)


def _begin(
    trip: Trip, version: int | None, more: Collection[int], only: Collection[int] | None
) -> Change:
    trip = locked(trip, more, only)
    ensure_seen(trip, version)
    if not trip.is_open:
        raise Refused(_("Perjalanan ini sudah selesai atau dibatalkan."))
    before = TripPlan(trip)
    return Change(trip, before, trip_invitations.told(before), _came_from(before))


def _finish(change: Change, verb: str, by: User, at: datetime) -> None:
    trip = change.trip
    _lay_ways(change, at)
    trip.version += 1
    trip.save()
    audit.record(kind="trip", code=trip.code, verb=verb, actor=by, at=at)
    if trip.is_fixed:
        settle(trip=trip, before=change.told, people=change.before, by=by, at=at)


def _came_from(plan: TripPlan) -> dict[int, str]:
    """From which kecamatan the way to each stop begins; the way home among them."""
    stations = [BASE, *plan.order]
    keys = [*(stop.pk for stop in plan.stops), HOME]
    return dict(zip(keys, stations, strict=True))


def _lay_ways(change: Change, at: datetime) -> None:
    """Where a way begins somewhere else now, lay it along the routes; what people typed stays."""
    plan = TripPlan(change.trip)
    now = _came_from(plan)
    moved = {key for key, start in now.items() if change.came_from.get(key) != start}
    if not moved:
        return
    ways = ready_list.all_ways(change.trip.base)
    for stop in plan.stops:
        if stop.pk in moved:
            code = stop.application.library.kecamatan_id
            _lay(change, ways, plan.legs_to(stop), stop, (now[stop.pk], code), at)
    if HOME in moved:
        _lay(change, ways, plan.way_home, None, (now[HOME], BASE), at)


def _lay(
    change: Change,
    ways: Ways,
    legs: list[TravelLeg],
    stop: TripStop | None,
    ends: tuple[str, str],
    at: datetime,
) -> None:
    if any(not leg.is_estimate for leg in legs):
        if stop is None or stop.pk in change.came_from:
            where = stop.application.library.name if stop else _("pulang")
            note(change.trip, _("Jalan ke %s diisi sendiri; periksa lagi.") % where, at)
        return
    for leg in legs:
        leg.delete()
    TravelLeg.objects.bulk_create(
        TravelLeg(
            trip=change.trip, stop=stop, position=position, mode=leg.mode, minutes=leg.minutes,
            description=leg.description[:160], season_note=leg.season_note, is_estimate=True,
        )
        for position, leg in enumerate(ways.legs(*ends))
    )  # fmt: skip


def settle(
    *,
    trip: Trip,
    before: trip_invitations.Told | None,
    people: TripPlan | None,
    by: User,
    at: datetime,
) -> None:
    """Make calendars and quarter-hours agree with a fixed trip; `before` is None when just fixed."""
    plan = TripPlan(trip)
    if not plan.members:
        raise Refused(_("Pilih dulu siapa yang berangkat."))
    if not plan.stops:
        raise Refused(_("Perjalanan perlu paling sedikit satu perpustakaan."))
    officers = [member.officer for member in plan.members]
    booking.hold_trip(trip=trip, officers=officers, quarters=itinerary.quarters_held(plan.pieces))
    for stop in plan.going:
        _settle_visit(plan, stop, by, at, is_edit=before is not None)
    now = trip_invitations.told(plan)
    if now == before:
        return
    if before is None:
        trip_invitations.tell(plan=plan, event="fixed", people=officers, at=at)
        return
    trip.sequence += 1
    trip.changed_at = at
    trip.save(update_fields=["sequence", "changed_at"])
    left = [m.officer for m in people.members if m.officer_id not in now.people]
    trip_invitations.tell(plan=plan, event="cancelled", people=left, at=at)
    due_at = held_news.after_edit(
        kind=trip_invitations.KIND, code=trip.code, at=at, starts=[before.starts_at, now.starts_at]
    )
    for event, are_new in (("fixed", True), ("moved", False)):
        mine = [officer for officer in officers if (officer.pk not in before.people) == are_new]
        trip_invitations.tell(plan=plan, event=event, people=mine, at=at, due_at=due_at)


def _settle_visit(plan: TripPlan, stop: TripStop, by: User, at: datetime, *, is_edit: bool) -> None:
    visit, lead = plan.visit_of(stop), plan.lead.officer
    appointment = stop.appointment
    code = appointment.code if appointment else ""
    starts = [visit.starts_at, *([appointment.starts_at] if appointment else [])]
    tell_at = held_news.after_edit(kind=invitations.KIND, code=code, at=at, starts=starts)
    if appointment is None:
        _ensure_mentored(stop)
        _ensure_ahead(stop, visit.starts_at, at)
        appointments.book_on_trip(
            stop=stop, officer=lead, starts_at=visit.starts_at, ends_at=visit.ends_at, by=by, at=at,
            tell_at=tell_at if is_edit else at,
        )  # fmt: skip
        visit_requests.mark_planned(stop.application)
        return
    known = (appointment.starts_at, appointment.ends_at, appointment.officer_id)
    wanted = (visit.starts_at, visit.ends_at, lead.pk)
    if known == wanted or not appointment.is_scheduled or appointment.has_started(at):
        return
    _ensure_ahead(stop, visit.starts_at, at)
    appointments.move_with_trip(
        appointment=appointment, officer=lead, starts_at=visit.starts_at, ends_at=visit.ends_at,
        by=by, at=at, tell_at=tell_at,
    )  # fmt: skip


def _ensure_mentored(stop: TripStop) -> None:
    if stop.application.state != State.MENTORING:
        raise Refused(trip_warnings.moved_on_sentence(stop.application.library.name))


def _ensure_ahead(stop: TripStop, starts_at: datetime, at: datetime) -> None:
    if starts_at <= at:
        raise Refused(
            _("Kunjungan ke %(name)s jatuh pada %(moment)s, yang sudah lewat.")
            % {"name": stop.application.library.name, "moment": wording.moment(starts_at)}
        )
