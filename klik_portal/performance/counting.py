"""What one library adds to the sums of the head's page. Pure: rows in, cells out.

Each rule stands once, here; the page repeats it in words beside the number (`sources`, `figures`).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from accreditation.workflow import CLOSED, IN_OFFICE, State
from klik_portal.core import clock
from klik_portal.core.quarters import quarter_end, quarter_of
from klik_portal.office import working_days

NOW = 0  # the year of sums about the present
ZOOM, ON_SITE = "zoom", "on_site"
NEVER = "never"


class Cell(NamedTuple):
    year: int
    split: str
    measure: str
    key: str

    @property
    def name(self) -> str:
        return "|".join(map(str, self))


def cell_named(name: str) -> Cell:
    year, split, measure, key = name.split("|")
    return Cell(int(year), split, measure, key)


@dataclass(frozen=True)
class Certificate:
    decided_on: date
    valid_until: date
    recorded_on: date
    is_of_appeal: bool = False  # takes the place of another one, which counts already


@dataclass(frozen=True)
class Correction:
    """A certificate whose date or grade was put right afterwards."""

    old_day: date
    new_day: date


@dataclass(frozen=True)
class Meeting:
    """A talk or visit that took place, on its WITA day."""

    mode: str
    day: date


@dataclass(frozen=True)
class Step:
    at: datetime
    state: str


@dataclass(frozen=True)
class Case:
    state: str
    turn: str
    officer: int | None
    first_submitted_at: datetime | None
    first_answered_at: datetime | None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class LibraryFacts:
    kind: str
    kecamatan: str
    registered_on: date
    is_verified: bool
    certificates: tuple[Certificate, ...] = ()
    corrections: tuple[Correction, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    cases: tuple[Case, ...] = ()


def cells_of(library: LibraryFacts, holidays: Collection[date]) -> Counter[Cell]:
    """Everything the library adds."""
    return Counter(_cells(library, holidays))


def _cells(library: LibraryFacts, holidays: Collection[date]) -> Iterator[Cell]:
    yield from _registered(library)
    yield from _certificates(library)
    yield from _meetings(library)
    for case in library.cases:
        yield from _answer(case, holidays)
        yield from _running(case, library)
        yield from _stays(case)
        yield from _fate(case)


def spread(measure: str, day: date, library: LibraryFacts) -> Iterator[Cell]:
    """One more in its year: by quarter, by type, by kecamatan."""
    yield Cell(day.year, "quarter", measure, str(quarter_of(day)))
    yield Cell(day.year, "type", measure, library.kind)
    yield Cell(day.year, "kecamatan", measure, library.kecamatan)


def dated(measure: str, day: date) -> Iterator[Cell]:
    """One more from that day on: summed up to any day from years, months and days."""
    yield Cell(day.year, "year", measure, "")
    yield Cell(day.year, "month", measure, f"{day:%m}")
    yield Cell(day.year, "day", measure, f"{day:%m%d}")


def _registered(library: LibraryFacts) -> Iterator[Cell]:
    """A library counts from its registration, or from its first certificate if that is older."""
    if library.is_verified or library.certificates:
        first = min((c.decided_on for c in library.certificates), default=date.max)
        yield from dated("registered", min(library.registered_on, first))


def _certificates(library: LibraryFacts) -> Iterator[Cell]:
    for day in first_of_each_year(c.decided_on for c in library.certificates if not c.is_of_appeal):
        yield from spread("accredited", day, library)
    for certificate in library.certificates:
        if is_late(certificate.decided_on, certificate.recorded_on):
            yield Cell(certificate.decided_on.year, "late", "accredited", "")
    for correction in library.corrections:
        for year in {correction.old_day.year, correction.new_day.year}:
            yield Cell(year, "late", "corrected", "")
    for start, end in merged((c.decided_on, c.valid_until) for c in library.certificates):
        yield from dated("valid_from", start)
        yield from dated("valid_past", end + timedelta(days=1))
        yield Cell(end.year, "month", "valid_until", f"{end:%m}")


def first_of_each_year(days: Iterable[date]) -> list[date]:
    """A library counts once a year, on its earliest day in it."""
    first: dict[int, date] = {}
    for day in days:
        first[day.year] = min(day, first.get(day.year, day))
    return [first[year] for year in sorted(first)]


def is_late(decided_on: date, recorded_on: date) -> bool:
    """Entered after the quarter of its decision had ended."""
    return recorded_on > quarter_end(decided_on.year, quarter_of(decided_on))


def merged(spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """Spans that overlap become one: a renewed certificate has not ended, and a library counts once."""
    found: list[tuple[date, date]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _meetings(library: LibraryFacts) -> Iterator[Cell]:
    for meeting in library.meetings:
        if meeting.mode in (ZOOM, ON_SITE):
            yield from spread(
                "visits" if meeting.mode == ON_SITE else "talks", meeting.day, library
            )
    for day in first_of_each_year(meeting.day for meeting in library.meetings):
        yield from spread("coached", day, library)


def _answer(case: Case, holidays: Collection[date]) -> Iterator[Cell]:
    """A first answer, in the year and quarter of the request's first submission."""
    asked, answered = case.first_submitted_at, case.first_answered_at
    if asked is None or answered is None:
        return
    day = clock.wita(asked).date()
    yield Cell(day.year, "quarter", "answers", str(quarter_of(day)))
    if answered <= working_days.answer_due(asked, holidays):
        yield Cell(day.year, "quarter", "in_time", str(quarter_of(day)))
    took = working_days.working_time_between(asked, answered, holidays)
    hours = max(0, int(took.total_seconds() // 3600))
    yield Cell(day.year, "hours", "answers", _padded(hour_bucket(hours)))


def _running(case: Case, library: LibraryFacts) -> Iterator[Cell]:
    if case.state not in IN_OFFICE:
        return
    yield Cell(NOW, "state", "running", case.state)
    yield Cell(NOW, "type", "running", library.kind)
    yield Cell(NOW, "kecamatan", "running", library.kecamatan)
    yield Cell(NOW, "turn", "running", f"{case.state}:{case.turn}")
    yield Cell(NOW, "officer", "running", str(case.officer or ""))


def _stays(case: Case) -> Iterator[Cell]:
    """Whole days spent in a state, in the year it was left."""
    for entered, left in pairwise(case.steps):
        days = max(0, (left.at - entered.at).days)
        year = clock.wita(left.at).year
        yield Cell(year, "days", "stays", f"{entered.state}:{_padded(day_bucket(days))}")


def _fate(case: Case) -> Iterator[Cell]:
    """For each state a finished request has passed: after how many days it was accredited, or never."""
    if case.state not in CLOSED or not case.steps:
        return
    end = case.steps[-1].at
    first: dict[str, datetime] = {}
    for step in case.steps:
        if step.state in IN_OFFICE:
            first.setdefault(step.state, step.at)
    for state, at in first.items():
        days = _padded(day_bucket(max(0, (end - at).days)))
        yield Cell(
            NOW, "fate", "fates", f"{state}:{days if case.state == State.ACCREDITED else NEVER}"
        )


def day_bucket(days: int) -> int:
    """Days as they are up to 30, then rounded up to weeks, then to months: sums stay small."""
    if days <= 30:
        return days
    if days <= 93:
        return 30 + -(-(days - 30) // 7) * 7
    return min(93 + -(-(days - 93) // 30) * 30, 753)


def hour_bucket(hours: int) -> int:
    """Hours as they are up to 48, then rounded up to days."""
    return hours if hours <= 48 else min(-(-hours // 24) * 24, 720)


def _padded(number: int) -> str:
    return f"{number:03d}"
