"""Plan a trip, fix it, change who goes and what it costs, cancel and finish it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accreditation.models import Application
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import clock
from klik_portal.core.numbering import next_number
from klik_portal.core.verdict import Refused
from klik_portal.office import queries as office
from klik_portal.office import working_days
from scheduling import ready_list, ways
from scheduling.models import (
    BookingRules,
    BudgetLine,
    Trip,
    TripMember,
    TripState,
    TripStop,
    VisitRequest,
    VisitRequestState,
)
from scheduling.operations import (
    appointments,
    booking,
    letters,
    trip_changes,
    trip_invitations,
    visit_requests,
    visit_results,
)
from scheduling.trip_plan import TripPlan

SERIES = "PJL"
AHEAD = timedelta(days=7)  # a draft begins at least so far ahead: letters and boats take time
FACTS = ("title", "purpose", "first_on", "last_on", "day_starts", "base", "vehicle", "crew")
LONGEST_DAYS = 21


@dataclass(frozen=True)
class Line:
    """One line of the budget, as typed."""

    label: str
    quantity: Decimal
    unit: str
    unit_price: int


@transaction.atomic
def create(*, facts: Mapping[str, Any], by: User, at: datetime) -> Trip:
    """An empty draft, led by whoever makes it."""
    trip_changes.ensure_caseworker(by)
    _ensure_days(facts["first_on"], facts["last_on"])
    return _create(facts, by, at)


@transaction.atomic
def draft_for(*, applications: Sequence[Application], title: str, by: User, at: datetime) -> Trip:
    """A draft with these libraries in the order of the way, over as many days as it takes.

    It begins in the week most of them wished for, else a week ahead, on a working day.
    """
    trip_changes.ensure_caseworker(by)
    if not applications:
        raise Refused(_("Pilih paling sedikit satu perpustakaan."))
    base = str(Trip._meta.get_field("base").default)
    the_ways = ready_list.all_ways(base)
    ordered = _in_order(applications, the_ways)
    codes = [application.library.kecamatan_id for application in ordered]
    rules = BookingRules.current()
    starts = [ways.BASE, *codes]
    efforts = [
        the_ways.minutes(start, code) + _visit_minutes()
        for start, code in zip(starts, codes, strict=False)
    ]
    days, last_day = ways.proposed_days(
        efforts, way_home=the_ways.minutes(codes[-1], ways.BASE), most=rules.trip_hours_a_day * 60
    )
    wishes = {
        row.application_id: row
        for row in VisitRequest.objects.filter(
            application__in=ordered, state=VisitRequestState.OPEN
        )
    }
    first_on = _first_day(wishes.values(), at)
    facts = {
        "title": title, "first_on": first_on, "last_on": first_on + timedelta(days=last_day - 1), "base": base,
    }  # fmt: skip
    trip = _create(facts, by, at)
    with trip_changes.changing(
        trip=trip, version=1, verb="drafted", by=by, at=at, more=[a.pk for a in ordered]
    ):
        TripStop.objects.bulk_create(
            TripStop(
                trip=trip, position=position, day=day, application=application,
                visit_request=wishes.get(application.pk),
            )
            for position, (application, day) in enumerate(zip(ordered, days, strict=True), 1)
        )  # fmt: skip
    trip.refresh_from_db()
    return trip


@transaction.atomic
def change_facts(
    *, trip: Trip, facts: Mapping[str, Any], version: int, by: User, at: datetime
) -> Trip:
    trip_changes.ensure_caseworker(by)
    _ensure_days(facts["first_on"], facts["last_on"])
    with trip_changes.changing(trip=trip, version=version, verb="changed", by=by, at=at) as changed:
        for name in FACTS:
            setattr(changed, name, facts[name])
    return changed


@transaction.atomic
def set_team(
    *, trip: Trip, lead: User, members: Sequence[User], version: int, by: User, at: datetime
) -> Trip:
    """Exactly these people go; the lead is the one libraries meet."""
    trip_changes.ensure_caseworker(by)
    team = {person.pk: person for person in (lead, *members)}
    if not all(person.is_caseworker and person.is_active for person in team.values()):
        raise Refused(_("Tim hanya berisi petugas yang sedang bertugas."))
    with trip_changes.changing(trip=trip, version=version, verb="team", by=by, at=at) as changed:
        changed.members.all().delete()
        TripMember.objects.bulk_create(
            TripMember(trip=changed, officer=person, is_lead=person.pk == lead.pk)
            for person in team.values()
        )
    return changed


@transaction.atomic
def set_budget(*, trip: Trip, lines: Sequence[Line], version: int, by: User, at: datetime) -> Trip:
    trip_changes.ensure_caseworker(by)
    with trip_changes.changing(trip=trip, version=version, verb="budget", by=by, at=at) as changed:
        changed.budget.all().delete()
        BudgetLine.objects.bulk_create(
            BudgetLine(
                trip=changed, position=position, label=line.label, quantity=line.quantity,
                unit=line.unit, unit_price=line.unit_price,
            )
            for position, line in enumerate(lines, 1)
        )  # fmt: skip
    return changed


@transaction.atomic
def fix(*, trip: Trip, version: int, by: User, at: datetime) -> Trip:
    """Hold the whole team, book every visit, invite everybody; a clash refuses it all."""
    trip_changes.ensure_caseworker(by)
    trip = trip_changes.locked(trip)
    trip_changes.ensure_seen(trip, version)
    if not trip.is_draft:
        raise Refused(_("Hanya rancangan yang dapat ditetapkan."))
    trip.state = TripState.FIXED
    trip.version += 1
    trip.changed_at = at
    trip.save()
    trip_changes.settle(trip=trip, before=None, people=None, by=by, at=at)
    audit.record(kind="trip", code=trip.code, verb="fixed", actor=by, at=at)
    return trip


@transaction.atomic
def cancel(*, trip: Trip, reason: str, version: int, by: User, at: datetime) -> Trip:
    """Cancel what has not begun, free everybody, and let the libraries wait for the next trip."""
    trip_changes.ensure_caseworker(by)
    trip = trip_changes.locked(trip)
    trip_changes.ensure_seen(trip, version)
    if not trip.is_open:
        raise Refused(_("Perjalanan ini sudah selesai atau dibatalkan."))
    if not reason.strip():
        raise Refused(_("Tulis alasannya; perpustakaan akan membacanya."))
    was_fixed = trip.is_fixed
    trip.state, trip.closing_note = TripState.CANCELLED, reason.strip()
    trip.closed_by, trip.closed_at = by, at
    trip.version += 1
    plan = TripPlan(trip)
    if was_fixed:
        _call_off(plan, reason, by, at)
        trip.sequence += 1
        trip.changed_at = at
        people = [member.officer for member in plan.members]
        trip_invitations.tell(plan=plan, event="cancelled", people=people, at=at)
        booking.release_trip(trip=trip)
    trip.save()
    letters.take_back(trip=trip, reason=_("Perjalanannya dibatalkan."), by=by, at=at)
    audit.record(kind="trip", code=trip.code, verb="cancelled", actor=by, at=at, note=reason)
    return trip


def _call_off(plan: TripPlan, reason: str, by: User, at: datetime) -> None:
    for stop in plan.stops:
        appointment = stop.appointment
        if appointment and appointment.is_scheduled and not appointment.has_started(at):
            appointments.cancel_with_trip(appointment=appointment, reason=reason, by=by, at=at)
            visit_requests.open_again(stop.application)


@transaction.atomic
def finish(*, trip: Trip, version: int, by: User, at: datetime) -> Trip:
    """By hand, once every visit has a result or the days are over."""
    trip_changes.ensure_caseworker(by)
    trip = trip_changes.locked(trip)
    trip_changes.ensure_seen(trip, version)
    if not trip.is_fixed:
        raise Refused(_("Hanya perjalanan yang sudah ditetapkan dapat diselesaikan."))
    if not may_finish(trip, at):
        raise Refused(
            _("Catat dulu hasil setiap kunjungan, atau tunggu sampai hari terakhir lewat.")
        )
    visit_results.close(trip=trip, by=by, at=at)
    trip.refresh_from_db()
    return trip


def may_finish(trip: Trip, at: datetime) -> bool:
    return trip.last_on < clock.wita(at).date() or visit_results.all_told(trip)


def _create(facts: Mapping[str, Any], by: User, at: datetime) -> Trip:
    trip = Trip.objects.create(
        code=next_number(series=SERIES, at=at), created_by=by, created_at=at, changed_at=at, **facts
    )
    TripMember.objects.create(trip=trip, officer=by, is_lead=True)
    audit.record(kind="trip", code=trip.code, verb="created", actor=by, at=at)
    return trip


def _ensure_days(first_on: date, last_on: date) -> None:
    if last_on < first_on:
        raise Refused(_("Hari terakhir tidak boleh sebelum hari pertama."))
    if (last_on - first_on).days >= LONGEST_DAYS:
        raise Refused(_("Perjalanan paling lama %d hari; bagi menjadi beberapa.") % LONGEST_DAYS)


def _in_order(applications: Sequence[Application], the_ways: ways.Ways) -> list[Application]:
    """Each library put where it costs the least travelling, the nearest first."""
    by_distance = sorted(
        applications,
        key=lambda a: (the_ways.minutes(ways.BASE, a.library.kecamatan_id), a.library.desa_id),
    )
    ordered: list[Application] = []
    for application in by_distance:
        order = [a.library.kecamatan_id for a in ordered]
        place = the_ways.best_place(order, application.library.kecamatan_id)
        ordered.insert(place, application)
    return ordered


def _visit_minutes() -> int:
    return TripStop._meta.get_field("visit_minutes").default


def _first_day(wishes: Any, at: datetime) -> date:
    earliest = clock.wita(at).date() + AHEAD
    week = ready_list.wished_week(wishes, earliest)
    day = week or earliest + timedelta(days=-earliest.weekday() % 7)
    holidays = office.holidays_around(day)
    return (
        day
        if working_days.is_working_day(day, holidays)
        else working_days.next_working_day(day, holidays)
    )
