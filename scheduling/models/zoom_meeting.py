"""What Zoom should know about an appointment, and what Zoom told us back."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scheduling.models.appointment import Appointment


class SyncState(models.TextChoices):
    DUE = "due", _("Menunggu Zoom")
    WORKING = "working", _("Sedang disampaikan ke Zoom")
    SETTLED = "settled", _("Sesuai")
    PARKED = "parked", _("Perlu dilihat")


class ZoomMeetingQuerySet(models.QuerySet):
    def claimable(self, now: datetime) -> "ZoomMeetingQuerySet":
        """Due ones, and those whose worker fell silent."""
        due = Q(state=SyncState.DUE, due_at__lte=now)
        abandoned = Q(state=SyncState.WORKING, lease_until__lte=now)
        return self.filter(due | abandoned).order_by("due_at", "pk")

    def unsettled(self) -> "ZoomMeetingQuerySet":
        return self.exclude(state=SyncState.SETTLED)


class ZoomMeeting(models.Model):
    """One row per appointment that Zoom hosts: the appointment is the wish, this is how far Zoom is.

    A worker compares `settled_sequence` with the appointment's and creates, changes or removes the
    meeting until both agree; so a lost or doubled ring changes nothing.
    """

    appointment = models.OneToOneField(Appointment, on_delete=models.CASCADE, related_name="zoom")
    host = models.CharField(max_length=254, blank=True)  # whose Zoom account the meeting lies in
    meeting_id = models.CharField(max_length=24, blank=True, db_index=True)
    settled_sequence = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=8, choices=SyncState.choices, default=SyncState.DUE)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    removed_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = ZoomMeetingQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=SyncState.values), name="zoom_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="working", lease_until__isnull=False)
                | (~Q(state="working") & Q(lease_until__isnull=True)),
                name="zoom_leased_while_working",
            ),
        )
        indexes = (
            models.Index(fields=["due_at", "id"], condition=Q(state="due"), name="zoom_due"),
            models.Index(
                fields=["lease_until", "id"], condition=Q(state="working"), name="zoom_leased"
            ),
        )

    @property
    def is_parked(self) -> bool:
        return self.state == SyncState.PARKED

    @property
    def tone(self) -> str:
        return {"settled": "good", "parked": "bad"}.get(self.state, "warn")


class ZoomEvent(models.Model):
    """A webhook that was heard; the same body again has no second effect."""

    digest = models.CharField(max_length=64, unique=True)  # sha256 of the raw body
    event = models.CharField(max_length=60)
    received_at = models.DateTimeField()


class Participant(models.Model):
    """Who was in the meeting, as Zoom told it."""

    meeting = models.ForeignKey(ZoomMeeting, on_delete=models.CASCADE, related_name="participants")
    key = models.CharField(max_length=64)  # Zoom's id of this stay in the meeting
    name = models.CharField(max_length=120)
    joined_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("joined_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["meeting", "key"], name="one_stay_per_participant_key"),
        )
