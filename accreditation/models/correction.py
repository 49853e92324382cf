"""One thing an officer asks to have put right: per item, dated, answered one by one."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accreditation.models.about_item import AboutItem
from accreditation.models.application import Application
from accreditation.models.review import CorrectionReason
from klik_portal.core.tokens import new_token


class CorrectionQuerySet(models.QuerySet):
    def unanswered(self) -> "CorrectionQuerySet":
        return self.filter(answered_at__isnull=True)


class Correction(AboutItem):
    """Sent to the library; `before` keeps what the item said then, its files are told by their dates."""

    token = models.CharField(max_length=22, unique=True, default=new_token)
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="corrections"
    )
    reason = models.ForeignKey(
        CorrectionReason, null=True, on_delete=models.PROTECT, related_name="+"
    )
    sentence = models.TextField()
    before = models.JSONField(default=dict)  # question key -> text, or {"answer": text}
    after = models.JSONField(default=dict)  # the same when it was answered
    round = models.PositiveSmallIntegerField(default=1)  # counts the returns of this request
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

    class Meta(AboutItem.Meta):
        abstract = False
        ordering = ("asked_at", "pk")
        constraints: ClassVar = [
            *AboutItem.Meta.constraints,
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="correction_answered_by_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["application", "answered_at"], name="correction_by_application")
        ]
