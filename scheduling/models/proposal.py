"""Times for a talk that go back and forth: the library proposes, the office confirms or offers others."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accreditation.models import Application
from klik_portal.core.models import Versioned
from klik_portal.core.tokens import new_token
from scheduling.models.appointment import Appointment, Mode


class ProposalState(models.TextChoices):
    ASKED = "asked", _("Menunggu petugas")
    OFFERED = "offered", _("Menunggu pemohon")
    BOOKED = "booked", _("Terjadwal")
    WITHDRAWN = "withdrawn", _("Ditarik")


class TimeProposalQuerySet(models.QuerySet):
    def open(self) -> "TimeProposalQuerySet":
        return self.filter(state__in=(ProposalState.ASKED, ProposalState.OFFERED))

    def waiting(self) -> "TimeProposalQuerySet":
        """For the office's answer."""
        return self.filter(state=ProposalState.ASKED)


class TimeProposal(Versioned):
    """`times` are the library's wishes, `offered` the office's answer: starts in UTC, ISO text."""

    token = models.CharField(max_length=22, unique=True, default=new_token)
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="time_proposals"
    )
    mode = models.CharField(max_length=8, choices=Mode.choices)
    agenda = models.TextField(blank=True)
    times = models.JSONField(default=list)
    offered = models.JSONField(default=list)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(blank=True)
    state = models.CharField(
        max_length=10, choices=ProposalState.choices, default=ProposalState.ASKED
    )
    appointment = models.OneToOneField(
        Appointment, null=True, on_delete=models.PROTECT, related_name="proposal"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    objects = TimeProposalQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=ProposalState.values), name="proposal_state_known"
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state__in=("asked", "offered")),
                name="one_open_proposal_per_application",
            ),
        )
        indexes = (
            models.Index(fields=["asked_at"], condition=Q(state="asked"), name="proposal_waiting"),
        )

    @property
    def wishes(self) -> list[datetime]:
        return [datetime.fromisoformat(text) for text in self.times]

    @property
    def offers(self) -> list[datetime]:
        return [datetime.fromisoformat(text) for text in self.offered]

    @property
    def is_offered(self) -> bool:
        return self.state == ProposalState.OFFERED

    @property
    def is_open(self) -> bool:
        return self.state in (ProposalState.ASKED, ProposalState.OFFERED)
