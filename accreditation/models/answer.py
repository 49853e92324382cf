"""What a library says about itself, one row per indicator. The officer's own view is another row."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accreditation.models.application import Application
from accreditation.models.instrument import AnswerOption, Indicator


class Answer(models.Model):
    """An answer of the self-assessment; without an option it says "belum tahu"."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answers")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    option = models.ForeignKey(AnswerOption, null=True, on_delete=models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField()
    is_carried = models.BooleanField(default=False)  # from the request before, not checked yet

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "indicator"], name="one_answer_per_indicator"
            )
        ]


class ReadinessRecord(models.Model):
    """The estimate at the end of a day on which answers changed: how readiness grew over time."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="readiness")
    day = models.DateField()
    estimated_score = models.DecimalField(max_digits=5, decimal_places=2)
    answered_count = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("day",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "day"], name="one_readiness_per_day"),
            models.CheckConstraint(
                condition=Q(estimated_score__gte=0, estimated_score__lte=100),
                name="estimate_between_0_and_100",
            ),
        ]
