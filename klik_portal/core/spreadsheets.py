"""Spreadsheets as the office makes them: rows of text in, rows of text out. Pure.

What is written is always text: a cell that begins like a formula stays what somebody typed.
"""

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 20_000
MOST_COLUMNS = 100
MOST_UNPACKED = 60 * 1024 * 1024  # a zip that grows beyond this is no office document
MOST_PARTS = 300


FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


class UnreadableSpreadsheet(Exception):
    """Carries the sentence for the person who sent it."""


def csv_cell(value: Any) -> str:
    """Text that begins like a formula gets a quote in front, so that no spreadsheet runs it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, str):
        return f"'{value}" if value.lstrip(" ").startswith(FORMULA_STARTS) else value
    return str(value)


def read(data: bytes) -> list[dict[str, str]]:
    """The rows of the first sheet below its heading, keyed by heading in lower case; blank rows stay."""
    _ensure_harmless(data)
    try:
        sheet = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0)
        if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
            raise UnreadableSpreadsheet(
                _("Paling banyak %(rows)d baris dan %(columns)d kolom.")
                % {"rows": MOST_ROWS, "columns": MOST_COLUMNS}
            )
        cells = sheet.to_python(skip_empty_area=False)
    except PasswordError:
        raise UnreadableSpreadsheet(
            _("Berkas ini berkata sandi. Simpan tanpa kata sandi, lalu kirim ulang.")
        ) from None
    except (CalamineError, zipfile.BadZipFile, ValueError, IndexError) as error:
        raise UnreadableSpreadsheet(
            _("Berkas ini tidak terbaca sebagai Excel (.xlsx). Simpan ulang, lalu kirim lagi.")
        ) from error
    if not cells:
        return []
    heading = [_text(cell).lower() for cell in cells[0]]
    return [
        {name: _text(cell) for name, cell in zip(heading, row, strict=False) if name}
        for row in cells[1:]
    ]


def _ensure_harmless(data: bytes) -> None:
    """An xlsx is a zip: look at what it would unpack to before anybody unpacks it."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            parts = packed.infolist()
    except zipfile.BadZipFile:
        raise UnreadableSpreadsheet(
            _("Berkas ini bukan Excel (.xlsx). Simpan sebagai Buku Kerja Excel, lalu kirim ulang.")
        ) from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UnreadableSpreadsheet(_("Isi berkas ini terlalu besar untuk dibuka."))


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip()


def write(
    *, title: str, columns: Sequence[str], rows: Iterable[Mapping[str, str]], widths: Mapping[str, int] | None = None
) -> bytes:  # fmt: skip
    """One sheet with a frozen heading; every cell is text."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(title[:31])
    bold, wrapped = book.add_format({"bold": True, "bg_color": "#e6f1f2"}), book.add_format({"text_wrap": True, "valign": "top"})  # fmt: skip
    sheet.freeze_panes(1, 0)
    for number, name in enumerate(columns):
        sheet.set_column(number, number, (widths or {}).get(name, 16))
        sheet.write_string(0, number, name, bold)
    for line, row in enumerate(rows, start=1):
        for number, name in enumerate(columns):
            sheet.write_string(line, number, str(row.get(name, "")), wrapped)
    book.close()
    return out.getvalue()
