"""Officers' time as the tables have it, and the starts that may be offered to a library. Reads only."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from accreditation.models import Application
from klik_portal.accounts.models import User
from klik_portal.core import clock
from scheduling import availability
from scheduling.availability import OfficerTime, Stretch
from scheduling.models import (
    Appointment,
    BookingRules,
    Mode,
    OfficerSlot,
    WeeklyHours,
)
from scheduling.office_days import office_days

TALKS = (Mode.ZOOM, Mode.PHONE)


@dataclass(frozen=True)
class Offer:
    """A start, and who could take it: the officer to be asked first stands first."""

    start: datetime
    officers: tuple[User, ...]


@dataclass(frozen=True)
class OfficeTime:
    """The time of some officers, and the holidays they share."""

    officers: dict[int, OfficerTime]
    holidays: dict[date, str]


def office_time(
    *,
    officers: Collection[User],
    first: date,
    last: date,
    besides: Appointment | None = None,
    with_slots: bool = True,
) -> OfficeTime:
    """On these days; `besides` counts as not booked, because it is to be moved."""
    days = office_days(officers=officers, first=first, last=last)
    away = days.away(first, last)
    taken, talks = _slots(officers, first, last, besides) if with_slots else ({}, {})
    times = {
        officer.pk: OfficerTime(
            week=days.weeks.get(officer.pk, availability.OFFICE_WEEK),
            exceptions=days.exceptions.get(officer.pk, {}),
            away=away.get(officer.pk, frozenset()),
            taken=taken.get(officer.pk, frozenset()),
            talks=talks.get(officer.pk, {}),
        )
        for officer in officers
    }
    return OfficeTime(times, days.holidays)


def weeks_of(officers: Collection[User]) -> dict[int, dict[int, list[Stretch]]]:
    """Officer -> usual week as it was typed; who keeps office hours is not in it."""
    found: dict[int, dict[int, list[Stretch]]] = defaultdict(lambda: defaultdict(list))
    for row in WeeklyHours.objects.filter(officer__in=officers):
        found[row.officer_id][row.weekday].append(Stretch(row.opens, row.closes))
    return found


def _slots(
    officers: Collection[User], first: date, last: date, besides: Appointment | None
) -> tuple[dict[int, set[datetime]], dict[int, Counter[date]]]:
    taken: dict[int, set[datetime]] = defaultdict(set)
    talks: dict[int, set[tuple[date, int]]] = defaultdict(set)
    rows = OfficerSlot.objects.filter(
        officer__in=officers,
        starts_at__gte=clock.at_wita(first),
        starts_at__lt=clock.at_wita(last + timedelta(days=1)),
    ).values_list("officer_id", "starts_at", "appointment_id", "appointment__mode")
    for officer, start, appointment, mode in rows:
        if besides and appointment == besides.pk:
            continue
        taken[officer].add(start)
        if mode in TALKS:
            talks[officer].add((clock.wita(start).date(), appointment))
    counts = {officer: Counter(day for day, _one in found) for officer, found in talks.items()}
    return taken, counts


def offered(
    *,
    application: Application,
    rules: BookingRules,
    at: datetime,
    besides: Appointment | None = None,
) -> list[Offer]:
    """Every start a library may take now, soonest first; `besides` is the talk it would move.

    The assigned officer is asked first, for a talk to be moved its own, then whoever has the fewest
    talks that day.
    """
    favourite = besides.officer_id if besides else application.assigned_to_id
    length = timedelta(minutes=besides.minutes if besides else rules.talk_minutes)
    officers = list(User.objects.caseworkers().order_by("pk"))
    earliest = at + timedelta(hours=rules.notice_hours)
    first, last = clock.wita(at).date(), clock.wita(at).date() + timedelta(days=rules.offered_days)
    time = office_time(officers=officers, first=first, last=last, besides=besides)
    times = time.officers
    free: dict[datetime, list[User]] = defaultdict(list)
    for officer in officers:
        for start in availability.starts(
            officer=times[officer.pk],
            earliest=earliest,
            until=last,
            length=length,
            holidays=time.holidays,
            buffer=timedelta(minutes=rules.buffer_minutes),
            talks_a_day=rules.talks_a_day,
        ):
            free[start].append(officer)

    def turn(officer: User, start: datetime) -> tuple[bool, int, int]:
        busy = times[officer.pk].talks.get(clock.wita(start).date(), 0)
        return officer.pk != favourite, busy, officer.pk

    return [
        Offer(start, tuple(sorted(free[start], key=lambda officer: turn(officer, start))))
        for start in sorted(free)
    ]


def soonest(offers: Sequence[Offer], wanted: datetime, count: int = 3) -> list[datetime]:
    """The next starts from the wanted one on; the last ones there are when nothing follows."""
    later = [offer.start for offer in offers if offer.start >= wanted]
    return (later or [offer.start for offer in offers])[:count]


def next_free(
    *, officer: User, earliest: datetime, length: timedelta, count: int = 3
) -> list[datetime]:
    """One officer's next free starts within a month, for the office: no notice is asked of it."""
    rules = BookingRules.current()
    first = clock.wita(earliest).date()
    last = first + timedelta(days=availability.SEARCH_DAYS)
    time = office_time(officers=[officer], first=first, last=last)
    found = availability.starts(
        officer=time.officers[officer.pk],
        earliest=earliest,
        until=last,
        length=length,
        holidays=time.holidays,
        buffer=timedelta(minutes=rules.buffer_minutes),
        talks_a_day=rules.talks_a_day,
    )
    return list(islice(found, count))


@dataclass(frozen=True)
class Wish:
    """A proposed start, and the officers whose calendar is empty then."""

    start: datetime
    free: list[User]


def free_officers(*, starts: Sequence[datetime]) -> list[Wish]:
    """Who could take which of these starts; hours may be unusual, the office decides."""
    length = timedelta(minutes=BookingRules.current().talk_minutes)
    officers = list(User.objects.caseworkers().order_by("name", "pk"))
    days = [clock.wita(start).date() for start in starts]
    times = office_time(officers=officers, first=min(days), last=max(days)).officers

    def is_free(officer: User, start: datetime) -> bool:
        time = times[officer.pk]
        return clock.wita(start).date() not in time.away and time.is_free(start, start + length)

    return [
        Wish(start, [officer for officer in officers if is_free(officer, start)])
        for start in starts
    ]


def next_offers(*, application: Application, at: datetime, count: int = 6) -> list[Offer]:
    """What could be offered next, a start or two a day at most, to look ahead some days."""
    found = offered(application=application, rules=BookingRules.current(), at=at)
    by_day: Counter[date] = Counter()
    kept = []
    for offer in found:
        by_day[clock.wita(offer.start).date()] += 1
        if by_day[clock.wita(offer.start).date()] <= 2:
            kept.append(offer)
    return kept[:count]
