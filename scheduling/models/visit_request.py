"""A library asks the office to come."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accreditation.models import Application
from klik_portal.core import wording
from klik_portal.core.models import Versioned
from klik_portal.core.tokens import new_token


class Readiness(models.TextChoices):
    READY = "ready", _("Siap dikunjungi")
    LATER = "later", _("Siap mulai tanggal tertentu")


class VisitRequestState(models.TextChoices):
    OPEN = "open", _("Menunggu perjalanan")
    PLANNED = "planned", _("Masuk perjalanan")
    VISITED = "visited", _("Sudah dikunjungi")
    WITHDRAWN = "withdrawn", _("Ditarik")


class VisitRequest(Versioned):
    token = models.CharField(max_length=22, unique=True, default=new_token)
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="visit_requests"
    )
    weeks = models.JSONField(default=list)  # preferred weeks: ISO dates of their Mondays
    readiness = models.CharField(max_length=8, choices=Readiness.choices, default=Readiness.READY)
    ready_on = models.DateField(null=True)
    way_to_get_there = models.TextField(blank=True)
    note = models.TextField(blank=True)
    state = models.CharField(
        max_length=10, choices=VisitRequestState.choices, default=VisitRequestState.OPEN
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=VisitRequestState.values), name="visit_request_state_known"
            ),
            models.CheckConstraint(
                condition=Q(readiness="ready") | Q(ready_on__isnull=False),
                name="visit_request_says_when_it_is_ready",
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state__in=("open", "planned")),
                name="one_open_visit_request_per_application",
            ),
        )
        indexes = (
            models.Index(
                fields=["asked_at"], condition=Q(state="open"), name="visit_request_waiting"
            ),
        )

    @property
    def monday_list(self) -> list[date]:
        """The preferred weeks as days; empty when any week will do."""
        return [date.fromisoformat(week) for week in self.weeks]

    @property
    def readiness_text(self) -> str:
        if self.ready_on:
            return _("Siap mulai %s") % wording.day(self.ready_on)
        return str(Readiness(self.readiness).label)

    @property
    def is_open(self) -> bool:
        return self.state == VisitRequestState.OPEN

    @property
    def tone(self) -> str:
        return {"open": "info", "planned": "good", "visited": "good"}.get(self.state, "plain")
