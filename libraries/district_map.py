"""The kecamatan of the regency as outlines on a pixel grid, for maps drawn as inline SVG."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.conf import settings

BOUNDARIES = Path(settings.BASE_DIR) / "libraries" / "data" / "kukar_kecamatan.geojson"
WIDTH = 360
SMALLEST_RING = 6  # pixels around; smaller islets would only cost bytes

Pixel = tuple[int, int]


@dataclass(frozen=True)
class Shape:
    path: str
    label_x: int
    label_y: int


@dataclass(frozen=True)
class Outlines:
    shapes: dict[str, Shape]  # by code of the kecamatan
    height: int
    pixel: Callable[[float, float], Pixel]  # of a longitude and a latitude


@cache
def outlines() -> Outlines:
    """Boundaries on a pixel grid, read once per process; at the equator a degree is square enough."""
    features = json.loads(BOUNDARIES.read_text())["features"]
    every = [point for feature in features for ring in _rings(feature) for point in ring]
    west, east = min(p[0] for p in every), max(p[0] for p in every)
    south, north = min(p[1] for p in every), max(p[1] for p in every)
    scale = WIDTH / (east - west)

    def pixel(longitude: float, latitude: float) -> Pixel:
        return round((longitude - west) * scale), round((north - latitude) * scale)

    shapes = {}
    for feature in features:
        facts = feature["properties"]
        rings = [[pixel(point[0], point[1]) for point in ring] for ring in _rings(feature)]
        x, y = pixel(facts["lon"], facts["lat"])
        shapes[facts["code"]] = Shape("".join(_path(ring) for ring in rings), x, y)
    return Outlines(shapes, round((north - south) * scale), pixel)


def _rings(feature: dict[str, Any]) -> list[list[list[float]]]:
    geometry = feature["geometry"]
    polygons = (
        [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    )
    return [ring for polygon in polygons for ring in polygon]


def _path(ring: list[Pixel]) -> str:
    """Relative steps, without points that fall onto the same pixel."""
    points = [ring[0]]
    for point in ring[1:]:
        if abs(point[0] - points[-1][0]) + abs(point[1] - points[-1][1]) >= 2:
            points.append(point)
    if len(points) < 3 or _around(points) < SMALLEST_RING:
        return ""
    steps = [f"{x - a},{y - b}" for (a, b), (x, y) in pairwise(points)]
    return f"M{points[0][0]},{points[0][1]}l{' '.join(steps)}z"


def _around(points: list[Pixel]) -> int:
    return sum(abs(x - a) + abs(y - b) for (a, b), (x, y) in pairwise(points))
