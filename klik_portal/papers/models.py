"""Papers that left the office with a code on them, as they were printed.

A paper names its subject by kind and code only: this app knows nobody above it. What is printed never
changes (triggers in migration 0002); a changed paper is another row that replaces this one.
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klik_portal.core.models import Versioned
from klik_portal.files.models import StoredFile
from klik_portal.papers import codes
from klik_portal.papers.checked import Facts, Standing, standing_of


class PaperKind(models.TextChoices):
    RECOMMENDATION = "recommendation", _("Surat rekomendasi")
    ASSIGNMENT = "assignment", _("Surat tugas")
    MINUTES = "minutes", _("Berita acara kunjungan")


FILE_NAMES = {
    PaperKind.RECOMMENDATION: "surat-rekomendasi",
    PaperKind.ASSIGNMENT: "surat-tugas",
    PaperKind.MINUTES: "berita-acara",
}
# What the yearly counters of their numbers are called.
SERIES = {
    PaperKind.RECOMMENDATION: "P-REK",
    PaperKind.ASSIGNMENT: "P-TUGAS",
    PaperKind.MINUTES: "P-BA",
}


class IssuedPaper(models.Model):
    code = models.CharField(max_length=codes.LENGTH, unique=True, default=codes.new_code)
    kind = models.CharField(max_length=16, choices=PaperKind.choices)
    subject_kind = models.CharField(max_length=20)
    subject_code = models.CharField(max_length=40)
    number = models.CharField(max_length=80)
    facts = models.JSONField()  # [[label, value], …] as printed
    issued_on = models.DateField()
    valid_until = models.DateField(null=True)  # the last day; empty: no end
    content = models.CharField(max_length=64)  # hash of everything printed but number and code
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    issued_at = models.DateTimeField()
    # What may still happen to it:
    is_current = models.BooleanField(default=True)  # neither replaced nor revoked
    revoked_reason = models.CharField(max_length=200, blank=True)  # everybody may read it
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    scan = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=PaperKind.values), name="paper_kind_known"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_reason="")
                | (Q(revoked_at__isnull=False, is_current=False) & ~Q(revoked_reason="")),
                name="paper_revoked_with_reason",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_kind", "subject_code"],
                condition=Q(is_current=True),
                name="one_current_paper",
            ),
        )
        indexes = (
            models.Index(fields=["subject_kind", "subject_code", "-id"], name="papers_by_subject"),
            models.Index(fields=["kind", "number"], name="papers_by_number"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def printed_code(self) -> str:
        return codes.grouped(self.code)

    @property
    def printed_facts(self) -> Facts:
        return tuple((label, value) for label, value in self.facts)

    def standing(self, on: date) -> Standing:
        is_revoked = self.revoked_at is not None
        return standing_of(
            is_revoked=is_revoked, is_replaced=not self.is_current and not is_revoked,
            valid_until=self.valid_until, on=on,
        )  # fmt: skip


DEFAULT_PATTERN = "{nomor}/DIARPUS/{bulan_romawi}/{tahun}"


class NumberPattern(Versioned):
    """How the office writes the numbers of one kind of paper; without a row the default holds."""

    kind = models.CharField(max_length=16, choices=PaperKind.choices, unique=True)
    pattern = models.CharField(_("Pola nomor"), max_length=60, default=DEFAULT_PATTERN)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=PaperKind.values), name="number_pattern_kind_known"
            ),
        )
