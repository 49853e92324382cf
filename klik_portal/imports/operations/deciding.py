"""What people decide about a sheet: columns, look-alikes, confirm, take back, throw away."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import doorbell
from klik_portal.core.verdict import Refused
from klik_portal.imports import columns
from klik_portal.imports.models import BatchState, Decision, ImportBatch, Verdict
from klik_portal.imports.operations.receiving import WORK

CHECKABLE = (BatchState.MAPPING, BatchState.CHECKED)


@transaction.atomic
def check(
    *, batch: ImportBatch, keys: Sequence[str] | None = None, by: User, at: datetime
) -> ImportBatch:
    """Look at every row (again), with these columns. Decisions about look-alikes start anew."""
    batch = _locked(batch, by)
    if batch.state not in CHECKABLE:
        raise Refused(_("Lembar ini sudah disimpan atau sedang dikerjakan."))
    if keys is not None:
        _ensure_usable(batch, keys)
        batch.keys = list(keys)
    batch.claims.all().delete()
    return _begin(batch, BatchState.CHECKING, at)


def _ensure_usable(batch: ImportBatch, keys: Sequence[str]) -> None:
    known = {column.key for column in batch.sheet.columns()}
    used = [key for key in keys if key]
    if len(keys) != len(batch.heading) or not set(used) <= known:
        raise Refused(_("Kolom tidak dikenal. Muat ulang halaman, lalu pilih lagi."))
    if len(used) != len(set(used)):
        raise Refused(_("Dua kolom tidak dapat berarti hal yang sama."))
    if missing := columns.missing(keys, batch.sheet):
        names = ", ".join(column.heading for column in missing)
        raise Refused(_("Kolom ini harus ada: %s.") % names)


@transaction.atomic
def decide(
    *, batch: ImportBatch, decisions: Mapping[int, str], by: User, at: datetime
) -> ImportBatch:
    """Per row number: "" to skip, "new", or the code of the look-alike that it is."""
    batch = _locked(batch, by)
    _ensure_checked(batch)
    rows = batch.rows.filter(verdict=Verdict.SUSPECT, number__in=decisions)
    for row in rows:
        wish = decisions[row.number]
        if wish in ("", Decision.NEW):
            row.decision, row.target = wish, ""
        elif wish in {code for code, _label, _why in row.alike}:
            row.decision, row.target = Decision.UPDATE, wish
        else:
            raise Refused(_("Pilihan untuk baris %d tidak dikenal.") % row.number)
        row.save(update_fields=["decision", "target"])
    _count_decisions(batch)
    return batch


@transaction.atomic
def decide_rest(*, batch: ImportBatch, by: User, at: datetime) -> ImportBatch:
    """Every look-alike nobody has decided about is something else, and new."""
    batch = _locked(batch, by)
    _ensure_checked(batch)
    batch.rows.filter(verdict=Verdict.SUSPECT, decision=Decision.SKIP).update(decision=Decision.NEW)
    _count_decisions(batch)
    return batch


def _count_decisions(batch: ImportBatch) -> None:
    suspects = batch.rows.filter(verdict=Verdict.SUSPECT)
    for wish in (Decision.NEW, Decision.UPDATE):
        batch.counts[f"decided_{wish}"] = suspects.filter(decision=wish).count()
    batch.save(update_fields=["counts"])


@transaction.atomic
def confirm(*, batch: ImportBatch, seen: str | None = None, by: User, at: datetime) -> ImportBatch:
    """Put the good rows into effect; a second confirmation changes nothing.

    `seen` is the `outlook` the person looked at: a colleague may have chosen otherwise meanwhile.
    """
    batch = _locked(batch, by)
    if batch.confirmed_at:
        return batch
    _ensure_checked(batch)
    if seen not in (None, batch.outlook):
        raise Refused(_("Hasil pemeriksaan lembar ini baru saja berubah. Lihat lagi, lalu simpan."))
    batch.confirmed_by, batch.confirmed_at = by, at
    _record(batch, "import_confirmed", by, at, **batch.counts)
    return _begin(batch, BatchState.APPLYING, at)


@transaction.atomic
def undo(*, batch: ImportBatch, by: User, at: datetime) -> ImportBatch:
    """Take back what it did, from the last row to the first; what was touched since is left and named."""
    batch = _locked(batch, by)
    if batch.state in (BatchState.UNDOING, BatchState.UNDONE):
        return batch
    if batch.state != BatchState.APPLIED:
        raise Refused(_("Yang belum selesai disimpan belum dapat dibatalkan."))
    batch.undone_by = by
    _record(batch, "import_undo_asked", by, at)
    return _begin(batch, BatchState.UNDOING, at)


@transaction.atomic
def discard(*, batch: ImportBatch, by: User, at: datetime) -> None:
    """Throw a sheet away that nothing came of."""
    batch = _locked(batch, by)
    if batch.confirmed_at:
        raise Refused(_("Lembar yang sudah disimpan tetap tercatat. Anda dapat membatalkannya."))
    _record(batch, "import_discarded", by, at)
    batch.claims.all().delete()
    batch.delete()


def _begin(batch: ImportBatch, state: BatchState, at: datetime) -> ImportBatch:
    batch.state, batch.is_working, batch.moved_at = state, True, at
    batch.done = batch.mark = batch.failures = batch.careful = 0
    batch.rest_until = None
    if state == BatchState.CHECKING:
        batch.counts, batch.troubles = {}, {}
    batch.save()
    doorbell.ring(WORK)
    return batch


def _record(batch: ImportBatch, verb: str, by: User, at: datetime, **counts: int) -> None:
    audit.record(
        kind="import", code=batch.token, verb=verb, actor=by, at=at,
        sheet=batch.kind, file=batch.file_name, **counts,
    )  # fmt: skip


def _locked(batch: ImportBatch, by: User) -> ImportBatch:
    if not by.is_caseworker:
        raise Refused(_("Hanya petugas yang dapat mengimpor."))
    return ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)


def _ensure_checked(batch: ImportBatch) -> None:
    if batch.state != BatchState.CHECKED:
        raise Refused(_("Lembar ini belum selesai diperiksa, atau sudah disimpan."))
