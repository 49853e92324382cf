"""Sheets as offices send them, and what an honest reader says about every row."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO, StringIO

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from libraries.models import Desa

HEADING = (
    "Kode Klik", "Nama perpustakaan", "Jenis", "Desa/kelurahan", "Kecamatan", "Alamat", "NPP", "Nomor HP/WhatsApp",
    "Surel", "Tanggal SK pendirian", "Jumlah judul", "Internet",
)  # fmt: skip
Row = dict[str, str]


def xlsx(rows: Iterable[Sequence[object]], name: str = "perpustakaan.xlsx") -> SimpleUploadedFile:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell not in ("", None):
                sheet.write(number, column, cell)
    book.close()
    return SimpleUploadedFile(name, out.getvalue())


def text(
    rows: Iterable[Sequence[object]], *, delimiter: str = ",", encoding: str = "utf-8"
) -> SimpleUploadedFile:
    out = StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return SimpleUploadedFile("perpustakaan.csv", out.getvalue().encode(encoding))


def table(rows: Iterable[Row]) -> list[list[str]]:
    return [list(HEADING), *([row.get(name, "") for name in HEADING] for row in rows)]


def school(number: int, desa: Desa) -> Row:
    """A good row. Its number tells it from every other school."""
    return {
        "Nama perpustakaan": f"Perpustakaan SDN {number:05d} {desa.name}",
        "Jenis": "SD/MI",
        "Desa/kelurahan": desa.name,
        "Kecamatan": desa.kecamatan.name,
        "Alamat": f"Jalan Pelajar {number}",
        "Jumlah judul": str(number % 900),
        "Nomor HP/WhatsApp": f"0812{number:08d}",
    }


def number_of(place: int) -> str:
    return f"6402{place % 100:02d}0D{place:07d}"


@dataclass
class Sown:
    """A sheet with known faults: the rows, and the one trouble each faulty line must show."""

    rows: list[Row] = field(default_factory=list)
    wrong: dict[int, str] = field(default_factory=dict)  # by number of the line

    def add(self, row: Row, trouble: str = "") -> None:
        self.rows.append(row)
        if trouble:
            self.wrong[len(self.rows) + 1] = trouble  # the heading is line 1


Fault = Callable[[random.Random, Row, Sown], None]


def _with(name: str, *values: str) -> Fault:
    def spoil(chance: random.Random, row: Row, sown: Sown) -> None:
        row[name] = chance.choice(values)

    return spoil


def _other_kecamatan(chance: random.Random, row: Row, sown: Sown) -> None:
    others = [r["Kecamatan"] for r in sown.rows if r.get("Kecamatan") != row["Kecamatan"]]
    row["Kecamatan"] = chance.choice([name for name in others if name in REAL])


def _npp_of_the_row_above(chance: random.Random, row: Row, sown: Sown) -> None:
    row["NPP"] = chance.choice([r["NPP"] for r in sown.rows if r.get("NPP", "").startswith("6402")])


def _same_as_above(chance: random.Random, row: Row, sown: Sown) -> None:
    good = [r for at, r in enumerate(sown.rows, 2) if at not in sown.wrong and not r.get("NPP")]
    row.clear()
    row.update(chance.choice(good[-2000:]))


REAL: set[str] = set()  # names of kecamatan, filled by `sow`
TAKEN = "6402999Z0000001"  # the number of a library in Klik, far from all rows
FAULTS: dict[str, Fault] = {
    "name_missing": _with("Nama perpustakaan", "", " ", "-"),
    "name_long": _with("Nama perpustakaan", "Perpustakaan " + "a" * 160, "x" * 161),
    "type_missing": _with("Jenis", "", "-"),
    "type_unknown": _with("Jenis", "warung", "12", "perpustakaan keliling"),
    "desa_missing": _with("Desa/kelurahan", "", "-"),
    "desa_unknown": _with("Desa/kelurahan", "Atlantis", "64.02.99.2001", "Desa Baru Sekali"),
    "kecamatan_unknown": _with("Kecamatan", "Samarinda Ulu", "Balikpapan"),
    "kecamatan_mismatch": _other_kecamatan,
    "npp_long": _with("NPP", "6" * 31),
    "npp_twice": _npp_of_the_row_above,
    "npp_taken": _with("NPP", TAKEN, "6402.999.Z.0000001"),
    "number_bad": _with("Jumlah judul", "banyak", "-5", "12,5", "99999999999"),
    "mail_bad": _with("Surel", "siti@", "contoh.id", "siti contoh@contoh.id"),
    "phone_bad": _with("Nomor HP/WhatsApp", "lewat pak RT", "08", "12"),
    "date_bad": _with("Tanggal SK pendirian", "31-02-2020", "kemarin", "01-01-2999", "1-1-1800"),
    "choice_unknown": _with("Internet", "kadang", "satelit"),
    "text_long": _with("Alamat", "Jalan " + "panjang " * 40),
    "twice": _same_as_above,
    "code_unknown": _with("Kode Klik", "PRP-1999-0001", "entah"),
}


def sow(*, rows: int, faults: int, seed: int) -> Sown:
    """So many rows, so many of them wrong in every way there is, in random places."""
    chance, sown = random.Random(seed), Sown()
    villages = list(Desa.objects.select_related("kecamatan").order_by("code"))
    once = {
        name for name in (v.name for v in villages) if [v.name for v in villages].count(name) == 1
    }
    villages = [village for village in villages if village.name in once]
    REAL.update(village.kecamatan.name for village in villages)
    kinds = [*FAULTS, *chance.choices(list(FAULTS), k=faults - len(FAULTS))]
    places = dict(zip(chance.sample(range(100, rows), faults), kinds, strict=True))
    numbered = {place for place, kind in places.items() if kind == "npp_taken"}
    for place in range(rows):
        row = school(place, chance.choice(villages))
        if place % 3 == 0 and place not in places:
            row["NPP"] = number_of(place)
        kind = places.get(place, "")
        if kind:
            FAULTS[kind](chance, row, sown)
        if place in numbered and len([p for p in numbered if p < place]):
            kind = "npp_taken+npp_twice"  # the first one has it already
        sown.add(row, kind)
    return sown
