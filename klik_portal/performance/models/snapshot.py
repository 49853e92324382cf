"""The figures of a quarter as they were on a day. The database refuses to change or remove a row."""

import json
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from klik_portal.core.tokens import new_token


class Snapshot(models.Model):
    token = models.CharField(max_length=22, unique=True, default=new_token)
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    figures = models.JSONField()  # as `frozen.told` wrote them
    sha256 = models.CharField(max_length=64)
    note = models.CharField(max_length=240, blank=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    frozen_at = models.DateTimeField()

    class Meta:
        ordering = ("-year", "-quarter", "-frozen_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(quarter__gte=1, quarter__lte=4), name="snapshot_of_a_quarter"
            ),
        )

    @property
    def label(self) -> str:
        return _("Triwulan %(quarter)s %(year)d") % {
            "quarter": ("I", "II", "III", "IV")[self.quarter - 1],
            "year": self.year,
        }

    @property
    def is_untouched(self) -> bool:
        return fingerprint(self.figures) == self.sha256


def fingerprint(figures: dict) -> str:
    """The same for the same content, whichever database has kept it."""
    text = json.dumps(figures, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(text.encode()).hexdigest()
