"""What the coordinator writes around the figures of a year's report."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from klik_portal.core.models import Versioned


class Narrative(Versioned):
    year = models.PositiveSmallIntegerField(unique=True)
    introduction = models.TextField(_("Pendahuluan"), blank=True)
    analysis = models.TextField(_("Analisis capaian"), blank=True)
    obstacles = models.TextField(_("Kendala"), blank=True)
    plans = models.TextField(_("Rencana tindak lanjut"), blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()


PARTS = ("introduction", "analysis", "obstacles", "plans")


def label_of(part: str) -> str:
    return str(Narrative._meta.get_field(part).verbose_name)
