"""The ledger of everything that leaves Klik, and the pulse of its background jobs."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klik_portal.core.tokens import new_token
from klik_portal.notifications import texts
from klik_portal.notifications.texts import Wording
from klik_portal.notifications.troubles import Trouble, explain

if TYPE_CHECKING:
    from klik_portal.accounts.models import User


class Channel(models.TextChoices):
    EMAIL = "email", _("Surel")
    IN_APP = "in_app", _("Di Klik")
    WHATSAPP = "whatsapp", _("WhatsApp")  # the office's own number, through Meta's Cloud API
    WHATSAPP_HAND = "whatsapp_hand", _("WhatsApp oleh petugas")


class MessageState(models.TextChoices):
    QUEUED = "queued", _("Menunggu")
    WAITING = "waiting", _("Menunggu dikirim petugas")  # no worker sends it: a person does
    SENDING = "sending", _("Sedang dikirim")
    SENT = "sent", _("Terkirim")
    DELIVERED = "delivered", _("Sampai")  # the channel told us so
    FAILED = "failed", _("Gagal")  # permanently: the address refused
    PARKED = "parked", _("Diparkir")  # tried five times, a person must look
    CANCELLED = "cancelled", _("Dibatalkan")


STUCK = (MessageState.FAILED, MessageState.PARKED)
UNSENT = (MessageState.QUEUED, MessageState.WAITING)  # can still be taken back


class OutboxQuerySet(models.QuerySet):
    def due(self, now: datetime) -> "OutboxQuerySet":
        """Queued and due, oldest first: one index read."""
        return self.filter(state=MessageState.QUEUED, due_at__lte=now).order_by("due_at", "pk")

    def abandoned(self, now: datetime) -> "OutboxQuerySet":
        """Claimed by a worker whose lease ran out."""
        return self.filter(state=MessageState.SENDING, lease_until__lte=now).order_by(
            "lease_until", "pk"
        )

    def for_hands(self, now: datetime) -> "OutboxQuerySet":
        """What an officer should send by WhatsApp now, to people who may still be written to."""
        return self.filter(
            state=MessageState.WAITING, due_at__lte=now, recipient__is_active=True
        ).order_by("due_at", "pk")

    def inbox_of(self, user: "User") -> "OutboxQuerySet":
        return self.filter(recipient=user, channel=Channel.IN_APP, state=MessageState.SENT)

    def leaving(self) -> "OutboxQuerySet":
        """Everything but the copies that only appear inside Klik."""
        return self.filter(~Q(channel=Channel.IN_APP))


class OutboxMessage(models.Model):
    """One message to one person over one channel, written in the transaction that causes it."""

    token = models.CharField(max_length=22, unique=True, default=new_token)
    dedupe_key = models.CharField(max_length=200, unique=True)
    event = models.CharField(max_length=80)
    channel = models.CharField(max_length=16, choices=Channel.choices)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="messages"
    )  # nobody: a mail to the address that somebody without an account left
    to_address = models.CharField(max_length=254, blank=True)
    message_id = models.CharField(max_length=200, blank=True)  # of the mail, the same for every try
    provider_id = models.CharField(
        max_length=200, null=True, blank=True, unique=True
    )  # what Meta calls it
    subject = models.CharField(max_length=200)
    body_text = models.TextField()
    values = models.JSONField(default=dict, blank=True)  # what the text was filled with
    link = models.CharField(max_length=300, blank=True)
    link_label = models.CharField(max_length=60, blank=True)
    calendar_ics = models.TextField(blank=True)
    calendar_method = models.CharField(max_length=8, blank=True)
    attachment = models.CharField(max_length=80, blank=True)  # as `attachments.opened` wants it
    about_kind = models.CharField(max_length=40, blank=True)
    about_code = models.CharField(max_length=60, blank=True)

    state = models.CharField(
        max_length=10, choices=MessageState.choices, default=MessageState.QUEUED
    )
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )  # the officer who sent it by hand; nobody: Klik itself
    delivered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)  # when it ended unsent: failed, parked or cancelled
    read_at = models.DateTimeField(null=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=MessageState.values), name="message_state_known"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="message_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | (Q(channel="email") & ~Q(to_address="")),
                name="message_has_somebody_to_reach",
            ),
            models.CheckConstraint(
                condition=Q(state="sending", lease_until__isnull=False)
                | (~Q(state="sending") & Q(lease_until__isnull=True)),
                name="message_leased_while_sending",
            ),
        )
        indexes = (
            models.Index(fields=["due_at", "id"], condition=Q(state="queued"), name="outbox_due"),
            models.Index(
                fields=["lease_until", "id"], condition=Q(state="sending"), name="outbox_leased"
            ),
            models.Index(fields=["-closed_at"], condition=Q(state="failed"), name="outbox_failed"),
            models.Index(fields=["about_kind", "about_code"], name="outbox_about"),
            models.Index(
                fields=["due_at", "id"], condition=Q(state="waiting"), name="outbox_by_hand"
            ),
            models.Index(
                fields=["recipient", "-sent_at", "-id"],
                condition=Q(channel="in_app"),
                name="outbox_inbox",
            ),
            models.Index(
                fields=["state", "-id"], condition=~Q(channel="in_app"), name="outbox_ledger"
            ),
            models.Index(fields=["-id"], condition=~Q(channel="in_app"), name="outbox_newest"),
            models.Index(
                fields=["-sent_at"],
                condition=Q(channel="email", state="sent"),
                name="outbox_mailed",
            ),
            models.Index(fields=["event", "-id"], name="outbox_event"),
        )

    @property
    def lines(self) -> list[str]:
        return self.body_text.split("\n")

    @property
    def receiver(self) -> str:
        return self.recipient.display_name if self.recipient else self.to_address

    @property
    def phone_today(self) -> str:
        """The number a WhatsApp goes to. News of a changed number goes to the one before."""
        person = self.recipient.phone if self.recipient else ""
        return self.to_address if self.stays_put else person or ""

    @property
    def stays_put(self) -> bool:
        return texts.is_known(self.event) and texts.text_of(self.event).stays_put

    @property
    def is_for_nobody(self) -> bool:
        """The account was switched off meanwhile."""
        return self.recipient is not None and not self.recipient.is_active

    @property
    def is_stuck(self) -> bool:
        return self.state in STUCK

    @property
    def trouble(self) -> Trouble | None:
        return explain(state=self.state, error=self.last_error)

    @property
    def settled_at(self) -> datetime:
        """When it got to where it is; for what is still waiting, when it is due."""
        return self.delivered_at or self.sent_at or self.closed_at or self.due_at

    @property
    def tone(self) -> str:
        return {
            "sent": "good",
            "delivered": "good",
            "failed": "bad",
            "parked": "bad",
            "cancelled": "plain",
            "waiting": "warn",
        }.get(self.state, "info")


class TextVersion(models.Model):
    """The office's own words for an occasion, every version of them; the newest one counts."""

    event = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    is_shipped = models.BooleanField(default=False)  # from here on the words Klik ships count again
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["event", "version"], name="text_version_once"),
        )

    @property
    def wording(self) -> Wording:
        return Wording(self.subject, self.body)


class Heartbeat(models.Model):
    """When a background job last ran and what it did."""

    job = models.CharField(max_length=60, unique=True)
    last_run_at = models.DateTimeField()
    last_ok_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)

    SILENT_AFTER = timedelta(minutes=5)
