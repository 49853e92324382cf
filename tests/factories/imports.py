"""Sheets that were received and checked."""

from __future__ import annotations

from klik_portal.accounts.models import User
from klik_portal.imports.models import BatchState, ImportBatch, ImportRow
from tests.factories.accreditation import MONDAY


def a_batch(by: User, *, state: BatchState = BatchState.CHECKED, **facts: object) -> ImportBatch:
    """With the heading of a small sheet of libraries."""
    return ImportBatch.objects.create(
        kind="libraries", file_name="perpustakaan.xlsx", sha256="a" * 64, uploaded_by=by, uploaded_at=MONDAY,
        moved_at=MONDAY, state=state, heading=["Nama", "Jenis", "Desa"], keys=["name", "type", "desa"], **facts,
    )  # fmt: skip


def a_suspect(batch: ImportBatch, number: int, code: str = "PRP-2024-0001") -> ImportRow:
    row = ImportRow.objects.create(
        batch=batch, number=number, cells=["Perpustakaan Mirip", "desa", "Muara Enggelam"],
        label="Perpustakaan Mirip", verdict="suspect", alike=[[code, "Perpustakaan Mirip Sekali", "nama mirip 90%"]],
    )  # fmt: skip
    batch.counts["suspect"] = batch.counts.get("suspect", 0) + 1
    batch.total += 1
    batch.save()
    return row


def an_error(batch: ImportBatch, number: int) -> ImportRow:
    row = ImportRow.objects.create(
        batch=batch, number=number, cells=["", "warung", "Atlantis"], verdict="error",
        troubles=[["name_missing", "name", "Wajib diisi."], ["type_unknown", "type", "Pilih salah satu dari daftar."]],
    )  # fmt: skip
    batch.counts["error"] = batch.counts.get("error", 0) + 1
    batch.troubles = {"name_missing": batch.counts["error"], "type_unknown": batch.counts["error"]}
    batch.total += 1
    batch.save()
    return row
