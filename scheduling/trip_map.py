"""A trip drawn on the district: numbered stops joined by lines, the line's style tells the mode."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from libraries import district_map
from scheduling.models import TravelLeg, TravelMode, TripStop
from scheduling.trip_plan import TripPlan

OFFICE_PLACE, OFFICE_KECAMATAN = "Tenggarong", "64.02.06"
NEAR = 14  # pixels under which two numbers would cover each other
DASHES = {TravelMode.ROAD: "", TravelMode.RIVER: "7 4", TravelMode.FERRY: "2 4"}


@dataclass(frozen=True)
class Spot:
    number: str  # empty for the office
    x: int
    y: int
    name: str


@dataclass(frozen=True)
class Line:
    x1: int
    y1: int
    x2: int
    y2: int
    dashes: str
    words: str


@dataclass(frozen=True)
class TripMap:
    outlines: Sequence[str]
    width: int
    height: int
    spots: Sequence[Spot]
    lines: Sequence[Line]


def of(plan: TripPlan) -> TripMap:
    """Schematic: a straight line per way, in the style of the mode that takes the longest."""
    ground = district_map.outlines()
    stops = [stop for stop in plan.stops if stop.is_going and _pixel(stop)]
    spots: list[Spot] = []
    for number, stop in enumerate(plan.stops, 1):
        if stop in stops:
            spots.append(_spot(str(number), stop, spots))
    home = _office(plan)
    stations = [*([home] if home else []), *spots, *([home] if home and spots else [])]
    ways = [plan.legs_to(stop) for stop in stops]
    ways = [*ways, plan.way_home] if home else ways[1:]
    lines = [_line(a, b, legs) for (a, b), legs in zip(pairwise(stations), ways, strict=False)]
    return TripMap(
        [shape.path for shape in ground.shapes.values()],
        district_map.WIDTH,
        ground.height,
        [*([home] if home else []), *spots],
        lines,
    )


def _office(plan: TripPlan) -> Spot | None:
    shape = district_map.outlines().shapes.get(OFFICE_KECAMATAN)
    if shape is None or OFFICE_PLACE.lower() not in plan.trip.base.lower():
        return None
    return Spot("", shape.label_x, shape.label_y, plan.trip.base)


def _pixel(stop: TripStop) -> tuple[int, int] | None:
    ground = district_map.outlines()
    desa = stop.application.library.desa
    if desa.latitude is not None and desa.longitude is not None:
        return ground.pixel(float(desa.longitude), float(desa.latitude))
    shape = ground.shapes.get(stop.application.library.kecamatan_id)
    return (shape.label_x, shape.label_y) if shape else None


def _spot(number: str, stop: TripStop, others: Sequence[Spot]) -> Spot:
    """Moved aside while it would cover a number that is there already."""
    x, y = _pixel(stop) or (0, 0)
    while any(abs(x - other.x) < NEAR and abs(y - other.y) < NEAR for other in others):
        x, y = x + NEAR, y + NEAR // 2
    return Spot(number, x, y, stop.application.library.name)


def _line(start: Spot, end: Spot, legs: Sequence[TravelLeg]) -> Line:
    longest = max(legs, key=lambda leg: leg.minutes, default=None)
    mode = TravelMode(longest.mode) if longest else TravelMode.ROAD
    return Line(start.x, start.y, end.x, end.y, DASHES[mode], str(mode.label))
