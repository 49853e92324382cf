"""The history people read: one row per step, who, when, from, to, note."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from accreditation.models.application import Application
from accreditation.workflow import TRANSITIONS, State


class HistoryEntry(models.Model):
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="history")
    step = models.CharField(max_length=24)
    previous = models.CharField(max_length=16, choices=State.choices, blank=True)
    state = models.CharField(max_length=16, choices=State.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("at", "pk")
        indexes: ClassVar = [
            models.Index(fields=["application", "at"], name="history_by_application"),
            models.Index(fields=["at", "id"], name="history_by_moment"),
        ]

    @property
    def sentence(self) -> str:
        return str(TRANSITIONS[self.step].sentence)
