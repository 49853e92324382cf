"""What an appeal is about: the only indicators it may change, each with its reason."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from accreditation.models.application import Application
from accreditation.models.instrument import Indicator


class AppealPoint(models.Model):
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="appeal_points"
    )
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=400)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("indicator__component__position", "indicator__number")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "indicator"], name="one_point_per_appeal_and_indicator"
            )
        ]
