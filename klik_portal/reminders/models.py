"""Reminder rules as data, what became of each rung, who was written to, and who does not want it."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from klik_portal.core.models import Versioned
from klik_portal.core.tokens import new_token
from klik_portal.notifications.models import OutboxMessage
from klik_portal.reminders import ladder, subjects


class Step(models.TextChoices):
    """Whose turn it is to be reminded: the ladder climbs from the library to the head."""

    APPLICANT = "applicant", _("Pemohon")
    OFFICER = "officer", _("Petugas yang menangani")
    COORDINATOR = "coordinator", _("Koordinator")
    HEAD = "head", _("Pimpinan")


class Way(models.TextChoices):
    MAIL = "mail", _("Pesan sendiri: di Klik dan surel")
    DIGEST = "digest", _("Rangkuman harian pukul 07.30")
    IN_APP = "in_app", _("Hanya di Klik")


class ReminderRule(Versioned):
    """One rung for every thing of a kind. Shipped rows start at version 1; staff change them."""

    code = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=40)
    anchor = models.CharField(max_length=40)
    months = models.SmallIntegerField(default=0)
    days = models.SmallIntegerField(default=0)
    hours = models.SmallIntegerField(default=0)
    on_working_days = models.BooleanField(_("Hanya pada hari kerja"), default=False)
    to = models.CharField(_("Untuk siapa"), max_length=12, choices=Step.choices)
    way = models.CharField(_("Lewat apa"), max_length=8, choices=Way.choices)
    is_active = models.BooleanField(_("Aktif"), default=True)

    class Meta:
        ordering = ("kind", "anchor", "months", "days", "hours", "code")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(to__in=Step.values), name="reminder_step_known"),
            models.CheckConstraint(condition=Q(way__in=Way.values), name="reminder_way_known"),
            models.CheckConstraint(
                condition=Q(months__lte=0, days__lte=0, hours__lte=0)
                | Q(months__gte=0, days__gte=0, hours__gte=0),
                name="reminder_offset_points_one_way",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def rung(self) -> ladder.Rung:
        return ladder.Rung(self.months, self.days, self.hours, self.on_working_days)

    @property
    def when(self) -> str:
        """3 hari sebelum, tepat pada, 12 bulan setelah"""
        units = ((self.months, _now("bulan")), (self.days, _now("hari")), (self.hours, _now("jam")))
        told = " ".join(f"{abs(count)} {unit}" for count, unit in units if count)
        if not told:
            return _now("Tepat pada")
        return _now("%s sebelum") % told if self.rung.is_before else _now("%s setelah") % told

    @property
    def why(self) -> str:
        """3 hari setelah terakhir diisi; a rule of a subject that is gone names the anchor only."""
        subject = subjects.of_kind(self.kind)
        anchor = subject.anchors.get(self.anchor) if subject else None
        return f"{self.when} {anchor.label if anchor else self.anchor}"

    @property
    def subject_label(self) -> str:
        subject = subjects.of_kind(self.kind)
        return str(subject.label) if subject else self.kind


class Outcome(models.TextChoices):
    TOLD = "told", _("Diingatkan")
    OVER = "over", _("Lewat: sudah tidak berguna")
    FRESH = "fresh", _("Tidak perlu: baru saja dikabarkan")
    NOBODY = "nobody", _("Tidak ada yang dapat diingatkan")
    PARKED = "parked", _("Diparkir: ada yang rusak")


class ReminderRung(models.Model):
    """One rule came due for one thing: written once, whatever became of it."""

    token = models.CharField(max_length=22, unique=True, default=new_token)
    rule = models.ForeignKey(ReminderRule, on_delete=models.PROTECT, related_name="rungs")
    thing = models.BigIntegerField()
    mark = models.PositiveIntegerField(default=0)
    anchor_at = models.DateTimeField()
    anchor_on = models.DateField()
    about_code = models.CharField(max_length=60)
    due_at = models.DateTimeField()
    taken_at = models.DateTimeField()
    is_late = models.BooleanField(default=False)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule", "thing", "mark", "anchor_at"], name="one_rung_per_occasion"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="rung_outcome_known"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["outcome", "-id"], name="rung_by_outcome")]

    @property
    def tone(self) -> str:
        tones = {"told": "warn" if self.is_late else "good", "parked": "bad", "nobody": "warn"}
        return tones.get(self.outcome, "plain")


class NoteState(models.TextChoices):
    SENT = "sent", _("Dikirim")
    WAITING = "waiting", _("Menunggu rangkuman pukul 07.30")
    DIGESTED = "digested", _("Masuk rangkuman")
    DONE = "done", _("Tidak jadi: sudah selesai")
    UNWANTED = "unwanted", _("Tidak dikirim: tidak mau diingatkan")


class ReminderNote(models.Model):
    """What one person got of a rung, or why they got nothing."""

    rung = models.ForeignKey(ReminderRung, on_delete=models.CASCADE, related_name="notes")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    state = models.CharField(max_length=10, choices=NoteState.choices)
    settled_at = models.DateTimeField()
    mail = models.ForeignKey(OutboxMessage, null=True, on_delete=models.SET_NULL, related_name="+")
    line = models.CharField(max_length=200, blank=True)  # what the digest says of it

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rung", "recipient"], name="one_note_per_person"),
            models.CheckConstraint(
                condition=Q(state__in=NoteState.values), name="note_state_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["recipient", "id"], condition=Q(state="waiting"), name="note_for_digest"
            ),
        ]

    def settle(self, state: NoteState, at: datetime) -> None:
        self.state, self.settled_at = state, at
        self.save(update_fields=["state", "settled_at"])


class ReminderOptOut(models.Model):
    """Somebody does not want to be reminded of this kind of thing."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "kind"], name="one_opt_out_per_kind")
        ]
