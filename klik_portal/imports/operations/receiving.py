"""A sheet comes in: its rows are kept as text, nothing is understood yet."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import doorbell
from klik_portal.core.verdict import Refused
from klik_portal.files import sheets
from klik_portal.files.inspection.sheets import MOST_LINES
from klik_portal.imports import columns, kinds
from klik_portal.imports.models import BatchState, ImportBatch, ImportRow

WORK = "imports.work"
TOGETHER = 1000
AGAIN = timedelta(minutes=2)


def receive(*, kind: kinds.Kind, upload: UploadedFile, by: User, at: datetime) -> ImportBatch:
    """Read the sheet and keep its rows. Outside a transaction; raises Refused with a sentence."""
    _ensure_caseworker(by)
    with sheets.opened(upload) as sheet:
        heading = columns.find_heading(islice(sheet.lines(), columns.TOP), kind.columns())
        below = (line for line in sheet.lines() if line[0] > heading.line)
        return _kept(kind, sheet, heading, below, by, at)


@transaction.atomic
def _kept(
    kind: kinds.Kind, sheet: sheets.Sheet, heading: columns.Heading, lines: Iterable[sheets.Line],
    by: User, at: datetime,
) -> ImportBatch:  # fmt: skip
    if known := _just_received(kind, sheet, by, at):
        return known
    keys = columns.suggested(heading.cells, kind.columns())
    batch = ImportBatch.objects.create(
        kind=kind.name, file_name=sheet.name, sha256=sheet.sha256, heading=list(heading.cells), keys=keys,
        state=BatchState.MAPPING, uploaded_by=by, uploaded_at=at, moved_at=at,
    )  # fmt: skip
    batch.total = _keep_rows(batch, lines)
    if not batch.total:
        raise Refused(_("Lembar pertama berkas ini tidak berisi baris di bawah judul kolom."))
    if batch.total > MOST_LINES:
        raise Refused(_("Paling banyak %d baris. Bagi menjadi beberapa berkas.") % MOST_LINES)
    if not columns.missing(keys, kind) and not batch.unknown_headings:
        batch.state, batch.is_working = BatchState.CHECKING, True
        doorbell.ring(WORK)
    batch.save()
    audit.record(
        kind="import", code=batch.token, verb="import_received", actor=by, at=at,
        sheet=kind.name, file=sheet.name, sha256=sheet.sha256, rows=batch.total,
    )  # fmt: skip
    return batch


def _just_received(
    kind: kinds.Kind, sheet: sheets.Sheet, by: User, at: datetime
) -> ImportBatch | None:
    """The same form a second time, or an impatient finger."""
    return ImportBatch.objects.filter(
        kind=kind.name, sha256=sheet.sha256, uploaded_by=by, confirmed_at=None, uploaded_at__gt=at - AGAIN,
    ).first()  # fmt: skip


def _keep_rows(batch: ImportBatch, lines: Iterable[sheets.Line]) -> int:
    rows = (
        ImportRow(batch=batch, number=number, cells=cells)
        for number, cells in lines
        if not columns.is_example(cells)
    )
    return sum(len(ImportRow.objects.bulk_create(some)) for some in _in_batches(rows))


def _in_batches(rows: Iterator[ImportRow]) -> Iterator[Sequence[ImportRow]]:
    while some := list(islice(rows, TOGETHER)):
        yield some


def _ensure_caseworker(by: User) -> None:
    if not by.is_caseworker:
        raise Refused(_("Hanya petugas yang dapat mengimpor."))
