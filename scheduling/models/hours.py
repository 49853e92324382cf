"""When an officer can be met, and how the office offers talks."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from klik_portal.core.models import Versioned
from klik_portal.core.tokens import new_token


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Senin")
    TUESDAY = 1, _("Selasa")
    WEDNESDAY = 2, _("Rabu")
    THURSDAY = 3, _("Kamis")
    FRIDAY = 4, _("Jumat")
    SATURDAY = 5, _("Sabtu")
    SUNDAY = 6, _("Minggu")


class WeeklyHours(models.Model):
    """One stretch of an officer's usual week; an officer without any row keeps office hours."""

    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="weekly_hours"
    )
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ("weekday", "opens")
        constraints = (
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")), name="weekly_hours_close_after_opening"
            ),
            models.UniqueConstraint(
                fields=["officer", "weekday", "opens"], name="weekly_hours_start_once"
            ),
        )


class HoursException(models.Model):
    """Other hours on one day instead of the weekly ones; without times: not to be met that day."""

    token = models.CharField(max_length=22, unique=True, default=new_token)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="hours_exceptions"
    )
    day = models.DateField()
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)
    note = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ("day",)
        constraints = (
            models.UniqueConstraint(fields=["officer", "day"], name="one_exception_per_day"),
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__isnull=False, closes__gt=F("opens")),
                name="exception_closes_after_opening",
            ),
        )


class Leave(models.Model):
    """Days on which an officer is away; both ends included."""

    class Kind(models.TextChoices):
        LEAVE = "leave", _("Cuti")
        ILL = "ill", _("Sakit")
        DUTY = "duty", _("Tugas lain")

    token = models.CharField(max_length=22, unique=True, default=new_token)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="leaves"
    )
    first_on = models.DateField()
    last_on = models.DateField()
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.LEAVE)
    note = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ("first_on",)
        constraints = (
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="leave_ends_after_it_begins"
            ),
        )


class BookingRules(Versioned):
    """How talks are offered and how full a travelling day may be; one row, kept by coordinators."""

    talk_minutes = models.PositiveSmallIntegerField(
        _("Lama konsultasi (menit)"),
        default=60,
        validators=[MinValueValidator(15), MaxValueValidator(240)],
    )
    buffer_minutes = models.PositiveSmallIntegerField(
        _("Jeda antarkonsultasi (menit)"), default=15, validators=[MaxValueValidator(120)]
    )
    notice_hours = models.PositiveSmallIntegerField(
        _("Paling cepat dipesan (jam sebelumnya)"), default=24, validators=[MaxValueValidator(336)]
    )
    talks_a_day = models.PositiveSmallIntegerField(
        _("Konsultasi per petugas per hari"),
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    offered_days = models.PositiveSmallIntegerField(
        _("Ditawarkan sampai (hari ke depan)"),
        default=14,
        validators=[MinValueValidator(3), MaxValueValidator(60)],
    )
    trip_hours_a_day = models.PositiveSmallIntegerField(
        _("Jam perjalanan dan kunjungan per hari, paling banyak"),
        default=10,
        validators=[MinValueValidator(4), MaxValueValidator(16)],
    )

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="only_one_set_of_rules"),)

    @classmethod
    def current(cls) -> "BookingRules":
        """What coordinators decided; the shipped values until they did."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
