"""What an officer should look at before a trip is fixed. Pure.

Nothing here blocks except what fixing refuses (`Warned.blocks`): the office knows its rivers, Klik does not.
One function per rule; `warnings` runs them all.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from klik_portal.core import wording
from klik_portal.core.clock import at_wita, wita
from klik_portal.office.working_days import is_working_day
from scheduling import itinerary
from scheduling.itinerary import Kind, Piece

OFFICE_END, EVENING = 16, 20


@dataclass(frozen=True)
class Warned:
    sentence: str
    blocks: bool = False
    is_season: bool = False


@dataclass(frozen=True)
class Clash:
    """A stretch of time in which somebody of the team is taken already."""

    person: str
    starts_at: datetime
    ends_at: datetime
    what: str


@dataclass(frozen=True)
class Away:
    """Days on which somebody of the team is away; both ends included."""

    person: str
    first_on: date
    last_on: date
    why: str


@dataclass(frozen=True)
class Hours:
    """Somebody's usual weekdays (0 is Monday; none: office hours) and the days that differ."""

    person: str
    weekdays: frozenset[int] = frozenset()
    exceptions: Mapping[date, bool] = field(default_factory=dict)  # day -> can be met


@dataclass(frozen=True)
class Visited:
    """A library on the trip that is going to be visited."""

    key: str
    name: str
    ready_on: date | None = None
    weeks: tuple[date, ...] = ()
    has_legs: bool = True
    has_moved_on: bool = False  # no longer in mentoring, and no visit booked


@dataclass(frozen=True)
class Journey:
    """All that the rules look at."""

    first_on: date
    last_on: date
    pieces: Sequence[Piece]
    visited: Sequence[Visited]
    vehicle: str = ""
    team: Sequence[str] = ()
    clashes: Sequence[Clash] = ()
    absences: Sequence[Away] = ()
    hours: Sequence[Hours] = ()
    holidays: Mapping[date, str] = field(default_factory=dict)
    most_minutes: int = 600

    def day_of(self, key: str) -> date | None:
        """The day on which a library is visited."""
        for piece in self.pieces:
            if piece.stop_key == key and piece.kind == Kind.VISIT:
                return itinerary.date_of(piece)
        return None

    @property
    def days(self) -> list[date]:
        """Days of the trip on which the team is on the way."""
        return sorted({itinerary.date_of(piece) for piece in self.pieces})


def warnings(journey: Journey) -> list[Warned]:
    """Double booking first, then the rest in the order in which one would ask."""
    return [warned for rule in RULES for warned in rule(journey)]


def double_booking(journey: Journey) -> Iterator[Warned]:
    for clash in journey.clashes:
        yield Warned(clash_sentence(clash), blocks=True)


def clash_sentence(clash: Clash) -> str:
    return _("%(person)s sudah terisi %(start)s sampai %(end)s: %(what)s.") % {
        "person": clash.person,
        "start": wording.moment(clash.starts_at),
        "end": wording.clock(clash.ends_at),
        "what": clash.what,
    }


def nobody_goes(journey: Journey) -> Iterator[Warned]:
    if not journey.team:
        yield Warned(_("Belum ada anggota tim."))


def moved_on(journey: Journey) -> Iterator[Warned]:
    for visited in journey.visited:
        if visited.has_moved_on:
            yield Warned(moved_on_sentence(visited.name), blocks=True)


def moved_on_sentence(name: str) -> str:
    return _("Permohonan %s tidak lagi dalam pendampingan; keluarkan dari perjalanan.") % name


def leave(journey: Journey) -> Iterator[Warned]:
    for away in journey.absences:
        if away.first_on <= journey.last_on and away.last_on >= journey.first_on:
            yield Warned(
                _("%(person)s: %(why)s %(first)s sampai %(last)s.")
                % {
                    "person": away.person, "why": away.why,
                    "first": wording.day(away.first_on), "last": wording.day(away.last_on),
                }
            )  # fmt: skip


def no_hours(journey: Journey) -> Iterator[Warned]:
    for hours in journey.hours:
        for day in journey.days:
            usual = not hours.weekdays or day.weekday() in hours.weekdays
            if not hours.exceptions.get(day, usual):
                yield Warned(
                    _("%(person)s tidak punya jam kerja pada %(day)s.")
                    % {"person": hours.person, "day": wording.day(day)}
                )


def days_off(journey: Journey) -> Iterator[Warned]:
    for day in journey.days:
        if day in journey.holidays:
            yield Warned(
                _("%(day)s libur: %(name)s.")
                % {"day": wording.day(day), "name": journey.holidays[day]}
            )
        elif not is_working_day(day, ()):
            yield Warned(_("%s bukan hari kerja.") % wording.day(day))


