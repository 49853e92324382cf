"""The office's calendar and a person's own appointments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from klik_portal.accounts.models import User
from klik_portal.core import clock
from klik_portal.office.models import Holiday
from scheduling.models import Appointment, OfficerSlot

CALENDAR_DAYS = 14
MOST = 300


@dataclass(frozen=True)
class CalendarDay:
    day: date
    holiday: str
    is_working_day: bool
    appointments: Sequence[Appointment]


def calendar(*, user: User, first: date, officer: str = "") -> list[CalendarDay]:
    """Two weeks of appointments, day by day; cancelled ones are left out."""
    start, _ = clock.day_bounds(first)
    rows = (
        Appointment.objects.visible_to(user)
        .exclude(state="cancelled")
        .filter(starts_at__gte=start, starts_at__lt=start + timedelta(days=CALENDAR_DAYS))
        .with_case()
        .order_by("starts_at", "pk")
    )
    if officer == "me":
        rows = rows.filter(officer=user)
    by_day = {
        day: list(group)
        for day, group in groupby(rows[:MOST], key=lambda a: clock.wita(a.starts_at).date())
    }
    last = first + timedelta(days=CALENDAR_DAYS - 1)
    names = dict(Holiday.objects.filter(day__range=(first, last)).values_list("day", "name"))
    days = [first + timedelta(days=n) for n in range(CALENDAR_DAYS)]
    return [
        CalendarDay(
            day, names.get(day, ""), day.weekday() < 5 and day not in names, by_day.get(day, [])
        )
        for day in days
        if day in by_day or (day.weekday() < 5 and day not in names) or day in names
    ]


def coming(*, user: User, now: datetime) -> list[Appointment]:
    rows = Appointment.objects.visible_to(user).scheduled().filter(ends_at__gte=now)
    return list(rows.with_case().order_by("starts_at")[:50])


def past(*, user: User, now: datetime) -> list[Appointment]:
    rows = Appointment.objects.visible_to(user).exclude(state="scheduled", ends_at__gte=now)
    return list(rows.with_case().order_by("-starts_at")[:50])


@dataclass(frozen=True)
class BusyTime:
    starts_at: datetime
    ends_at: datetime


def busy_times(*, officer: User, now: datetime, days: int = CALENDAR_DAYS) -> list[BusyTime]:
    """The officer's booked stretches, without saying for whom."""
    slots = OfficerSlot.objects.filter(
        officer=officer, starts_at__gte=now, starts_at__lt=now + timedelta(days=days)
    )
    found = slots.values_list("appointment__starts_at", "appointment__ends_at").distinct()
    return [BusyTime(*row) for row in sorted(found)]
