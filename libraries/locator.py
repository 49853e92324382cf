"""Where in the regency a library lies: its kecamatan on the silhouette of all of them."""

from dataclasses import dataclass

from libraries import district_map as ground
from libraries.models import Library

LETTER = 8  # about as wide as one of the name's letters


@dataclass(frozen=True)
class Locator:
    width: int
    height: int
    silhouette: str
    own: str
    x: int
    y: int
    anchor: str  # how the name hangs on x, so that it stays in the picture
    dot: tuple[int, int] | None = None  # the library itself, where its place is known


def of(library: Library) -> Locator | None:
    """Nothing for a kecamatan whose outline Klik does not have."""
    outlines = ground.outlines()
    shape = outlines.shapes.get(library.kecamatan_id)
    if shape is None:
        return None
    dot = None
    if library.has_location:
        dot = outlines.pixel(float(library.longitude), float(library.latitude))
    return Locator(
        ground.WIDTH,
        outlines.height,
        outlines.silhouette,
        shape.path,
        shape.label_x,
        shape.label_y,
        _anchor(shape.label_x, library.kecamatan.name),
        dot,
    )


def _anchor(x: int, name: str) -> str:
    half = len(name) * LETTER // 2
    if x + half > ground.WIDTH:
        return "end"
    return "start" if x < half else "middle"
