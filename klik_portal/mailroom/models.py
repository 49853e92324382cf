"""A letter to many: who wrote what to how many people. The messages themselves stand in the ledger."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from klik_portal.core.tokens import new_token

if TYPE_CHECKING:
    from klik_portal.accounts.models import User


class BulkSendQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "BulkSendQuerySet":
        """Coordinators see all of them, officers their own."""
        if user.is_coordinator:
            return self
        return self.filter(made_by=user) if user.is_caseworker else self.none()


class BulkSend(models.Model):
    token = models.CharField(max_length=22, unique=True, default=new_token)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    people_count = models.PositiveIntegerField()
    # Its messages were written between these two, one after the other: a short stretch to read.
    first_message_id = models.BigIntegerField(default=0)
    last_message_id = models.BigIntegerField(default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)
    undone_count = models.PositiveIntegerField(default=0)  # messages that had not left yet

    objects = BulkSendQuerySet.as_manager()

    HOLD = timedelta(seconds=60)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(undone_at__isnull=True, undone_by__isnull=True)
                | models.Q(undone_at__isnull=False, undone_by__isnull=False),
                name="bulk_undone_by_somebody",
            ),
        )
        indexes = (models.Index(fields=["made_by", "-made_at"], name="bulk_by_maker"),)

    def __str__(self) -> str:
        return self.subject

    def seconds_left(self, now: datetime) -> int:
        """How long nothing has left yet; the first whole second counts."""
        return max(0, -int((now - self.due_at).total_seconds() // 1))
