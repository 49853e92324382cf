"""Kecamatan, desa and boundaries of a regency as files: read and found sound, or told line by line. Pure.

Sheets may be CSV or Excel and call their columns by several names; boundaries are GeoJSON.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from django.utils.translation import gettext as _

from klik_portal.imports import columns
from klik_portal.imports.kinds import Column, Line
from libraries.boundaries import Feature, feature_of
from libraries.models.facts import EAST, NORTH, SOUTH, WEST

LARGEST_MAP = 4 * 1024 * 1024
MOST_POINTS = 200_000
LONGEST_NAME = 80
MOST_TOLD = 50
KECAMATAN_CODE, DESA_CODE = (
    re.compile(r"\d{2}\.\d{2}\.\d{2}"),
    re.compile(r"\d{2}\.\d{2}\.\d{2}\.\d{4}"),
)
KINDS = {"desa": "desa", "kelurahan": "kelurahan", "kel": "kelurahan", "": ""}
ZONES = {
    "upriver": "upriver", "hulu": "upriver", "middle": "middle", "tengah": "middle", "coast": "coast",
    "pesisir": "coast", "": "",
}  # fmt: skip
PLACE = (
    Column("lat", "lat", synonyms=("lintang", "latitude")),
    Column("lon", "lon", synonyms=("bujur", "longitude", "lng")),
)
KECAMATAN = (
    Column("code", "code", synonyms=("kode", "kode kecamatan", "kode wilayah")),
    Column("name", "name", synonyms=("nama", "kecamatan", "nama kecamatan")),
    Column("zone", "zone", synonyms=("zona", "kelompok")),
    *PLACE,
)
DESA = (
    Column("code", "code", synonyms=("kode", "kode desa", "kode wilayah")),
    Column("kecamatan_code", "kecamatan_code", synonyms=("kode kecamatan",)),
    Column("name", "name", synonyms=("nama", "desa", "nama desa", "desa kelurahan")),
    Column("kind", "kind", synonyms=("jenis", "status")),
    *PLACE,
)
Row = dict[str, Any]


class Unsound(Exception):
    """Sentences, each with the line it speaks of."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(*sentences)
        self.sentences = list(sentences)[:MOST_TOLD]


@dataclass
class _Reading:
    rows: list[Row] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)

    def take(self, line: Line, row: Row, complaints: Iterable[str]) -> None:
        told = list(complaints)
        if (first := self.seen.setdefault(row["code"], line.number)) != line.number:
            told.append(_("kode ini sudah ada di baris %d.") % first)
        self.wrong += [_("Baris %d: %s") % (line.number, sentence) for sentence in told]
        self.rows.append(row)

    def finished(self) -> list[Row]:
        if self.wrong:
            raise Unsound(self.wrong)
        return self.rows


def kecamatan(lines: Iterable[tuple[int, Sequence[str]]]) -> list[Row]:
    reading = _Reading()
    for line in _lines(lines, KECAMATAN, ("code", "name")):
        row = {
            "code": line.get("code"),
            "name": line.get("name"),
            "zone": _word(line, "zone", ZONES),
        }
        reading.take(line, row | _place(line), _complaints(line, row, KECAMATAN_CODE))
    return reading.finished()


def desa(lines: Iterable[tuple[int, Sequence[str]]], *, districts: Iterable[str]) -> list[Row]:
    """`districts`: codes of the kecamatan there will be."""
    known, reading = set(districts), _Reading()
    for line in _lines(lines, DESA, ("code", "name")):
        code = line.get("code")
        row = {
            "code": code, "name": line.get("name"), "kecamatan_code": line.get("kecamatan_code") or code[:8],
            "kind": _kind(line),
        }  # fmt: skip
        wrong = list(_complaints(line, row, DESA_CODE))
        if not wrong and row["kecamatan_code"] != code[:8]:
            wrong.append(_("kode desa tidak diawali kode kecamatannya."))
        elif not wrong and row["kecamatan_code"] not in known:
            wrong.append(_("kecamatan %s tidak ada.") % row["kecamatan_code"])
        reading.take(line, row | _place(line), wrong)
    return reading.finished()


def _lines(
    lines: Iterable[tuple[int, Sequence[str]]], wanted: Sequence[Column], needed: Sequence[str]
) -> list[Line]:
    rest = iter(lines)
    top = list(islice(rest, columns.TOP))
    heading = columns.find_heading(top, wanted)
    keys = columns.suggested(heading.cells, wanted)
    if missing := [name for name in needed if name not in keys]:
        raise Unsound([_("Kolom ini belum ada: %s.") % ", ".join(missing)])
    below = (line for line in chain(top, rest) if line[0] > heading.line)
    found = [columns.line_of(number, cells, keys) for number, cells in below]
    if not found:
        raise Unsound([_("Lembar ini tidak berisi baris di bawah judul kolom.")])
    return found


def _complaints(line: Line, row: Mapping[str, Any], shape: re.Pattern[str]) -> Iterable[str]:
    if not shape.fullmatch(row["code"]):
        example = "64.02.18" if shape is KECAMATAN_CODE else "64.02.18.2004"
        yield _("kode ditulis seperti %s.") % example
    if not row["name"] or len(row["name"]) > LONGEST_NAME:
        yield _("nama kosong atau lebih panjang dari %d huruf.") % LONGEST_NAME
    if row.get("kind", "") is None:
        yield _("jenis adalah desa atau kelurahan.")
    if row.get("zone", "") is None:
        yield _("zona adalah hulu, tengah, pesisir, atau kosong.")
    if (line.get("lat") or line.get("lon")) and _place(line)["lat"] is None:
        yield _("titiknya tidak terbaca atau di luar Indonesia.")


