"""One thing an officer asks to have put right: per item, dated, answered one by one."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accreditation.completeness import DETAILS, OTHER, Slot
from accreditation.models.application import Application
from klik_portal.core.tokens import new_token


class CorrectionQuerySet(models.QuerySet):
    def unanswered(self) -> "CorrectionQuerySet":
        return self.filter(answered_at__isnull=True)


class Correction(models.Model):
    token = models.CharField(max_length=22, unique=True, default=new_token)
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="corrections"
    )
    item = models.CharField(max_length=20)
    sentence = models.TextField()
    due_on = models.DateField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(item__in=[*Slot.values, DETAILS, OTHER]), name="correction_item_known"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="correction_answered_by_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["application", "answered_at"], name="correction_by_application")
        ]
