"""Which column of a sheet is which: by heading or synonym, whatever the case, blanks and signs. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from klik_portal.core.spreadsheets import FORMULA_STARTS
from klik_portal.imports.kinds import EXAMPLE, Column, Kind, Line

EXCEL_BEGINS = date(1899, 12, 30)
TOP = 15  # lines among which the heading is looked for; above it stand titles
REMARK = "Yang perlu diperbaiki"  # the column Klik itself adds to a sheet of errors


@dataclass(frozen=True)
class Heading:
    line: int  # its number; 0 when none was found
    cells: tuple[str, ...]


def plain(text: str) -> str:
    """The letters and figures of a heading: "No. HP / WA *" and "no hp wa" are the same."""
    return "".join(re.findall(r"[a-z0-9]+", text.lower()))


def names_of(columns: Iterable[Column]) -> dict[str, str]:
    """Every name a heading may have, and the column it means."""
    return {
        plain(name): column.key
        for column in columns
        for name in (column.heading, column.key, *column.synonyms)
    }


def find_heading(lines: Iterable[tuple[int, Sequence[str]]], columns: Sequence[Column]) -> Heading:
    """The line near the top with the most known names; the first one when nothing is known."""
    names, best, score = names_of(columns), Heading(0, ()), -1
    for number, cells in lines:
        found = len({names[plain(cell)] for cell in cells if plain(cell) in names})
        if found > score:
            best, score = Heading(number, tuple(cells)), found
    return best


def suggested(heading: Sequence[str], columns: Sequence[Column]) -> list[str]:
    """Per column of the sheet the key it means, or ""; the first of two wins."""
    names, taken = names_of(columns), set[str]()
    keys = []
    for cell in heading:
        key = names.get(plain(cell), "")
        keys.append("" if key in taken else key)
        taken.add(key)
    return keys


def unknown(heading: Sequence[str], keys: Sequence[str], kind: Kind) -> list[str]:
    """Headings that were given no meaning, but for what Klik itself adds to a sheet."""
    passed_over = {plain(name) for name in (REMARK, *kind.passed_over)}
    return [
        cell
        for cell, key in zip(heading, keys, strict=True)
        if cell and not key and plain(cell) not in passed_over
    ]


def missing(keys: Iterable[str], kind: Kind) -> list[Column]:
    """Columns the sheet still needs; of several sets that would do, the first is named."""
    there = set(keys)
    if any(there.issuperset(wanted) for wanted in kind.needs):
        return []
    return [c for c in kind.columns() if c.key in kind.needs[0] and c.key not in there]


def line_of(number: int, cells: Sequence[str], keys: Sequence[str]) -> Line:
    """The row by key. A lone dash is how many offices write "nothing"."""
    named: Mapping[str, str] = {
        key: _meant(cell) for key, cell in zip(keys, cells, strict=False) if key
    }
    return Line(number, named)


def _meant(cell: str) -> str:
    """Without the quote that exports put before text which looks like a formula."""
    text = cell.strip()
    if text[:1] == "'" and text[1:].lstrip(" ").startswith(FORMULA_STARTS):
        return text[1:]
    return "" if text in ("-", "–") else text


def as_day(cell: str) -> str:
    """A date that lost its format is the number of days Excel counts from 1900."""
    if not re.fullmatch(r"[2-6]\d{4}", cell, re.ASCII):
        return cell
    return (EXCEL_BEGINS + timedelta(days=int(cell))).isoformat()


def is_example(cells: Sequence[str]) -> bool:
    return any(cell.strip().upper() == EXAMPLE for cell in cells)
