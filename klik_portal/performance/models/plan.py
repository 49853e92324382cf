"""The five-year plan (Renstra): its goals, its indicators, and the years that are closed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from klik_portal.core.models import Versioned


class StrategicPlan(Versioned):
    name = models.CharField(_("Nama rencana"), max_length=160)
    document_number = models.CharField(_("Nomor dokumen"), max_length=80, blank=True)
    first_year = models.PositiveSmallIntegerField(_("Tahun awal"))
    last_year = models.PositiveSmallIntegerField(_("Tahun akhir"))
    period_note = models.CharField(_("Catatan masa rencana"), max_length=240, blank=True)

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


class PlanRevision(models.Model):
    """What a plan was called before somebody changed it, and why."""

    plan = models.ForeignKey(StrategicPlan, on_delete=models.CASCADE, related_name="revisions")
    name = models.CharField(max_length=160)
    document_number = models.CharField(max_length=80, blank=True)
    period_note = models.CharField(max_length=240, blank=True)
    reason = models.CharField(max_length=240)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("-changed_at", "-pk")


class Goal(models.Model):
    """A goal (sasaran) of the plan; its indicators say how far it is reached."""

    plan = models.ForeignKey(StrategicPlan, on_delete=models.CASCADE, related_name="goals")
    position = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(_("Sasaran"), max_length=240)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=["plan", "position"], name="goal_position_once"),
        )

    def __str__(self) -> str:
        return self.name


class Direction(models.TextChoices):
    UP = "up", _("Makin tinggi makin baik")
    DOWN = "down", _("Makin rendah makin baik")


class PerformanceIndicator(Versioned):
    """What is measured: counted from Klik when `source` names a counted source, else by hand."""

    plan = models.ForeignKey(StrategicPlan, on_delete=models.CASCADE, related_name="indicators")
    goal = models.ForeignKey(Goal, null=True, on_delete=models.PROTECT, related_name="indicators")
    code = models.CharField(_("Kode"), max_length=20)
    name = models.CharField(_("Indikator"), max_length=160)
    unit = models.CharField(_("Satuan"), max_length=40, default="perpustakaan")
    source = models.CharField(max_length=24, blank=True)
    decimals = models.PositiveSmallIntegerField(_("Angka di belakang koma"), default=0)
    direction = models.CharField(
        _("Arah"), max_length=4, choices=Direction.choices, default=Direction.UP
    )
    formula_note = models.CharField(_("Cara menghitung"), max_length=400, blank=True)
    responsible = models.CharField(_("Penanggung jawab"), max_length=120, blank=True)

    class Meta:
        ordering = ("plan", "code", "pk")
        constraints = (
            models.UniqueConstraint(fields=["plan", "code"], name="indicator_code_unique_in_plan"),
            models.UniqueConstraint(
                fields=["plan", "source"],
                condition=~Q(source=""),
                name="one_indicator_per_source_and_plan",
            ),
            models.CheckConstraint(
                condition=Q(direction__in=Direction.values), name="indicator_direction_known"
            ),
            models.CheckConstraint(condition=Q(decimals__lte=2), name="indicator_two_decimals"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_counted(self) -> bool:
        return self.source != ""

    @property
    def is_split(self) -> bool:
        """Its figure is also told by type and by kecamatan."""
        return self.source == "accredited_libraries"

    @property
    def higher_is_better(self) -> bool:
        return self.direction == Direction.UP


class YearLock(models.Model):
    """A closed year: its targets and hand-entered values stay as they are until it is opened again."""

    plan = models.ForeignKey(StrategicPlan, on_delete=models.CASCADE, related_name="locks")
    year = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=240)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    locked_at = models.DateTimeField()
    unlock_reason = models.CharField(max_length=240, blank=True)
    unlocked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    unlocked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-locked_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "year"],
                condition=Q(unlocked_at__isnull=True),
                name="one_lock_per_year",
            ),
            models.CheckConstraint(
                condition=Q(unlocked_at__isnull=True, unlocked_by__isnull=True)
                | Q(unlocked_at__isnull=False, unlocked_by__isnull=False),
                name="year_unlocked_by_somebody",
            ),
        )
