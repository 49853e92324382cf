"""A journey of the office to several libraries: who, when, in which order, on which way, at what cost.

`TripStop.appointment` is the visit that people are invited to; it exists from the moment the trip is
fixed. Times are not stored but computed from days, legs and lengths (see `scheduling.itinerary`).
"""

from datetime import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accreditation.models import Application
from klik_portal.core.models import Versioned
from klik_portal.core.tokens import new_token
from scheduling.models.appointment import Appointment, new_uid
from scheduling.models.route import TravelMode
from scheduling.models.visit_request import VisitRequest

if TYPE_CHECKING:
    from klik_portal.accounts.models import User


class TripState(models.TextChoices):
    DRAFT = "draft", _("Rancangan")
    FIXED = "fixed", _("Ditetapkan")
    DONE = "done", _("Selesai")
    CANCELLED = "cancelled", _("Dibatalkan")


class TripQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "TripQuerySet":
        """Trips are the office's own; a library sees its visit, not the journey."""
        return self if user.is_reader else self.none()


class Trip(Versioned):
    code = models.CharField(max_length=16, unique=True)  # PJL-2026-0001
    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    title = models.CharField(_("Nama perjalanan"), max_length=120)
    purpose = models.TextField(_("Maksud perjalanan"), blank=True)
    first_on = models.DateField(_("Hari pertama"))
    last_on = models.DateField(_("Hari terakhir"))
    day_starts = models.TimeField(_("Berangkat setiap hari pukul"), default=time(8))
    base = models.CharField(_("Berangkat dari"), max_length=120, default="Tenggarong")
    vehicle = models.CharField(_("Kendaraan atau perahu"), max_length=160, blank=True)
    crew = models.CharField(_("Sopir atau motoris"), max_length=160, blank=True)
    state = models.CharField(max_length=10, choices=TripState.choices, default=TripState.DRAFT)
    sequence = models.PositiveIntegerField(default=0)
    letter_number = models.CharField(_("Nomor surat tugas"), max_length=80, blank=True)
    letter_on = models.DateField(_("Tanggal surat tugas"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    closing_note = models.TextField(blank=True)

    objects = TripQuerySet.as_manager()

    class Meta:
        ordering = ("-first_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=TripState.values), name="trip_state_known"
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="trip_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "fixed"), closed_at__isnull=True)
                | Q(state__in=("done", "cancelled"), closed_at__isnull=False),
                name="trip_closed_when_over",
            ),
        )
        indexes = (models.Index(fields=["first_on", "last_on"], name="trip_by_days"),)

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("scheduling:trip-detail", args=[self.code])

    @property
    def tone(self) -> str:
        return {"draft": "warn", "fixed": "good", "done": "plain"}.get(self.state, "bad")

    @property
    def is_draft(self) -> bool:
        return self.state == TripState.DRAFT

    @property
    def is_fixed(self) -> bool:
        return self.state == TripState.FIXED

    @property
    def day_count(self) -> int:
        return (self.last_on - self.first_on).days + 1

    @property
    def is_open(self) -> bool:
        return self.state in (TripState.DRAFT, TripState.FIXED)


class TripMember(models.Model):
    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="members")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="trip_memberships"
    )
    is_lead = models.BooleanField(default=False)
    post = models.CharField(max_length=160, blank=True)  # rank, NIP, post: as the letter prints it

    class Meta:
        ordering = ("-is_lead", "pk")
        constraints = (
            models.UniqueConstraint(fields=["trip", "officer"], name="once_on_a_trip"),
            models.UniqueConstraint(
                fields=["trip"], condition=Q(is_lead=True), name="one_lead_per_trip"
            ),
        )


class StopState(models.TextChoices):
    PLANNED = "planned", _("Direncanakan")
    POSTPONED = "postponed", _("Ditunda")
    DROPPED = "dropped", _("Permohonan ditutup")


class TripStop(Versioned):
    token = models.CharField(max_length=22, unique=True, default=new_token)
    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="stops")
    position = models.PositiveSmallIntegerField()
    day = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1)])
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="trip_stops"
    )
    visit_request = models.ForeignKey(
        VisitRequest, null=True, on_delete=models.SET_NULL, related_name="stops"
    )
    visit_minutes = models.PositiveSmallIntegerField(
        default=120, validators=[MinValueValidator(15), MaxValueValidator(600)]
    )
    note = models.CharField(max_length=240, blank=True)  # where the team sleeps, whom to call
    state = models.CharField(max_length=10, choices=StopState.choices, default=StopState.PLANNED)
    appointment = models.OneToOneField(
        Appointment, null=True, on_delete=models.SET_NULL, related_name="trip_stop"
    )

    class Meta:
        ordering = ("trip", "position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["trip", "application"], name="a_library_once_on_a_trip"
            ),
            models.CheckConstraint(
                condition=Q(state__in=StopState.values), name="stop_state_known"
            ),
        )

    @property
    def is_going(self) -> bool:
        return self.state == StopState.PLANNED


class TravelLeg(models.Model):
    """A piece of the way to a stop; without a stop it leads home."""

    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="legs")
    stop = models.ForeignKey(TripStop, null=True, on_delete=models.CASCADE, related_name="legs")
    position = models.PositiveSmallIntegerField(default=0)
    mode = models.CharField(max_length=6, choices=TravelMode.choices, default=TravelMode.ROAD)
    minutes = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(5), MaxValueValidator(1440)]
    )
    description = models.CharField(max_length=160, blank=True)  # Tenggarong - Kota Bangun
    season_note = models.CharField(max_length=200, blank=True)
    is_estimate = models.BooleanField(default=False)

    class Meta:
        ordering = ("trip", "stop__position", "position", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(mode__in=TravelMode.values), name="leg_mode_known"),
        )


class BudgetLine(models.Model):
    """Whole rupiah: quantity times price of one."""

    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="budget")
    position = models.PositiveSmallIntegerField(default=0)
    label = models.CharField(max_length=120)
    quantity = models.DecimalField(
        max_digits=8, decimal_places=2, validators=[MinValueValidator(0)]
    )
    unit = models.CharField(max_length=24, blank=True)
    unit_price = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("trip", "position", "pk")

    @property
    def amount(self) -> int:
        return round(self.quantity * self.unit_price)


class TripNote(models.Model):
    """What happened to a trip and its team should know: an answer from upriver, a closed request."""

    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="notes")
    sentence = models.CharField(max_length=400)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")


class Rung(models.TextChoices):
    D7 = "d7", _("Tujuh hari sebelumnya")
    D1 = "d1", _("Sehari sebelumnya")


class TapAnswer(models.TextChoices):
    READY = "ready", _("Siap")
    WORKS = "works", _("Sedang perbaikan")
    POSTPONE = "postpone", _("Tunda")


class ReadinessTap(models.Model):
    """A question to one person before a visit, answered from its link without signing in, once."""

    token_hash = models.CharField(max_length=64, unique=True)
    stop = models.ForeignKey(TripStop, on_delete=models.CASCADE, related_name="taps")
    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="taps")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    rung = models.CharField(max_length=2, choices=Rung.choices)
    sequence = models.PositiveIntegerField()  # of the appointment: a moved visit asks anew
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=TapAnswer.choices, blank=True)
    note = models.CharField(max_length=240, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["appointment", "person", "rung", "sequence"], name="asked_once_per_rung"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="tap_answered_with_a_time",
            ),
        )
