"""Where each kecamatan lies: the boundaries somebody loaded, else those that ship with Klik.

Which ones are in effect is asked once a minute in each process, so that all of them follow a change.
"""

import json
from functools import lru_cache
from pathlib import Path
from time import time
from typing import Any, TypedDict

from libraries.models import RegionLoad

SHIPPED = Path(__file__).resolve().parent / "data" / "kukar_kecamatan.geojson"
REMEMBERED_SECONDS = 60


class Feature(TypedDict):
    """One kecamatan: its code, the place of its label, and polygons of rings of points."""

    code: str
    longitude: float
    latitude: float
    polygons: list[list[list[list[float]]]]


def key() -> str:
    """Names the boundaries in effect; empty for the shipped ones."""
    return _key_in(int(time() // REMEMBERED_SECONDS))


def forget() -> None:
    """In this process at once."""
    _key_in.cache_clear()


@lru_cache(maxsize=1)
def _key_in(_minute: int) -> str:
    loads = RegionLoad.objects.filter(confirmed_at__isnull=False).exclude(boundaries=[])
    return str(loads.order_by("-pk").values_list("token", flat=True).first() or "")


def features(key: str) -> list[Feature]:
    """The boundaries with this key; the shipped ones when there are none."""
    stored = RegionLoad.objects.filter(token=key).values_list("boundaries", flat=True).first()
    return stored or [feature_of(one) for one in json.loads(SHIPPED.read_text())["features"]]


def feature_of(told: dict[str, Any]) -> Feature:
    """A GeoJSON feature that was found to be sound."""
    geometry, facts = told["geometry"], told["properties"]
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    return Feature(
        code=str(facts["code"]),
        longitude=float(facts["lon"]),
        latitude=float(facts["lat"]),
        polygons=polygons,
    )
