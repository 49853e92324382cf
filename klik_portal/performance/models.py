"""The five-year plan (Renstra), its indicators and their yearly targets; revisions are kept."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class StrategicPlan(models.Model):
    name = models.CharField(_("Nama rencana"), max_length=160)
    document_number = models.CharField(_("Nomor dokumen"), max_length=80, blank=True)
    first_year = models.PositiveSmallIntegerField(_("Tahun awal"))
    last_year = models.PositiveSmallIntegerField(_("Tahun akhir"))

    class Meta:
        ordering = ("-first_year",)
        constraints = (
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")), name="plan_ends_after_it_starts"
            ),
            models.UniqueConstraint(fields=["first_year", "last_year"], name="one_plan_per_period"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.first_year}\u2013{self.last_year}"

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)


class PerformanceIndicator(models.Model):
    """What is counted. The only counted figure of this cut: libraries accredited in the year."""

    class Source(models.TextChoices):
        ACCREDITED_LIBRARIES = (
            "accredited_libraries",
            _("Perpustakaan terakreditasi dalam tahun itu"),
        )

    plan = models.ForeignKey(StrategicPlan, on_delete=models.CASCADE, related_name="indicators")
    code = models.CharField(_("Kode"), max_length=20)
    name = models.CharField(_("Indikator"), max_length=160)
    unit = models.CharField(_("Satuan"), max_length=40, default="perpustakaan")
    source = models.CharField(max_length=24, choices=Source.choices)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["plan", "code"], name="indicator_code_unique_in_plan"),
            models.UniqueConstraint(
                fields=["plan", "source"], name="one_indicator_per_source_and_plan"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Target(models.Model):
    indicator = models.ForeignKey(
        PerformanceIndicator, on_delete=models.CASCADE, related_name="targets"
    )
    year = models.PositiveSmallIntegerField()
    value = models.PositiveIntegerField(validators=[MinValueValidator(0)])
    note = models.CharField(max_length=240, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("year", "-set_at")
        constraints = (
            models.UniqueConstraint(
                fields=["indicator", "year"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_target_per_year",
            ),
        )
