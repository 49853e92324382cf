"""The office's calendar for people: days with appointments, journeys, absences and holidays. Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from klik_portal.accounts.models import User
from klik_portal.core import clock, wording
from klik_portal.office.models import Holiday
from klik_portal.office.working_days import is_working_day
from scheduling.models import Appointment, Leave, Trip, TripMember, TripState

AGENDA_DAYS = 28
MOST = 400
DAY = timedelta(days=1)


class Shape(StrEnum):
    MONTH = "bulan"
    WEEK = "minggu"
    AGENDA = "agenda"


@dataclass(frozen=True)
class Period:
    """What is looked at: whole weeks from `first` to `last`, around the day somebody asked for."""

    shape: Shape
    start: date

    @property
    def first(self) -> date:
        start = self.start.replace(day=1) if self.shape == Shape.MONTH else self.start
        return start - timedelta(days=start.weekday())

    @property
    def last(self) -> date:
        if self.shape == Shape.MONTH:
            end = self.next - DAY
            return end + timedelta(days=6 - end.weekday())
        return self.first + timedelta(days=6 if self.shape == Shape.WEEK else AGENDA_DAYS - 1)

    @property
    def previous(self) -> date:
        if self.shape == Shape.MONTH:
            return (self.start.replace(day=1) - DAY).replace(day=1)
        return self.first - (self.last - self.first) - DAY

    @property
    def next(self) -> date:
        if self.shape == Shape.MONTH:
            return (self.start.replace(day=1) + timedelta(days=32)).replace(day=1)
        return self.last + DAY

    @property
    def title(self) -> str:
        if self.shape == Shape.MONTH:
            return f"{wording.MONTHS[self.start.month - 1]} {self.start.year}"
        return f"{wording.short_day(self.first)} sampai {wording.short_day(self.last)}"

    def __contains__(self, day: date) -> bool:
        return self.shape != Shape.MONTH or day.month == self.start.month


@dataclass
class Journey:
    trip: Trip
    officers: list[User] = field(default_factory=list)

    @property
    def names(self) -> str:
        return ", ".join(officer.display_name for officer in self.officers)


@dataclass
class Day:
    day: date
    holiday: Holiday | None = None
    is_working_day: bool = True
    is_inside: bool = True  # of the month that is looked at
    appointments: list[Appointment] = field(default_factory=list)
    journeys: list[Journey] = field(default_factory=list)
    leaves: list[Leave] = field(default_factory=list)

    @property
    def is_today(self) -> bool:
        return self.day == clock.today()

    @property
    def has_something(self) -> bool:
        return bool(self.appointments or self.journeys or self.leaves or self.holiday)


class OfficeCalendar:
    """Four queries, however much there is."""

    def __init__(self, period: Period, *, user: User, officer: User | None = None) -> None:
        self.period, self._user, self._officer = period, user, officer
        self._by_day = {day: Day(day) for day in _range(period.first, period.last)}
        self._put_holidays()
        self._put_appointments()
        self._put_journeys()
        self._put_leaves()

    @property
    def days(self) -> list[Day]:
        """The days to be read one after the other; the agenda leaves out those with nothing."""
        every = [day for day in self._by_day.values() if day.is_inside]
        if self.period.shape == Shape.AGENDA:
            return [day for day in every if day.has_something]
        return every

    @property
    def weeks(self) -> list[tuple[Day, ...]]:
        days = list(self._by_day.values())
        return [tuple(days[n : n + 7]) for n in range(0, len(days), 7)]

    def _put_holidays(self) -> None:
        span = (self.period.first, self.period.last)
        found = {holiday.day: holiday for holiday in Holiday.objects.filter(day__range=span)}
        for day, entry in self._by_day.items():
            entry.holiday = found.get(day)
            entry.is_working_day = is_working_day(day, found)
            entry.is_inside = day in self.period

    def _put_appointments(self) -> None:
        start, end = clock.at_wita(self.period.first), clock.at_wita(self.period.last + DAY)
        rows = (
            Appointment.objects.visible_to(self._user)
            .exclude(state="cancelled")
            .filter(starts_at__gte=start, starts_at__lt=end)
            .with_case()
            .order_by("starts_at", "pk")
        )
        if self._officer:
            rows = rows.filter(officer=self._officer)
        for appointment in rows[:MOST]:
            self._by_day[clock.wita(appointment.starts_at).date()].appointments.append(appointment)

    def _put_journeys(self) -> None:
        rows = TripMember.objects.filter(
            trip__state__in=(TripState.FIXED, TripState.DONE),
            trip__first_on__lte=self.period.last,
            trip__last_on__gte=self.period.first,
        ).select_related("trip", "officer")
        if self._officer:
            rows = rows.filter(officer=self._officer)
        journeys: dict[int, Journey] = {}
        for member in rows.order_by("trip__first_on", "trip", "-is_lead", "pk"):
            journey = journeys.setdefault(member.trip_id, Journey(member.trip))
            journey.officers.append(member.officer)
        for journey in journeys.values():
            for day in self._days_of(journey.trip):
                day.journeys.append(journey)

    def _put_leaves(self) -> None:
        rows = Leave.objects.filter(
            first_on__lte=self.period.last, last_on__gte=self.period.first
        ).select_related("officer")
        if self._officer:
            rows = rows.filter(officer=self._officer)
        for leave in rows:
            for day in self._days_of(leave):
                day.leaves.append(leave)

    def _days_of(self, thing: Trip | Leave) -> Iterator[Day]:
        first, last = max(thing.first_on, self.period.first), min(thing.last_on, self.period.last)
        return (self._by_day[day] for day in _range(first, last))


def _range(first: date, last: date) -> Iterator[date]:
    return (first + n * DAY for n in range((last - first).days + 1))
