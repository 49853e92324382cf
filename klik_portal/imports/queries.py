"""Sheets and their rows, page by page."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from klik_portal.accounts.models import User
from klik_portal.imports.models import (
    BatchState,
    Decision,
    ImportBatch,
    ImportRow,
    RowResult,
    Verdict,
)

PAGE_SIZE = 25
SHOWN = {  # what the page of rows can be asked for, by its word in the address
    "perbaiki": Q(verdict=Verdict.ERROR),
    "mirip": Q(verdict=Verdict.SUSPECT),
    "baru": Q(verdict=Verdict.NEW),
    "berubah": Q(verdict=Verdict.CHANGES),
    "sama": Q(verdict=Verdict.SAME),
    "ditambahkan": Q(result=RowResult.MADE),
    "diperbarui": Q(result=RowResult.CHANGED),
    "tidak-disimpan": Q(result=RowResult.LEFT),
    "dibatalkan": Q(result=RowResult.UNDONE),
    "tidak-dibatalkan": Q(result=RowResult.KEPT),
}
FOUND = {
    Verdict.NEW: "baru",
    Verdict.CHANGES: "berubah",
    Verdict.SUSPECT: "mirip",
    Verdict.ERROR: "perbaiki",
    Verdict.SAME: "sama",
}
RESULTS = {
    RowResult.MADE: "ditambahkan",
    RowResult.CHANGED: "diperbarui",
    RowResult.LEFT: "tidak-disimpan",
}
AFTERWARDS = {RowResult.UNDONE: "dibatalkan", RowResult.KEPT: "tidak-dibatalkan"}
TITLES = {
    "perbaiki": _("Perlu diperbaiki"),
    "mirip": _("Mirip yang sudah ada"),
    "baru": _("Baru"),
    "berubah": _("Berubah"),
    "sama": _("Sama, tidak ada yang berubah"),
    "ditambahkan": _("Ditambahkan"),
    "diperbarui": _("Diperbarui"),
    "tidak-disimpan": _("Tidak disimpan"),
    "dibatalkan": _("Dibatalkan"),
    "tidak-dibatalkan": _("Tidak dibatalkan"),
}
LARGEST_KEY = 2_000_000_000


@dataclass(frozen=True)
class Page:
    rows: list
    next_key: int  # 0 on the last page


def batches(*, user: User, before: int = 0) -> Page:
    """The newest first."""
    rows = ImportBatch.objects.visible_to(user).select_related("uploaded_by").order_by("-pk")
    if before:
        rows = rows.filter(pk__lt=before)
    return _page(rows, key="pk")


def rows(*, batch: ImportBatch, shown: str, after: int = 0) -> Page:
    found = batch.rows.filter(SHOWN[shown], number__gt=after).order_by("number")
    return _page(found, key="number")


def _page(rows: QuerySet, *, key: str) -> Page:
    found = list(rows[: PAGE_SIZE + 1])
    page = found[:PAGE_SIZE]
    return Page(page, getattr(page[-1], key) if len(found) > PAGE_SIZE else 0)


def to_mend(batch: ImportBatch) -> Iterator[ImportRow]:
    """Rows that did not get in: wrong, look-alikes nobody decided about, or left while saving."""
    asked = Q(verdict=Verdict.ERROR) | Q(result=RowResult.LEFT)
    if batch.state != BatchState.CHECKED:
        asked |= Q(verdict=Verdict.SUSPECT, decision=Decision.SKIP)
    return batch.rows.filter(asked).order_by("number").iterator(chunk_size=1000)


def sheet_of(kind: str) -> Subquery:
    """For rows with a `code`: the token of the sheet they came with, unless that was taken back."""
    made = ImportRow.objects.filter(
        target=OuterRef("code"), result=RowResult.MADE, batch__kind=kind
    )
    return Subquery(made.order_by("-pk").values("batch__token")[:1])
