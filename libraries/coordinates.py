"""A place as people copy it from the map of their phone. Pure."""

import re
from decimal import Decimal

from libraries.models.facts import EAST, NORTH, SOUTH, WEST

_WITH_POINTS = re.compile(r"(-?\d{1,3}\.\d+)\s*[,;\s]\s*(-?\d{1,3}\.\d+)", re.ASCII)
_WITH_COMMAS = re.compile(r"(-?\d{1,3},\d+)\s*[;\s]\s*(-?\d{1,3},\d+)", re.ASCII)
STEP = Decimal("0.00001")  # about a metre


def read(typed: str) -> tuple[Decimal, Decimal]:
    """Latitude and longitude in Indonesia, in either order, also inside a map's address; else ValueError."""
    found = _WITH_POINTS.search(typed) or _WITH_COMMAS.search(typed)
    if found is None:
        raise ValueError(typed)
    one, other = (Decimal(part.replace(",", ".")).quantize(STEP) for part in found.groups())
    for latitude, longitude in ((one, other), (other, one)):
        if SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST:
            return latitude, longitude
    raise ValueError(typed)
