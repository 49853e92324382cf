"""The registry as a sheet: what the list shows, in the columns an import understands. Nothing is held in memory.

A sheet that was taken out and is sent in again changes nothing; columns that Klik only tells (`TOLD`)
are passed over.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import xlsxwriter

from klik_portal.core.spreadsheets import csv_cell
from klik_portal.imports.kinds import Column
from libraries.import_columns import TOLD, columns
from libraries.models import Library
from libraries.models.library import LibraryQuerySet
from libraries.places import Regions

TOGETHER = 2000
MARK = "\ufeff"  # tells Excel that the text is UTF-8


def _day(value: Any) -> str:
    return f"{value:%d-%m-%Y}" if value else ""


def _decimal(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}".replace(".", ",")


VALUES: dict[str, Callable[[Library], str]] = {
    "type": lambda one: str(one.type_label),
    "kecamatan": lambda one: one.kecamatan.name,
    "decree_date": lambda one: _day(one.decree_date),
    "internet": lambda one: one.internet_label,
    "power": lambda one: one.power_label,
    "travel_by": lambda one: one.travel_by_label,
    "travel_hours": lambda one: _decimal(one.travel_hours),
}
TOLD_VALUES: tuple[Callable[[Library], str], ...] = (
    lambda one: "ya" if one.is_verified else "belum",
    lambda one: one.standing.grade,
    lambda one: _day(one.standing.valid_until),
)


class Sheet:
    """Rows of text, one library after the other."""

    def __init__(self, libraries: LibraryQuerySet) -> None:
        self.libraries = libraries
        self.columns: tuple[Column, ...] = columns()
        self.ambiguous = Regions.stored().ambiguous

    @property
    def heading(self) -> list[str]:
        return [*(column.heading for column in self.columns), *TOLD]

    def rows(self) -> Iterator[list[str]]:
        found = self.libraries.with_region().with_certificates()
        for library in found.iterator(chunk_size=TOGETHER):
            yield [self._cell(library, column.key) for column in self.columns] + [
                value(library) for value in TOLD_VALUES
            ]

    def _cell(self, library: Library, key: str) -> str:
        if key == "desa":
            code = f" ({library.desa_id})" if library.desa_id in self.ambiguous else ""
            return library.desa.name + code
        if key in VALUES:
            return VALUES[key](library)
        value = getattr(library, key)
        return "" if value is None else str(value)


def as_csv(sheet: Sheet) -> Iterator[str]:
    """Semicolons, as Excel in Indonesia reads and writes them."""
    yield MARK + _line(sheet.heading)
    for row in sheet.rows():
        yield _line(row)


def _line(cells: Iterable[str]) -> str:
    out = StringIO()
    csv.writer(out, delimiter=";").writerow([csv_cell(cell) for cell in cells])
    return out.getvalue()


def as_workbook(sheet: Sheet, target: Path) -> None:
    """Row by row onto the disk; every cell is text, so none is a formula."""
    book = xlsxwriter.Workbook(
        target, {"constant_memory": True, "strings_to_formulas": False, "tmpdir": target.parent}
    )
    page = book.add_worksheet("Perpustakaan")
    bold = book.add_format({"bold": True, "bg_color": "#e6f1f2"})
    page.freeze_panes(1, 2)
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width)
    for at, cell in enumerate(sheet.heading):
        page.write_string(0, at, cell, bold)
    for number, row in enumerate(sheet.rows(), start=1):
        for at, cell in enumerate(row):
            if cell:
                page.write_string(number, at, cell)
    book.close()
