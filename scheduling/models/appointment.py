"""An agreed time between the office and a library: a Zoom talk, a call or a visit on site.

One model for the three, because they share booking, moving, invitations and reminders; what only
a trip or a talk has will hang on rows of its own.
"""

from datetime import datetime
from secrets import token_hex
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accreditation.models import Application
from klik_portal.core import clock
from klik_portal.core.models import Versioned

if TYPE_CHECKING:
    from klik_portal.accounts.models import User


class Mode(models.TextChoices):
    ZOOM = "zoom", _("Konsultasi Zoom")
    PHONE = "phone", _("Telepon/WhatsApp")
    ON_SITE = "on_site", _("Kunjungan")


class AppointmentState(models.TextChoices):
    SCHEDULED = "scheduled", _("Terjadwal")
    ATTENDED = "attended", _("Terlaksana")
    MISSED = "missed", _("Tidak terlaksana")
    CANCELLED = "cancelled", _("Dibatalkan")


TONES = {"scheduled": "info", "attended": "good", "missed": "warn", "cancelled": "plain"}


def new_uid() -> str:
    return token_hex(16)


class AppointmentQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "AppointmentQuerySet":
        if user.is_reader:
            return self
        return self.filter(application__in=Application.objects.visible_to(user))

    def scheduled(self) -> "AppointmentQuerySet":
        return self.filter(state=AppointmentState.SCHEDULED)

    def talks(self) -> "AppointmentQuerySet":
        """What needs no journey: Zoom and calls."""
        return self.exclude(mode=Mode.ON_SITE)

    def without_link(self) -> "AppointmentQuerySet":
        """Zoom talks nobody could join yet."""
        return self.scheduled().filter(mode=Mode.ZOOM, join_url="")

    def with_case(self) -> "AppointmentQuerySet":
        return self.select_related(
            "officer", "application__library__desa", "application__library__kecamatan"
        )


class Appointment(Versioned):
    code = models.CharField(max_length=16, unique=True)  # JDW-2026-0001
    uid = models.CharField(
        max_length=32, unique=True, default=new_uid
    )  # names it in calendars, for good
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="appointments"
    )
    mode = models.CharField(_("Cara bertemu"), max_length=8, choices=Mode.choices)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appointments"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    join_url = models.URLField(max_length=500, blank=True)
    place = models.CharField(max_length=240, blank=True)
    agenda = models.TextField(blank=True)
    state = models.CharField(
        max_length=10, choices=AppointmentState.choices, default=AppointmentState.SCHEDULED
    )
    sequence = models.PositiveIntegerField(
        default=0
    )  # raised with every change a calendar must hear of
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()  # the last change a calendar must hear of
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    closing_note = models.TextField(blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=AppointmentState.values), name="appointment_state_known"
            ),
            models.CheckConstraint(
                condition=Q(mode__in=Mode.values), name="appointment_mode_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="appointment_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state="scheduled", closed_at__isnull=True)
                | (~Q(state="scheduled") & Q(closed_at__isnull=False)),
                name="appointment_closed_when_not_scheduled",
            ),
        )
        indexes = (
            models.Index(
                fields=["starts_at"], condition=Q(state="scheduled"), name="appointment_coming"
            ),
            models.Index(
                fields=["ends_at"], condition=Q(state="scheduled"), name="appointment_ended"
            ),
            models.Index(fields=["application", "-starts_at"], name="appointment_by_application"),
            models.Index(fields=["starts_at", "officer"], name="appointment_calendar"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.get_mode_display()}"

    def get_absolute_url(self) -> str:
        return reverse("scheduling:appointment-detail", args=[self.code])

    @property
    def label(self) -> str:
        """The state in words; a time that passed without a note is no longer 'scheduled'."""
        return _("Menunggu catatan petugas") if self.awaits_result else self.get_state_display()

    @property
    def tone(self) -> str:
        return "warn" if self.awaits_result else TONES[self.state]

    @property
    def awaits_result(self) -> bool:
        return self.is_scheduled and self.ends_at <= clock.now()

    @property
    def is_scheduled(self) -> bool:
        return self.state == AppointmentState.SCHEDULED

    @property
    def lacks_link(self) -> bool:
        """A coming Zoom talk that nobody could join yet."""
        return self.is_scheduled and self.mode == Mode.ZOOM and not self.join_url

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    def has_started(self, now: datetime) -> bool:
        return self.starts_at <= now
