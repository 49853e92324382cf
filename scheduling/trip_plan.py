"""A trip as people read it: its days with travel and visits, team, cost. Reads only."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from scheduling import itinerary
from scheduling.models import (
    BudgetLine,
    StopState,
    TravelLeg,
    TravelMode,
    Trip,
    TripMember,
    TripStop,
)


@dataclass(frozen=True)
class PlanPiece:
    """A line of the day: a leg, or the visit of `stop`."""

    piece: itinerary.Piece
    stop: TripStop | None

    @property
    def is_travel(self) -> bool:
        return self.piece.kind == itinerary.Kind.TRAVEL

    @property
    def is_open(self) -> bool:
        return self.piece.kind == itinerary.Kind.OPEN

    @property
    def mode_label(self) -> str:
        return str(TravelMode(self.piece.leg.mode).label) if self.piece.leg else ""


@dataclass(frozen=True)
class PlanDay:
    number: int
    day: date
    pieces: tuple[PlanPiece, ...]

    @property
    def busy_minutes(self) -> int:
        return sum(p.piece.minutes for p in self.pieces if not p.is_open)


class TripPlan:
    """Four queries, the last three when they are wanted: stops, legs, team, budget."""

    def __init__(self, trip: Trip) -> None:
        self.trip = trip
        self.stops: list[TripStop] = list(
            trip.stops.select_related(
                "application__library__desa",
                "application__library__kecamatan",
                "appointment",
                "visit_request",
            )
        )

    @cached_property
    def members(self) -> list[TripMember]:
        return list(self.trip.members.select_related("officer"))

    @cached_property
    def budget(self) -> list[BudgetLine]:
        return list(self.trip.budget.all())

    @cached_property
    def _legs(self) -> dict[int | None, list[TravelLeg]]:
        found: dict[int | None, list[TravelLeg]] = defaultdict(list)
        for leg in self.trip.legs.all():
            found[leg.stop_id].append(leg)
        return found

    @property
    def way_home(self) -> list[TravelLeg]:
        return self._legs[None]

    def legs_to(self, stop: TripStop) -> list[TravelLeg]:
        return self._legs[stop.pk]

    @property
    def stations(self) -> list[itinerary.Stop]:
        """The stops as the timeline takes them."""
        return [
            itinerary.Stop(
                key=stop.token,
                day=stop.day,
                minutes=stop.visit_minutes,
                legs=tuple(_leg(leg) for leg in self.legs_to(stop)),
                is_postponed=stop.state != StopState.PLANNED,
            )
            for stop in self.stops
        ]

    @cached_property
    def pieces(self) -> list[itinerary.Piece]:
        return itinerary.timeline(
            first_on=self.trip.first_on,
            day_starts=self.trip.day_starts,
            stops=self.stations,
            way_home=[_leg(leg) for leg in self.way_home],
            last_day=self.trip.day_count,
        )

    @cached_property
    def days(self) -> list[PlanDay]:
        """Every day of the trip, the empty ones too, and those it runs over."""
        stops = {stop.token: stop for stop in self.stops}
        last = max([self.trip.day_count, *(piece.day for piece in self.pieces)])
        return [
            PlanDay(
                number,
                self.trip.first_on + timedelta(days=number - 1),
                tuple(
                    PlanPiece(piece, stops.get(piece.stop_key))
                    for piece in self.pieces
                    if piece.day == number
                ),
            )
            for number in range(1, last + 1)
        ]

    def visit_of(self, stop: TripStop) -> itinerary.Piece:
        """When the stop is visited, or would have been."""
        return next(
            piece
            for piece in self.pieces
            if piece.stop_key == stop.token and piece.kind != itinerary.Kind.TRAVEL
        )

    @property
    def lead(self) -> TripMember | None:
        """Who answers for the trip: named so, or the first of the team."""
        return self.members[0] if self.members else None

    @property
    def order(self) -> list[str]:
        """The kecamatan of the stops, in the order in which they are passed."""
        return [stop.application.library.kecamatan_id for stop in self.stops]

    @property
    def going(self) -> Sequence[TripStop]:
        return [stop for stop in self.stops if stop.state == StopState.PLANNED]

    @property
    def cost(self) -> int:
        """Whole rupiah."""
        return sum(line.amount for line in self.budget)

    @property
    def cost_per_library(self) -> int | None:
        """Whole rupiah, rounded; nothing while nobody is visited."""
        return round(self.cost / len(self.going)) if self.going else None

    @property
    def starts_at(self) -> datetime | None:
        return self.pieces[0].starts_at if self.pieces else None

    @property
    def ends_at(self) -> datetime | None:
        return self.pieces[-1].ends_at if self.pieces else None


def _leg(leg: TravelLeg) -> itinerary.Leg:
    return itinerary.Leg(leg.mode, leg.minutes, leg.description, leg.season_note, leg.is_estimate)
