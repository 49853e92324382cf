"""Workbooks of an import: the template to fill in, and the rows to mend."""

from collections.abc import Iterable
from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from klik_portal.imports.columns import REMARK
from klik_portal.imports.kinds import EXAMPLE, Column, Kind, Lists
from klik_portal.imports.models import ImportBatch, ImportRow

READY = 5000  # rows of the template that offer choices
TAB = 31  # the longest name of a sheet


def template(kind: Kind) -> bytes:
    """The columns with their notes, an example that is not imported, choices, and lists to look up."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    bold, quiet = book.add_format({"bold": True, "bg_color": "#e6f1f2"}), book.add_format({"italic": True, "font_color": "#5b6b6d"})  # fmt: skip
    columns = kind.columns()
    sheet = book.add_worksheet(str(kind.title)[:TAB])
    _fill(sheet, columns, bold, quiet)
    _notes(book.add_worksheet(_("Petunjuk")), columns, bold)
    chosen = [column for column in columns if column.choices]
    choices = book.add_worksheet(_("Pilihan"))
    for place, column in enumerate(chosen):
        _offer(sheet, choices, place, columns.index(column), column, bold)
    for told in kind.lists:
        _list(book.add_worksheet(told.title[:TAB]), told, bold)
    book.close()
    return out.getvalue()


def _fill(sheet: Worksheet, columns: Iterable[Column], bold: Format, quiet: Format) -> None:
    sheet.freeze_panes(1, 2)
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(0, number, column.heading, bold)
        if column.note:
            sheet.write_comment(0, number, str(column.note), {"x_scale": 1.6})
        sheet.write_string(1, number, column.example if number else EXAMPLE, quiet)


def _notes(sheet: Worksheet, columns: Iterable[Column], bold: Format) -> None:
    lines = (
        _("Isi lembar pertama, satu baris satu data. Judul kolom boleh dipindah urutannya."),
        _("Baris yang diawali %s tidak diimpor.") % EXAMPLE,
        _("Sel yang kosong tidak mengubah apa pun."),
    )
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 80)
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, line)
    top = len(lines) + 1
    for at, heading in enumerate((_("Kolom"), _("Cara mengisi"))):
        sheet.write_string(top, at, heading, bold)
    for number, column in enumerate(columns, start=top + 1):
        sheet.write_string(number, 0, column.heading)
        sheet.write_string(number, 1, str(column.note))


def _offer(
    sheet: Worksheet, choices: Worksheet, place: int, at: int, column: Column, bold: Format
) -> None:
    choices.set_column(place, place, 32)
    choices.write_string(0, place, column.heading, bold)
    for number, choice in enumerate(column.choices, start=1):
        choices.write_string(number, place, choice)
    letter = xlsxwriter.utility.xl_col_to_name(place)
    source = f"={_('Pilihan')}!${letter}$2:${letter}${len(column.choices) + 1}"
    sheet.data_validation(
        1, at, READY, at,
        {"validate": "list", "source": source, "error_type": "warning",
         "error_title": _("Tidak ada dalam daftar"), "error_message": _("Pilih dari daftar, atau kosongkan.")},
    )  # fmt: skip


def _list(sheet: Worksheet, told: Lists, bold: Format) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(told.headings) - 1, 26)
    for number, row in enumerate([told.headings, *told.rows()]):
        for at, cell in enumerate(row):
            sheet.write_string(number, at, cell, *([bold] if number == 0 else []))


def to_mend(batch: ImportBatch, rows: Iterable[ImportRow]) -> bytes:
    """The rows as they were sent, with what is to be done in a last column. May be sent again as it is."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False})
    bold, loud = book.add_format({"bold": True, "bg_color": "#e6f1f2"}), book.add_format({"font_color": "#9b2c1f"})  # fmt: skip
    headings = {column.key: column.heading for column in batch.sheet.columns()}
    sheet = book.add_worksheet(str(batch.sheet.title)[:TAB])
    sheet.freeze_panes(1, 0)
    last = len(batch.heading)
    sheet.set_column(0, last, 18)
    sheet.set_column(last, last, 70)
    for at, cell in enumerate([*batch.heading, REMARK]):
        sheet.write_string(0, at, cell, bold)
    for number, row in enumerate(rows, start=1):
        for at, cell in enumerate(row.cells[:last]):
            sheet.write_string(number, at, cell)
        sheet.write_string(number, last, _remark(row, headings), loud)
    book.close()
    return out.getvalue()


def _remark(row: ImportRow, headings: dict[str, str]) -> str:
    told = [
        f"{headings[column]}: {sentence}" if column else sentence
        for _kind, column, sentence in row.troubles
    ]
    alike = [
        _("Mirip %(name)s (%(code)s).") % {"name": label, "code": code}
        for code, label, _why in row.alike
    ]
    return " ".join([*told, *alike, *([row.remark] if row.remark else [])])
