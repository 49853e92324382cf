"""The door for spreadsheets: streamed, measured, read in a process with limits, never kept.

What is kept of a sheet are its rows as text; whoever takes them in says where. A workbook is never
handed to anybody again, so it needs no place in the store.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext, gettext_noop

from klik_portal.core.text import has_control_bytes
from klik_portal.files import store
from klik_portal.files.examination import examine_sheet
from klik_portal.files.inspection.facts import Rejected
from klik_portal.files.intake import FileRefused, full_disk_is_refused
from klik_portal.files.models import size_label
from klik_portal.files.names import clean_name

LARGEST = 10 * 1024 * 1024
TOO_LARGE = gettext_noop("Berkas ini lebih dari %(limit)s. Bagi menjadi beberapa berkas.")
Line = tuple[int, list[str]]  # where it stands in the sheet, counted from 1, and its cells


@dataclass(frozen=True)
class Sheet:
    """One received sheet. Its lines may be read more than once while the door is open."""

    name: str
    sha256: str
    size: int
    count: int  # lines that hold anything
    path: Path

    def lines(self) -> Iterator[Line]:
        with self.path.open(encoding="utf-8") as file:
            for text in file:
                number, cells = json.loads(text)
                yield number, [_harmless(cell) for cell in cells]


@contextmanager
def opened(upload: UploadedFile) -> Iterator[Sheet]:
    """Read what was sent, or raise FileRefused. Outside a transaction: it takes a second or two."""
    name = clean_name(upload.name or "")
    with full_disk_is_refused(), store.workplace() as workplace:
        received, lines = workplace / "received", workplace / "lines"
        digest, size = _stream(upload, received)
        try:
            count = examine_sheet(path=received, lines=lines)
        except Rejected as rejected:
            raise FileRefused(gettext(rejected.sentence) % rejected.numbers) from rejected
        yield Sheet(name, digest, size, count, lines)


def _stream(upload: UploadedFile, target: Path) -> tuple[str, int]:
    told, size = sha256(), 0
    with target.open("xb") as file:
        for chunk in upload.chunks():
            size += len(chunk)
            if size > LARGEST:
                raise FileRefused(gettext(TOO_LARGE) % {"limit": size_label(LARGEST)})
            told.update(chunk)
            file.write(chunk)
    return told.hexdigest(), size


def _harmless(cell: str) -> str:
    """Control bytes no database takes are shown as what they are, so that the row can be found wrong."""
    if not has_control_bytes(cell):
        return cell
    return "".join(UNREADABLE if has_control_bytes(letter) else letter for letter in cell)


UNREADABLE = "\ufffd"
