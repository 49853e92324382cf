"""A sheet on its way into Klik: what it said, what was found, what became of it, row by row."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klik_portal.core.tokens import new_token
from klik_portal.files import names
from klik_portal.imports import columns, kinds

if TYPE_CHECKING:
    from klik_portal.accounts.models import User


class BatchState(models.TextChoices):
    MAPPING = "mapping", _("Kolom perlu dipilih")
    CHECKING = "checking", _("Sedang diperiksa")
    CHECKED = "checked", _("Selesai diperiksa")
    APPLYING = "applying", _("Sedang disimpan")
    APPLIED = "applied", _("Selesai disimpan")
    UNDOING = "undoing", _("Sedang dibatalkan")
    UNDONE = "undone", _("Dibatalkan")


WORKING = (BatchState.CHECKING, BatchState.APPLYING, BatchState.UNDOING)


class BatchQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "BatchQuerySet":
        return self if user.is_caseworker else self.none()

    def waiting(self, now: datetime) -> "BatchQuerySet":
        """With steps to be taken, unless one went wrong just now; oldest first."""
        return self.filter(
            Q(rest_until__isnull=True) | Q(rest_until__lte=now), is_working=True
        ).order_by("pk")


class ImportBatch(models.Model):
    token = models.CharField(max_length=22, unique=True, default=new_token)
    kind = models.CharField(max_length=24)
    file_name = models.CharField(max_length=names.LONGEST)
    sha256 = models.CharField(max_length=64)
    heading = models.JSONField(default=list)  # the cells of the heading
    keys = models.JSONField(default=list)  # what each of them means; "" for nothing
    state = models.CharField(max_length=8, choices=BatchState.choices)
    is_working = models.BooleanField(default=False)  # a worker has steps to take
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)  # rows handled in this state
    mark = models.PositiveIntegerField(default=0)  # number of the row handled last
    counts = models.JSONField(default=dict)  # rows by verdict, then by result
    troubles = models.JSONField(default=dict)  # kinds of trouble, and how many
    failures = models.PositiveSmallIntegerField(default=0)  # steps that broke, in a row
    careful = models.PositiveSmallIntegerField(default=0)  # so many rows one by one
    rest_until = models.DateTimeField(null=True)
    moved_at = models.DateTimeField()  # the last step, or whatever somebody did
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=BatchState.values), name="import_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=WORKING, is_working=True)
                | (~Q(state__in=WORKING) & Q(is_working=False)),
                name="import_works_in_its_states",
            ),
        )
        indexes = (
            models.Index(fields=["id"], condition=Q(is_working=True), name="import_to_work_on"),
        )

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("imports:batch", args=[self.token])

    @property
    def sheet(self) -> kinds.Kind:
        """Its kind. A row of a kind no app registers any more cannot come to be: kinds are code."""
        found = kinds.known(self.kind)
        if found is None:
            raise LookupError(self.kind)
        return found

    @property
    def unknown_headings(self) -> list[str]:
        return columns.unknown(self.heading, self.keys, self.sheet)

    @property
    def tone(self) -> str:
        return TONES.get(BatchState(self.state), "info")

    def count(self, what: str) -> int:
        return int(self.counts.get(what, 0))

    # What the page says in numbers; `counts` is kept by the steps.

    @property
    def to_make(self) -> int:
        return self.count(Verdict.NEW) + self.count(f"decided_{Decision.NEW}")

    @property
    def to_change(self) -> int:
        return self.count(Verdict.CHANGES) + self.count(f"decided_{Decision.UPDATE}")

    @property
    def good(self) -> int:
        return self.to_make + self.to_change

    @property
    def outlook(self) -> str:
        """Names what was found and decided: another check or another choice makes another one."""
        return f"{self.moved_at.timestamp():.0f}-{self.to_make}-{self.to_change}"

    @property
    def errors(self) -> int:
        return self.count(Verdict.ERROR)

    @property
    def same(self) -> int:
        return self.count(Verdict.SAME)

    @property
    def suspects(self) -> int:
        return self.count(Verdict.SUSPECT)

    @property
    def undecided(self) -> int:
        decided = self.count(f"decided_{Decision.NEW}") + self.count(f"decided_{Decision.UPDATE}")
        return self.suspects - decided

    @property
    def skipped(self) -> int:
        return self.errors + self.same + self.undecided

    @property
    def made(self) -> int:
        return self.count(RowResult.MADE)

    @property
    def changed(self) -> int:
        return self.count(RowResult.CHANGED)

    @property
    def kept(self) -> int:
        return self.count(RowResult.KEPT)

    @property
    def planned(self) -> int:
        """Rows the work at hand will go through."""
        if self.state == BatchState.CHECKING:
            return self.total
        return self.good if self.state == BatchState.APPLYING else self.made + self.changed

    @property
    def can_be_mended(self) -> bool:
        left = self.errors + self.count(RowResult.LEFT)
        return left > 0 and not self.is_working


class Verdict(models.TextChoices):
    NEW = "new", _("Baru")
    CHANGES = "changes", _("Berubah")
    SAME = "same", _("Sama, tidak ada yang berubah")
    SUSPECT = "suspect", _("Mirip yang sudah ada")
    ERROR = "error", _("Perlu diperbaiki")


class Decision(models.TextChoices):
    SKIP = "", _("Lewati")
    UPDATE = "update", _("Ini perpustakaan yang sama")
    NEW = "new", _("Ini yang lain, tambahkan")


class RowResult(models.TextChoices):
    MADE = "made", _("Ditambahkan")
    CHANGED = "changed", _("Diperbarui")
    LEFT = "left", _("Tidak disimpan")
    UNDONE = "undone", _("Dibatalkan")
    KEPT = "kept", _("Tidak dibatalkan")


TONES = {
    BatchState.MAPPING: "warn",
    BatchState.CHECKED: "warn",
    BatchState.APPLIED: "good",
    BatchState.UNDONE: "plain",
}


class ImportRow(models.Model):
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # of the line in the sheet
    cells = models.JSONField()  # as they stood there
    label = models.CharField(max_length=200, blank=True)
    verdict = models.CharField(max_length=8, choices=Verdict.choices, blank=True)
    troubles = models.JSONField(default=list)  # [kind, column, sentence]
    alike = models.JSONField(default=list)  # [code, label, why]
    changes = models.JSONField(default=list)  # [label, before, after]
    seen = models.PositiveIntegerField(default=0)  # version of the target when it was looked at
    decision = models.CharField(max_length=8, choices=Decision.choices, blank=True)
    target = models.CharField(max_length=40, blank=True)  # what it is, was taken for, or became
    result = models.CharField(max_length=8, choices=RowResult.choices, blank=True)
    remark = models.CharField(max_length=400, blank=True)  # why it was left, or not taken back
    undo = models.JSONField(default=dict)  # what the kind needs to take it back

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["batch", "number"], name="one_import_row_per_line"),
        )
        indexes = (
            models.Index(fields=["batch", "verdict", "number"], name="import_rows_by_verdict"),
            models.Index(fields=["batch", "result", "number"], name="import_rows_by_result"),
            models.Index(
                fields=["target"], condition=~Q(result=""), name="import_rows_of_a_target"
            ),
        )


class ImportClaim(models.Model):
    """What only one row of the sheet may have, and the first row that has it."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="claims")
    key = models.CharField(max_length=240)
    number = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["batch", "key"], name="one_import_claim_per_key"),
        )
