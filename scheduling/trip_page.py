"""Everything the page of a trip shows beside its plan. Reads only."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.core import clock, wording
from scheduling import itinerary, ready_list, trip_map, trip_outlook
from scheduling.models import (
    AppointmentState,
    ReadinessTap,
    TapAnswer,
    Trip,
    TripNote,
    TripState,
    TripStop,
)
from scheduling.trip_plan import PlanPiece, TripPlan
from scheduling.trip_warnings import Warned

TONES = {TapAnswer.READY: "good", TapAnswer.WORKS: "warn", TapAnswer.POSTPONE: "bad"}
MOST = 200


@dataclass(frozen=True)
class Row:
    """A line of a day: times, what, and for a visit its stop with the answers from there."""

    piece: PlanPiece
    number: int  # of the stop; 0 on the way
    taps: tuple[ReadinessTap, ...] = ()
    is_first: bool = False
    is_last: bool = False

    @property
    def stop(self) -> TripStop | None:
        return self.piece.stop

    @property
    def hours(self) -> str:
        start, end = self.piece.piece.starts_at, self.piece.piece.ends_at
        return f"{clock.wita(start):%H.%M}-{clock.wita(end):%H.%M}"

    @property
    def asked_without_answer(self) -> bool:
        return bool(self.taps) and not any(tap.answer for tap in self.taps)

    @property
    def answers(self) -> list[tuple[str, str, str]]:
        """Who said what, newest last: (words, tone, note)."""
        return [
            (
                f"{TapAnswer(tap.answer).label}, {tap.person.display_name}",
                TONES[TapAnswer(tap.answer)],
                f"{wording.short_moment(tap.answered_at)}{': ' + tap.note if tap.note else ''}",
            )
            for tap in self.taps
            if tap.answer
        ]


@dataclass(frozen=True)
class Day:
    number: int
    day: date
    rows: tuple[Row, ...]
    busy_minutes: int


class TripPage:
    """The plan, what to look at, who answered what, who else waits on the way."""

    def __init__(self, trip: Trip, user: User, at: datetime) -> None:
        self.trip, self.user, self.at = trip, user, at
        self.plan = TripPlan(trip)

    @property
    def may_change(self) -> bool:
        return self.user.is_caseworker and self.trip.is_open

    @property
    def may_finish(self) -> bool:
        """The same question the operation asks, from what is read already."""
        if not (self.may_change and self.trip.is_fixed):
            return False
        told = (AppointmentState.ATTENDED, AppointmentState.MISSED)
        is_over = self.trip.last_on < clock.wita(self.at).date()
        return is_over or all(
            stop.appointment and stop.appointment.state in told for stop in self.plan.going
        )

    @cached_property
    def warnings(self) -> list[Warned]:
        return trip_outlook.warnings_of(self.plan) if self.trip.is_open else []

    @property
    def cautions(self) -> list[Warned]:
        return [warned for warned in self.warnings if not warned.is_season]

    @property
    def season_notes(self) -> list[Warned]:
        return [warned for warned in self.warnings if warned.is_season]

    @property
    def blocks(self) -> bool:
        return any(warned.blocks for warned in self.warnings)

    @cached_property
    def notes(self) -> list[TripNote]:
        return list(self.trip.notes.all()[:MOST])

    @cached_property
    def suggestions(self) -> list[ready_list.Waiting]:
        return trip_outlook.suggestions(self.plan) if self.may_change else []

    @cached_property
    def map(self) -> trip_map.TripMap:
        return trip_map.of(self.plan)

    @cached_property
    def days(self) -> list[Day]:
        taps = {} if self.trip.is_draft else self._taps()
        numbers = {stop.pk: n for n, stop in enumerate(self.plan.stops, 1)}
        return [
            Day(
                day.number,
                day.day,
                tuple(self._row(piece, numbers, taps) for piece in day.pieces),
                day.busy_minutes,
            )
            for day in self.plan.days
        ]

    def _taps(self) -> dict[int, list[ReadinessTap]]:
        """By stop; nobody is asked before the trip is fixed."""
        found: dict[int, list[ReadinessTap]] = {}
        asked = ReadinessTap.objects.filter(stop__trip=self.trip).select_related("person")
        for tap in asked.order_by("answered_at", "pk")[:MOST]:
            found.setdefault(tap.stop_id, []).append(tap)
        return found

    def _row(
        self, piece: PlanPiece, numbers: dict[int, int], taps: dict[int, list[ReadinessTap]]
    ) -> Row:
        if piece.piece.kind == itinerary.Kind.TRAVEL or piece.stop is None:
            return Row(piece, 0)
        number = numbers[piece.stop.pk]
        return Row(
            piece, number, tuple(taps.get(piece.stop.pk, ())), number == 1, number == len(numbers)
        )

    @property
    def span(self) -> str:
        return span_of(self.trip)


def span_of(trip: Trip) -> str:
    if trip.first_on == trip.last_on:
        return wording.day(trip.first_on)
    return _("%(first)s sampai %(last)s") % {
        "first": wording.day(trip.first_on),
        "last": wording.day(trip.last_on),
    }


@dataclass(frozen=True)
class Trips:
    open: list[Trip]
    past: list[Trip]


def trips(*, user: User) -> Trips:
    """Open ones by date, then what is over, the newest first; each with its number of libraries."""
    rows = (
        Trip.objects.visible_to(user)
        .annotate(going_count=Count("stops", filter=Q(stops__state="planned"), distinct=True))
    )  # fmt: skip
    open_states = (TripState.DRAFT, TripState.FIXED)
    return Trips(
        list(rows.filter(state__in=open_states).order_by("first_on", "pk")[:MOST]),
        list(rows.exclude(state__in=open_states).order_by("-first_on", "-pk")[:MOST]),
    )
