"""What the office knows about the days of a trip: who is taken, away or off; read for the warnings."""

from collections.abc import Sequence
from datetime import datetime

from accreditation.workflow import State
from klik_portal.accounts.models import User
from scheduling import itinerary, ready_list
from scheduling.models import (
    BookingRules,
    Leave,
    OfficerSlot,
    Trip,
    TripStop,
)
from scheduling.office_days import OfficeDays, office_days
from scheduling.trip_plan import TripPlan
from scheduling.trip_warnings import Away, Clash, Hours, Journey, Visited, Warned, warnings


def warnings_of(plan: TripPlan) -> list[Warned]:
    return warnings(journey_of(plan))


def journey_of(plan: TripPlan) -> Journey:
    """Three queries more than the plan."""
    trip = plan.trip
    officers = [member.officer for member in plan.members]
    last = max([trip.last_on, *(itinerary.date_of(piece) for piece in plan.pieces)])
    days = office_days(officers=officers, first=trip.first_on, last=last)
    return Journey(
        first_on=trip.first_on,
        last_on=trip.last_on,
        pieces=plan.pieces,
        visited=[_visited(plan, stop) for stop in plan.going],
        vehicle=trip.vehicle,
        team=[officer.display_name for officer in officers],
        clashes=clashes(officers=officers, quarters=itinerary.quarters_held(plan.pieces), but=trip),
        absences=_absences(officers, days),
        hours=_hours(officers, days),
        holidays=days.holidays,
        most_minutes=BookingRules.current().trip_hours_a_day * 60,
    )


def suggestions(plan: TripPlan) -> list[ready_list.Waiting]:
    """Who else waits on the way of this trip; whoever is on it already is no news."""
    return ready_list.on_the_way(
        ways=ready_list.all_ways(plan.trip.base),
        order=plan.order,
        but={stop.application_id for stop in plan.stops},
    )


def clashes(*, officers: Sequence[User], quarters: Sequence[datetime], but: Trip) -> list[Clash]:
    """What else takes these quarter-hours of these people, one row per person and thing."""
    if not quarters or not officers:
        return []
    slots = (
        OfficerSlot.objects.filter(
            officer__in=officers, starts_at__gte=quarters[0], starts_at__lte=quarters[-1]
        )
        .exclude(trip=but)
        .select_related("officer", "appointment__application__library", "trip")
        .order_by("starts_at", "officer__name", "pk")
    )
    wanted = set(quarters)
    found: dict[tuple[int, str], list[OfficerSlot]] = {}
    for slot in slots:
        if slot.starts_at in wanted:
            found.setdefault((slot.officer_id, _what(slot)), []).append(slot)
    return [
        Clash(
            taken[0].officer.display_name,
            taken[0].starts_at,
            taken[-1].starts_at + itinerary.QUARTER,
            what,
        )
        for (_officer, what), taken in found.items()
    ]


def _what(slot: OfficerSlot) -> str:
    if slot.trip:
        return f"{slot.trip.title} ({slot.trip.code})"
    appointment = slot.appointment
    library = appointment.application.library
    return f"{appointment.get_mode_display()} {library.name} ({appointment.code})"


def _visited(plan: TripPlan, stop: TripStop) -> Visited:
    wish = stop.visit_request
    return Visited(
        key=stop.token,
        name=stop.application.library.name,
        ready_on=wish.ready_on if wish else None,
        weeks=tuple(wish.monday_list) if wish else (),
        has_legs=bool(plan.legs_to(stop)),
        has_moved_on=not stop.appointment and stop.application.state != State.MENTORING,
    )


def _absences(officers: Sequence[User], days: OfficeDays) -> list[Away]:
    names = {officer.pk: officer.display_name for officer in officers}
    return [
        Away(names[row.officer], row.first, row.last, str(Leave.Kind(row.words).label).lower())
        for row in sorted(days.leaves, key=lambda row: (row.first, names[row.officer]))
    ]


def _hours(officers: Sequence[User], days: OfficeDays) -> list[Hours]:
    return [
        Hours(
            officer.display_name,
            frozenset(days.weeks.get(officer.pk, ())),
            {day: bool(open_) for day, open_ in days.exceptions.get(officer.pk, {}).items()},
        )
        for officer in officers
    ]