def too_much_in_a_day(journey: Journey) -> Iterator[Warned]:
    for number in sorted({piece.day for piece in journey.pieces}):
        busy = itinerary.busy_minutes(journey.pieces, number)
        if busy > journey.most_minutes:
            yield Warned(
                _("Hari %(number)d berisi %(busy)s, lebih dari batas %(most)s.")
                % {
                    "number": number, "busy": wording.duration(busy),
                    "most": wording.duration(journey.most_minutes),
                }
            )  # fmt: skip


def into_the_night(journey: Journey) -> Iterator[Warned]:
    """Days that end after the evening; a journey over midnight belongs to the day it began."""
    for number in sorted({piece.day for piece in journey.pieces}):
        pieces = [piece for piece in journey.pieces if piece.day == number]
        evening = at_wita(wita(pieces[0].starts_at).date(), EVENING)
        if pieces[-1].ends_at > evening:
            yield Warned(
                _("Hari %(number)d baru selesai pukul %(end)s, lewat pukul 20.00.")
                % {"number": number, "end": wording.clock(pieces[-1].ends_at)}
            )


def outside_office_hours(journey: Journey) -> Iterator[Warned]:
    """Visits that end when people have gone home."""
    names = {visited.key: visited.name for visited in journey.visited}
    for piece in journey.pieces:
        closing = at_wita(wita(piece.starts_at).date(), OFFICE_END)
        if piece.kind == Kind.VISIT and piece.stop_key in names and piece.ends_at > closing:
            yield Warned(
                _("Kunjungan ke %(name)s baru selesai pukul %(end)s, di luar jam kantor.")
                % {"name": names[piece.stop_key], "end": wording.clock(piece.ends_at)}
            )


def more_days_than_planned(journey: Journey) -> Iterator[Warned]:
    last = max((wita(piece.ends_at).date() for piece in journey.pieces), default=journey.last_on)
    if last > journey.last_on:
        yield Warned(
            _("Jadwal berakhir %(end)s, padahal perjalanan hanya sampai %(last)s.")
            % {"end": wording.day(last), "last": wording.day(journey.last_on)}
        )


def season(journey: Journey) -> Iterator[Warned]:
    """Each note once, with the pieces of the way that carry it."""
    places: dict[str, dict[str, None]] = {}
    for piece in journey.pieces:
        if piece.leg and piece.leg.season_note:
            places.setdefault(piece.leg.season_note, {})[piece.leg.description or "-"] = None
    for note, where in places.items():
        told = _("Musim: %(note)s (%(where)s)") % {"note": note, "where": "; ".join(where)}
        yield Warned(told, is_season=True)


def not_ready_by_then(journey: Journey) -> Iterator[Warned]:
    for visited in journey.visited:
        day = journey.day_of(visited.key)
        if day and visited.ready_on and visited.ready_on > day:
            yield Warned(
                _("%(name)s baru siap %(ready)s.")
                % {"name": visited.name, "ready": wording.day(visited.ready_on)}
            )


def another_week(journey: Journey) -> Iterator[Warned]:
    for visited in journey.visited:
        day = journey.day_of(visited.key)
        if day and visited.weeks and day - timedelta(days=day.weekday()) not in visited.weeks:
            wished = ", ".join(wording.work_week(week) for week in visited.weeks)
            yield Warned(
                _("%(name)s memilih pekan lain: %(weeks)s.")
                % {"name": visited.name, "weeks": wished}
            )


def no_boat(journey: Journey) -> Iterator[Warned]:
    on_water = any(piece.leg and piece.leg.mode == "river" for piece in journey.pieces)
    if on_water and not journey.vehicle.strip():
        yield Warned(_("Ada jalan lewat sungai, tetapi kendaraan atau perahu belum ditulis."))


def no_way_there(journey: Journey) -> Iterator[Warned]:
    for visited in journey.visited:
        if not visited.has_legs:
            yield Warned(_("Perjalanan ke %s belum diisi.") % visited.name)


RULES: tuple[Callable[[Journey], Iterator[Warned]], ...] = (
    double_booking,
    moved_on,
    nobody_goes,
    leave,
    no_hours,
    days_off,
    too_much_in_a_day,
    into_the_night,
    outside_office_hours,
    more_days_than_planned,
    not_ready_by_then,
    another_week,
    no_boat,
    no_way_there,
    season,
)
