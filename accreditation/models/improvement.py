"""A row of the improvement plan: which indicator is raised to what, by whom and until when."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from accreditation.models.application import Application
from accreditation.models.instrument import AnswerOption, Indicator
from klik_portal.core.models import Versioned
from klik_portal.core.tokens import new_token


class ImprovementStep(Versioned):
    token = models.CharField(max_length=22, unique=True, default=new_token)
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="improvement_steps"
    )
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    wanted = models.ForeignKey(AnswerOption, on_delete=models.PROTECT, related_name="+")
    responsible = models.CharField(max_length=120, blank=True)
    due_on = models.DateField(null=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "indicator"], name="one_step_per_indicator"
            )
        ]
