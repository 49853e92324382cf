"""Numbers people set for an indicator: targets, and values counted outside Klik. Old ones stay."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from klik_portal.core.tokens import new_token
from klik_portal.files.models import StoredFile
from klik_portal.performance.models.plan import PerformanceIndicator

WHOLE_YEAR = 0


class Stated(models.Model):
    """A number somebody set, for a whole year (quarter 0) or up to the end of a quarter (1 to 4)."""

    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField(
        default=WHOLE_YEAR, validators=[MaxValueValidator(4)]
    )
    value = models.DecimalField(max_digits=12, decimal_places=2, validators=[MinValueValidator(0)])
    note = models.CharField(max_length=240, blank=True)  # why it was changed
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Target(Stated):
    indicator = models.ForeignKey(
        PerformanceIndicator, on_delete=models.CASCADE, related_name="targets"
    )
    scope = models.CharField(max_length=16, blank=True)  # "", a type group, a code of a kecamatan
    decree = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("year", "quarter", "scope", "-set_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["indicator", "year", "quarter", "scope"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_target",
            ),
            models.CheckConstraint(
                condition=Q(quarter=WHOLE_YEAR) | Q(scope=""), name="scoped_targets_are_yearly"
            ),
        )


class HandValue(Stated):
    """A result counted elsewhere (TGM, IPLM), with the paper that proves it."""

    token = models.CharField(max_length=22, unique=True, default=new_token)
    indicator = models.ForeignKey(
        PerformanceIndicator, on_delete=models.CASCADE, related_name="hand_values"
    )
    proof = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("year", "quarter", "-set_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["indicator", "year", "quarter"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_hand_value",
            ),
        )