def _word(line: Line, key: str, words: Mapping[str, str]) -> str | None:
    return words.get(line.get(key).lower())


def _kind(line: Line) -> str | None:
    """As told, else by the code: those of kelurahan begin with 1."""
    told = _word(line, "kind", KINDS)
    return told if told != "" else "kelurahan" if line.get("code")[9:10] == "1" else "desa"


def _place(line: Line) -> Row:
    latitude, longitude = _number(line.get("lat")), _number(line.get("lon"))
    if latitude is None or longitude is None or not _is_here(longitude, latitude):
        return {"lat": None, "lon": None}
    return {"lat": f"{latitude:.5f}", "lon": f"{longitude:.5f}"}


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _is_here(longitude: float, latitude: float) -> bool:
    return float(WEST) <= longitude <= float(EAST) and float(SOUTH) <= latitude <= float(NORTH)


# --- boundaries --------------------------------------------------------------------------------


def boundaries(data: bytes, *, districts: Mapping[str, Row]) -> list[Feature]:
    """`districts`: the kecamatan there will be, by code."""
    if len(data) > LARGEST_MAP:
        raise Unsound([_("Berkas batas lebih dari 4 MB. Sederhanakan garisnya, lalu kirim ulang.")])
    try:
        told = json.loads(data.decode("utf-8-sig"), parse_constant=_no_number)
        features = told["features"] if told["type"] == "FeatureCollection" else None
    except (ValueError, RecursionError, KeyError, TypeError):
        features = None
    if not isinstance(features, list) or not features:
        raise Unsound([_("Berkas batas bukan GeoJSON FeatureCollection.")])
    return _sound(features, districts)


def _no_number(text: str) -> float:
    raise ValueError(text)


def _sound(features: list[Any], districts: Mapping[str, Row]) -> list[Feature]:
    found: dict[str, Feature] = {}
    wrong, points = [], 0
    for number, told in enumerate(features, start=1):
        try:
            feature = _feature(told, districts)
        except _Wrong as complaint:
            wrong.append(_("Bidang %d: %s") % (number, complaint))
            continue
        if feature["code"] in found:
            wrong.append(_("Bidang %d: kode %s dua kali.") % (number, feature["code"]))
        found[feature["code"]] = feature
        points += sum(len(ring) for polygon in feature["polygons"] for ring in polygon)
    if points > MOST_POINTS:
        wrong.append(_("Terlalu banyak titik. Sederhanakan garisnya, lalu kirim ulang."))
    if wrong:
        raise Unsound(wrong)
    return list(found.values())


class _Wrong(Exception):
    """Why one feature is not taken."""


def _feature(told: Any, districts: Mapping[str, Row]) -> Feature:
    try:
        facts, geometry = told["properties"], told["geometry"]
        code = str(facts.get("code") or facts.get("kode") or "")
        kind, coordinates = geometry["type"], geometry["coordinates"]
    except (KeyError, TypeError, AttributeError):
        raise _Wrong(_("tidak berisi kode dan bidang.")) from None
    if code not in districts:
        raise _Wrong(_("kecamatan %s tidak ada.") % (code[:20] or "–"))
    if kind not in ("Polygon", "MultiPolygon"):
        raise _Wrong(_("harus Polygon atau MultiPolygon."))
    polygons = [coordinates] if kind == "Polygon" else coordinates
    rings = [_ring(ring) for polygon in _list(polygons) for ring in _list(polygon)]
    if not rings:
        raise _Wrong(_("tidak berisi garis."))
    longitude, latitude = _label(facts, districts[code], rings)
    return feature_of(
        {
            "properties": {"code": code, "lon": longitude, "lat": latitude},
            "geometry": {"type": "Polygon", "coordinates": rings},
        }
    )


def _list(told: Any) -> list[Any]:
    if not isinstance(told, list):
        raise _Wrong(_("garisnya tidak terbaca."))
    return told


def _ring(told: Any) -> list[list[float]]:
    ring = []
    for point in _list(told):
        if not (
            isinstance(point, list) and len(point) >= 2 and all(_is_number(n) for n in point[:2])
        ):
            raise _Wrong(_("garisnya tidak terbaca."))
        if not _is_here(point[0], point[1]):
            raise _Wrong(_("ada titik di luar Indonesia. Urutannya bujur, lalu lintang."))
        ring.append([round(point[0], 5), round(point[1], 5)])
    if len(ring) < 4:
        raise _Wrong(_("garis dengan kurang dari 4 titik."))
    return ring


def _is_number(told: Any) -> bool:
    return isinstance(told, int | float) and not isinstance(told, bool)


def _label(facts: Any, district: Row, rings: list[list[list[float]]]) -> tuple[float, float]:
    """Where its name goes: as told, else the place of the kecamatan, else the middle of its largest ring."""
    for told in (facts, district):
        latitude, longitude = (
            _number(str(told.get("lat") or "")),
            _number(str(told.get("lon") or "")),
        )
        if latitude is not None and longitude is not None and _is_here(longitude, latitude):
            return longitude, latitude
    outer = max(rings, key=len)
    return (
        (min(p[0] for p in outer) + max(p[0] for p in outer)) / 2,
        (min(p[1] for p in outer) + max(p[1] for p in outer)) / 2,
    )
