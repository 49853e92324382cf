"""Sheets with numbers and with percentages that the spreadsheet itself can check. Knows xlsxwriter.

What people typed is always written as text; the only formulas are those made here. Each carries the
value it must have, for readers that do not calculate.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from math import ceil

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from klik_portal.performance.achievement import CAP, Achievement

RAW = "IF(OR({target}=0,NOT(ISNUMBER({achieved}))),{quote}{quote},ROUND({reached}*100/{target},1))"
LINE_HEIGHT, MOST_HEIGHT = 15, 400
Cell = str | int | date | Decimal | None
HIGHER, LOWER = "{achieved}", "MAX(0,2*{target}-{achieved})"


class Book:
    def __init__(self) -> None:
        self.out = BytesIO()
        self.book = xlsxwriter.Workbook(
            self.out,
            # Each row leaves the memory when the next begins: a year can have tens of thousands.
            {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        make = self.book.add_format
        self.title = make({"bold": True, "font_size": 14})
        self.head = make(
            {"bold": True, "bg_color": "#e6f1f2", "text_wrap": True, "valign": "top", "bottom": 1}
        )
        self.text = make({"text_wrap": True, "valign": "top"})
        self.day = make({"num_format": "dd-mm-yyyy", "valign": "top", "align": "left"})
        self.numbers = [
            make({"num_format": pattern, "valign": "top"})
            for pattern in ("#,##0", "#,##0.0", "#,##0.00")
        ]
        self.bold_number = make({"num_format": "#,##0", "bold": True, "top": 1})
        self.bold = make({"bold": True, "top": 1})

    def sheet(
        self, name: str, columns: Sequence[tuple[str, int]], *, above: Sequence[str] = ()
    ) -> "Sheet":
        return Sheet(self, name, columns, above)

    def finished(self) -> bytes:
        self.book.close()
        return self.out.getvalue()


class Sheet:
    """Rows below a heading that stays in sight; `above` stands over the heading."""

    def __init__(
        self, book: Book, name: str, columns: Sequence[tuple[str, int]], above: Sequence[str]
    ) -> None:
        self.book, self.sheet = book, book.book.add_worksheet(name)
        self.line = len(above) + 1 if above else 0
        for line, words in enumerate(above):
            self.sheet.write_string(line, 0, words, book.title if line == 0 else None)
        for column, (heading, width) in enumerate(columns):
            self.sheet.set_column(column, column, width)
            self.sheet.write_string(self.line, column, str(heading), book.head)
        self.widths = [width for _heading, width in columns]
        self._grow([str(heading) for heading, _width in columns])
        self.sheet.freeze_panes(self.line + 1, 0)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(self.line)
        self.first = self.line = self.line + 1

    def row(self, *cells: Cell | Achievement, decimals: int = 0) -> None:
        """An achievement takes four cells: target, achieved, percent, capped percent."""
        column, words = 0, [""] * len(self.widths)
        for cell in cells:
            if isinstance(cell, Achievement):
                self._achievement(column, cell)
                column += 4
            else:
                self._cell(column, cell, decimals)
                words[column] = str(cell or "")
                column += 1
        self._grow(words)
        self.line += 1

    def _grow(self, words: Sequence[str]) -> None:
        """Not every program makes room for wrapped text by itself."""
        lines = max(
            ceil(len(text) * 1.15 / width) for text, width in zip(words, self.widths, strict=True)
        )
        if lines > 1:
            self.sheet.set_row(self.line, min(LINE_HEIGHT * lines, MOST_HEIGHT))

    def sum_row(self, label: str, sums: dict[int, int]) -> None:
        """Column -> the sum its rows must have."""
        self.sheet.write_string(self.line, 0, label, self.book.bold)
        for column, value in sums.items():
            top, end = (xl_rowcol_to_cell(line, column) for line in (self.first, self.line - 1))
            self.sheet.write_formula(
                self.line, column, f"=SUM({top}:{end})", self.book.bold_number, value
            )
        self.line += 1

    def _cell(self, column: int, value: Cell, decimals: int) -> None:
        if isinstance(value, int | Decimal):
            self.sheet.write_number(self.line, column, value, self.book.numbers[decimals])
        elif isinstance(value, date):
            self.sheet.write_datetime(self.line, column, value, self.book.day)
        elif value is not None:
            self.sheet.write_string(self.line, column, str(value), self.book.text)

    def _achievement(self, column: int, told: Achievement) -> None:
        self._cell(column, told.target, told.decimals)
        self._cell(column + 1, told.achieved, told.decimals)
        target, achieved, raw = (
            xl_rowcol_to_cell(self.line, place) for place in range(column, column + 3)
        )
        reached = (HIGHER if told.higher_is_better else LOWER).format(
            target=target, achieved=achieved
        )
        self._formula(
            column + 2,
            RAW.format(target=target, achieved=achieved, reached=reached, quote='"'),
            told.percent,
        )
        self._formula(column + 3, f'IF({raw}="","",MIN({raw},{CAP}))', told.capped_percent)

    def _formula(self, column: int, formula: str, value: Decimal | None) -> None:
        cached = "" if value is None else float(value)
        self.sheet.write_formula(self.line, column, f"={formula}", self.book.numbers[1], cached)
