"""Numbers as coordinates: the year chart and the district map, drawn by templates as inline SVG."""

import json
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings

from klik_portal.performance.queries import KecamatanFigure, YearFigure

BOUNDARIES = Path(settings.BASE_DIR) / "libraries" / "data" / "kukar_kecamatan.geojson"
MAP_WIDTH = 360
SMALLEST_RING = 6  # pixels around; smaller islets would only cost bytes

BAR, STEP, LEFT, TOP, BOTTOM = 34, 56, 18, 30, 200
LABEL = 26  # room above a bar for its figure; a target line inside it lifts the figure above itself


@dataclass(frozen=True)
class YearBar:
    year: int
    achieved: int
    target: int | None
    x: int
    y: int
    height: int
    middle: int
    goal_y: int | None
    goal_from: int
    goal_to: int
    label_y: int


@dataclass(frozen=True)
class YearChart:
    bars: list[YearBar]
    width: int
    baseline: int
    bar: int = BAR


def year_chart(figures: list[YearFigure]) -> YearChart:
    """Bars for achieved and a line for the target, scaled to the highest of both."""
    highest = max([1, *(max(f.result.achieved, f.result.target or 0) for f in figures)])
    scale = (BOTTOM - TOP) / highest
    bars = [_bar(index, figure, scale) for index, figure in enumerate(figures)]
    return YearChart(bars, LEFT + STEP * len(figures), BOTTOM)


def _bar(index: int, figure: YearFigure, scale: float) -> YearBar:
    x = LEFT + STEP * index
    height = round(figure.result.achieved * scale)
    target = figure.result.target
    top = BOTTOM - height
    goal_y = BOTTOM - round(target * scale) if target else None
    is_crossed = goal_y is not None and top - LABEL < goal_y <= top
    return YearBar(
        year=figure.year, achieved=figure.result.achieved, target=target, x=x, y=top, height=height,
        middle=x + BAR // 2, goal_y=goal_y, goal_from=x - 8, goal_to=x + BAR + 8, label_y=(goal_y if is_crossed else top) - 8,
    )  # fmt: skip


@dataclass(frozen=True)
class Shape:
    path: str
    label_x: int
    label_y: int


@dataclass(frozen=True)
class MapArea:
    name: str
    code: str
    achieved: int
    css: str
    shape: Shape


@dataclass(frozen=True)
class DistrictMap:
    areas: list[MapArea]
    width: int
    height: int


def district_map(figures: list[KecamatanFigure]) -> DistrictMap:
    """Each kecamatan coloured and, where there is something, numbered."""
    shapes, height = _shapes()
    areas = [
        MapArea(
            f.kecamatan.name,
            f.kecamatan.code,
            f.achieved,
            _css(f.achieved),
            shapes[f.kecamatan.code],
        )
        for f in figures
        if f.kecamatan.code in shapes
    ]
    return DistrictMap(areas, MAP_WIDTH, height)


def _css(achieved: int) -> str:
    if achieved == 0:
        return "none"
    return "few" if achieved == 1 else "some" if achieved <= 3 else "many"


@cache
def _shapes() -> tuple[dict[str, Shape], int]:
    """Boundaries on a pixel grid, read once per process; at the equator a degree is square enough."""
    features = json.loads(BOUNDARIES.read_text())["features"]
    every = [point for feature in features for ring in _rings(feature) for point in ring]
    west, east = min(p[0] for p in every), max(p[0] for p in every)
    south, north = min(p[1] for p in every), max(p[1] for p in every)
    scale = MAP_WIDTH / (east - west)

    def pixel(point: list[float]) -> tuple[int, int]:
        return round((point[0] - west) * scale), round((north - point[1]) * scale)

    shapes = {}
    for feature in features:
        facts = feature["properties"]
        rings = [[pixel(point) for point in ring] for ring in _rings(feature)]
        x, y = pixel([facts["lon"], facts["lat"]])
        shapes[facts["code"]] = Shape("".join(_path(ring) for ring in rings), x, y)
    return shapes, round((north - south) * scale)


def _rings(feature: dict) -> list[list[list[float]]]:
    geometry = feature["geometry"]
    polygons = (
        [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    )
    return [ring for polygon in polygons for ring in polygon]


def _path(ring: list[tuple[int, int]]) -> str:
    """Relative steps, without points that fall onto the same pixel."""
    points = [ring[0]]
    for point in ring[1:]:
        if abs(point[0] - points[-1][0]) + abs(point[1] - points[-1][1]) >= 2:
            points.append(point)
    if len(points) < 3 or _around(points) < SMALLEST_RING:
        return ""
    steps = [f"{x - a},{y - b}" for (a, b), (x, y) in pairwise(points)]
    return f"M{points[0][0]},{points[0][1]}l{' '.join(steps)}z"


def _around(points: list[tuple[int, int]]) -> int:
    return sum(abs(x - a) + abs(y - b) for (a, b), (x, y) in pairwise(points))
