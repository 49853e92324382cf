"""What a stretch of days holds for officers: their hours, days away, trips, and the holidays. One query."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import NamedTuple

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Cast

from klik_portal.accounts.models import User
from klik_portal.office.models import Holiday
from scheduling.availability import Stretch
from scheduling.models import HoursException, Leave, TripMember, TripState, WeeklyHours

WEEK, EXCEPTION, LEAVE, TRIP, HOLIDAY = "week", "exception", "leave", "trip", "holiday"
COLUMNS = {
    "officer": models.BigIntegerField(),
    "first": models.DateField(),
    "last": models.DateField(),
    "weekday": models.IntegerField(),
    "opens": models.TimeField(),
    "closes": models.TimeField(),
    "words": models.CharField(),
}


class Row(NamedTuple):
    kind: str
    officer: int
    first: date
    last: date
    weekday: int
    opens: time
    closes: time
    words: str


@dataclass
class OfficeDays:
    """By officer; who keeps office hours has no week here."""

    weeks: dict[int, dict[int, list[Stretch]]] = field(default_factory=dict)
    exceptions: dict[int, dict[date, tuple[Stretch, ...]]] = field(default_factory=dict)
    leaves: list[Row] = field(default_factory=list)
    trips: list[Row] = field(default_factory=list)
    holidays: dict[date, str] = field(default_factory=dict)

    def away(self, first: date, last: date) -> dict[int, set[date]]:
        """The days of leave and of fixed trips."""
        found: dict[int, set[date]] = defaultdict(set)
        for row in (*self.leaves, *self.trips):
            found[row.officer].update(_days(max(row.first, first), min(row.last, last)))
        return found


def office_days(*, officers: Collection[User], first: date, last: date) -> OfficeDays:
    queries = [
        _rows(WeeklyHours.objects.filter(officer__in=officers), WEEK,
              officer=F("officer_id"), weekday=F("weekday"), opens=F("opens"), closes=F("closes")),
        _rows(HoursException.objects.filter(officer__in=officers, day__range=(first, last)), EXCEPTION,
              officer=F("officer_id"), first=F("day"), opens=F("opens"), closes=F("closes")),
        _rows(Leave.objects.filter(officer__in=officers, last_on__gte=first, first_on__lte=last), LEAVE,
              officer=F("officer_id"), first=F("first_on"), last=F("last_on"), words=F("kind")),
        _rows(TripMember.objects.filter(
                officer__in=officers, trip__state=TripState.FIXED,
                trip__last_on__gte=first, trip__first_on__lte=last,
              ), TRIP, officer=F("officer_id"), first=F("trip__first_on"), last=F("trip__last_on")),
        _rows(Holiday.objects.filter(day__range=(first, last)), HOLIDAY, first=F("day"), words=F("name")),
    ]  # fmt: skip
    head, *others = (query for query in queries)
    return _sorted(Row(*row) for row in head.union(*others, all=True))


def _rows(rows: models.QuerySet, kind: str, **known: F) -> models.QuerySet:
    """The same columns from every table, so that one query can read them all."""
    columns = [
        Cast(known.get(name, Value(None)), output_field=kept) for name, kept in COLUMNS.items()
    ]
    return rows.order_by().values_list(Value(kind, output_field=models.CharField()), *columns)


def _sorted(rows: Iterable[Row]) -> OfficeDays:
    found = OfficeDays()
    for row in rows:
        match row.kind:
            case "week":
                week = found.weeks.setdefault(row.officer, {})
                week.setdefault(row.weekday, []).append(Stretch(row.opens, row.closes))
            case "exception":
                stretches = (Stretch(row.opens, row.closes),) if row.opens else ()
                found.exceptions.setdefault(row.officer, {})[row.first] = stretches
            case "leave":
                found.leaves.append(row)
            case "trip":
                found.trips.append(row)
            case "holiday":
                found.holidays[row.first] = row.words
    for week in found.weeks.values():
        for stretches in week.values():
            stretches.sort()
    return found


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
