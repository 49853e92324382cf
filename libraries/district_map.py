"""The kecamatan of the regency as outlines on a pixel grid, for maps drawn as inline SVG."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from libraries import boundaries
from libraries.boundaries import Feature

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

    @cached_property
    def silhouette(self) -> str:
        """All of them in one path."""
        return "".join(shape.path for shape in self.shapes.values())


def outlines() -> Outlines:
    """The boundaries of this regency on a pixel grid, drawn once per process and regency."""
    return _drawn(boundaries.key())


@lru_cache(maxsize=2)
def _drawn(key: str) -> Outlines:
    """At the equator a degree is square enough."""
    features = boundaries.features(key)
    every = [point for feature in features for ring in _rings(feature) for point in ring]
    west, east = min(p[0] for p in every), max(p[0] for p in every)
    south, north = min(p[1] for p in every), max(p[1] for p in every)
    scale = WIDTH / (east - west or 1)

    def pixel(longitude: float, latitude: float) -> Pixel:
        return round((longitude - west) * scale), round((north - latitude) * scale)

    shapes = {}
    for feature in features:
        rings = [[pixel(point[0], point[1]) for point in ring] for ring in _rings(feature)]
        x, y = pixel(feature["longitude"], feature["latitude"])
        shapes[feature["code"]] = Shape("".join(_path(ring) for ring in rings), x, y)
    return Outlines(shapes, round((north - south) * scale), pixel)


def _rings(feature: Feature) -> list[list[list[float]]]:
    return [ring for polygon in feature["polygons"] for ring in polygon]


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
