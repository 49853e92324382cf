"""A spreadsheet or CSV, read into lines of text. Runs in a process of its own, like `__main__`.

`python -m inspection.sheets` reads one job from standard input and writes the lines as JSON, one
`[number, [cell, …]]` each, to the place it is told; blank lines are left out.
"""

import csv
import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO

from . import limits
from .facts import Rejected, sentence

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 60
WRITTEN_BYTES = 128 * 1024 * 1024
MOST_LINES = 20_000
ABOVE = 20  # a title, notes and the heading do not count as rows
MOST_COLUMNS = 100
MOST_UNPACKED = 100 * 1024 * 1024
MOST_PARTS = 300
LONGEST_CELL = 4000  # longer than any fact; what follows is cut and found too long later
SEPARATORS = ";,\t|"

NOT_A_SHEET = sentence(
    "Berkas ini bukan Excel (.xlsx) atau CSV. Simpan sebagai Buku Kerja Excel, lalu kirim ulang."
)
OLD_EXCEL = sentence(
    "Berkas ini berkata sandi atau dari Excel lama (.xls). Simpan sebagai Buku Kerja Excel (.xlsx) "
    "tanpa kata sandi, lalu kirim ulang."
)
DAMAGED_SHEET = sentence("Berkas ini rusak atau terpotong. Simpan ulang di Excel, lalu kirim lagi.")
TOO_BIG_INSIDE = sentence("Isi berkas ini terlalu besar untuk dibuka.")
TOO_MANY = sentence("Paling banyak %(rows)d baris dan %(columns)d kolom. Bagi menjadi beberapa berkas.")  # fmt: skip
OLE = b"\xd0\xcf\x11\xe0"
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def unpack(path: Path, target: TextIO) -> int:
    """Write the lines of the file; how many there were."""
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(OLE):
        raise Rejected(OLD_EXCEL)
    lines = _of_workbook(path) if head.startswith(b"PK") else _of_text(path)
    count = 0
    for number, cells in lines:
        if not any(cells):
            continue
        count += 1
        if count > MOST_LINES + ABOVE or len(cells) > MOST_COLUMNS:
            raise Rejected(TOO_MANY, rows=MOST_LINES, columns=MOST_COLUMNS)
        target.write(json.dumps([number, cells], ensure_ascii=False) + "\n")
    return count


def _of_workbook(path: Path) -> Iterator[tuple[int, list[str]]]:
    _ensure_small_inside(path)
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError  # noqa: PLC0415

    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        for number, row in enumerate(sheet.iter_rows(), start=(sheet.start or (0, 0))[0] + 1):
            yield number, _trimmed(_text(cell) for cell in row)
    except PasswordError:
        raise Rejected(OLD_EXCEL) from None
    except (CalamineError, ValueError, IndexError, OSError):
        raise Rejected(DAMAGED_SHEET) from None


def _ensure_small_inside(path: Path) -> None:
    """Unpack and throw away: what a zip says of its own size need not be true."""
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > left:
                raise Rejected(TOO_BIG_INSIDE)
            for part in parts:
                with packed.open(part) as inside:
                    while chunk := inside.read(256 * 1024):
                        left -= len(chunk)
                        if left < 0:
                            raise Rejected(TOO_BIG_INSIDE)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError):
        raise Rejected(DAMAGED_SHEET) from None
    except (RuntimeError, NotImplementedError):  # encrypted parts, odd packing
        raise Rejected(OLD_EXCEL) from None


def _of_text(path: Path) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(path.read_bytes())
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f]", text):
        raise Rejected(NOT_A_SHEET)
    csv.field_size_limit(1024 * 1024)
    rows = csv.reader(text.splitlines(keepends=True), delimiter=_separator(text))
    try:
        for row in rows:
            yield rows.line_num, _trimmed(cell.strip()[:LONGEST_CELL] for cell in row)
    except csv.Error:
        raise Rejected(DAMAGED_SHEET) from None


def _decoded(data: bytes) -> str:
    """UTF-8 as programs write it, UTF-16 as Excel's "Unicode text", else the alphabet of old Windows."""
    for mark, name in MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _separator(text: str) -> str:
    """What the first lines are divided by, outside quotes; Indonesian Excel writes semicolons."""
    top = re.sub(r'"[^"]*"', "", "\n".join(text.splitlines()[:5]))
    if match := re.match(r"\ufeff?sep=(.)", text):
        return match[1]
    return max(SEPARATORS, key=lambda sign: (top.count(sign), -SEPARATORS.index(sign)))


def _trimmed(cells: Iterable[str]) -> list[str]:
    row = list(cells)
    while row and not row[-1]:
        row.pop()
    return row


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "ya" if cell else "tidak"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if not cell.time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip()[:LONGEST_CELL]


def main() -> None:
    limits.bind(memory=MEMORY_BYTES, seconds=CPU_SECONDS, written=WRITTEN_BYTES)
    job = json.load(sys.stdin)
    try:
        with Path(job["lines"]).open("x", encoding="utf-8") as target:
            answer: dict[str, Any] = {"count": unpack(Path(job["path"]), target)}
    except Rejected as rejected:
        answer = {"sentence": rejected.sentence, "numbers": rejected.numbers}
    print(json.dumps(answer), flush=True)  # noqa: T201 - standard output is the way back


if __name__ == "__main__":
    main()
