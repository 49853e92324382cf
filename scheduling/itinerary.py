"""When a trip is where: times from days, legs and lengths. Pure.

Every day starts at the same hour; within a day the legs to a stop and the visit follow one another
without gaps. A postponed stop leaves its time open, so that nobody else's visit moves by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from klik_portal.core.clock import at_wita, wita

QUARTER = timedelta(minutes=15)


class Kind(StrEnum):
    TRAVEL = "travel"
    VISIT = "visit"
    OPEN = "open"  # a postponed visit: nobody is held, nobody moves up


@dataclass(frozen=True)
class Leg:
    mode: str
    minutes: int
    description: str = ""
    season_note: str = ""
    is_estimate: bool = False


@dataclass(frozen=True)
class Stop:
    key: str
    day: int  # 1 is the first day
    minutes: int
    legs: tuple[Leg, ...] = ()
    is_postponed: bool = False


@dataclass(frozen=True)
class Piece:
    """A stretch of the journey; `stop_key` is empty on the way home."""

    kind: Kind
    day: int
    starts_at: datetime
    ends_at: datetime
    stop_key: str = ""
    leg: Leg | None = None

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


def timeline(
    *,
    first_on: date,
    day_starts: time,
    stops: Sequence[Stop],
    way_home: Sequence[Leg],
    last_day: int,
) -> list[Piece]:
    """The pieces in order. A stop whose day lies before that of the stop above is taken on that day."""
    pieces: list[Piece] = []
    day, moment = 0, at_wita(first_on)

    def go_to_day(wanted: int) -> None:
        nonlocal day, moment
        if wanted > day:
            day = wanted
            start = at_wita(first_on + timedelta(days=day - 1), day_starts.hour, day_starts.minute)
            moment = max(moment, start)

    def add(kind: Kind, minutes: int, stop_key: str, leg: Leg | None = None) -> None:
        nonlocal moment
        ends_at = moment + timedelta(minutes=minutes)
        pieces.append(Piece(kind, day, moment, ends_at, stop_key, leg))
        moment = ends_at

    for stop in stops:
        go_to_day(stop.day)
        for leg in stop.legs:
            add(Kind.TRAVEL, leg.minutes, stop.key, leg)
        moment = _next_quarter(moment)
        add(Kind.OPEN if stop.is_postponed else Kind.VISIT, stop.minutes, stop.key)
    if way_home:
        go_to_day(max(last_day, 1))
        for leg in way_home:
            add(Kind.TRAVEL, leg.minutes, "", leg)
    return pieces


def _next_quarter(moment: datetime) -> datetime:
    """Visits begin at a quarter-hour, as every appointment does."""
    left = timedelta(minutes=moment.minute % 15, seconds=moment.second)
    return moment if not left else moment - left + QUARTER


def days_with_room(
    *,
    first_on: date,
    day_starts: time,
    day_ends: time,
    stops: Sequence[Stop],
    added: int,
    last_day: int,
) -> list[int]:
    """The day of every stop once the one at index `added` is new.

    It takes the first day with room before `day_ends`. Whoever it pushes past that takes the next
    such day; everybody else keeps theirs. Without room for all, visits together end least late.
    """

    def lateness(order: Sequence[Stop]) -> list[timedelta]:
        pieces = timeline(
            first_on=first_on, day_starts=day_starts, stops=order, way_home=(), last_day=last_day
        )
        return [_past(day_ends, p, first_on) for p in pieces if p.kind != Kind.TRAVEL]

    def choices(stop: Stop, placed: Sequence[Stop]) -> list[Stop]:
        earliest = max([stop.day, *(other.day for other in placed)])
        return [replace(stop, day=day) for day in range(earliest, max(earliest, last_day) + 1)]

    def with_followers(placed: list[Stop]) -> list[Stop]:
        for stop, accepted in zip(stops[added + 1 :], before[added:], strict=True):
            found = choices(stop, placed)
            late = [lateness([*placed, choice])[-1] for choice in found]
            placed = [*placed, found[0 if late[0] <= accepted else late.index(min(late))]]
        return placed

    before = lateness([*stops[:added], *stops[added + 1 :]])
    head = list(stops[:added])
    orders = [with_followers([*head, new]) for new in choices(stops[added], head[-1:])]
    best = min(orders, key=lambda order: sum(lateness(order), timedelta(0)))
    return [stop.day for stop in best]


def _past(day_ends: time, visit: Piece, first_on: date) -> timedelta:
    closing = at_wita(first_on + timedelta(days=visit.day - 1), day_ends.hour, day_ends.minute)
    return max(visit.ends_at - closing, timedelta(0))


def quarters_held(pieces: Sequence[Piece]) -> list[datetime]:
    """The quarter-hours in which the team travels or visits, each once, in order."""
    held: set[datetime] = set()
    for piece in pieces:
        if piece.kind == Kind.OPEN:
            continue
        moment = piece.starts_at - timedelta(minutes=piece.starts_at.minute % 15)
        while moment < piece.ends_at:
            held.add(moment)
            moment += QUARTER
    return sorted(held)


def busy_minutes(pieces: Sequence[Piece], day: int) -> int:
    """Minutes of travel and visits on a day of the trip."""
    return sum(p.minutes for p in pieces if p.day == day and p.kind != Kind.OPEN)


def date_of(piece: Piece) -> date:
    return wita(piece.starts_at).date()
