"""What is worth knowing about a library beyond its name and place. Everything here may be unknown."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

SOUTH, NORTH = Decimal(-11), Decimal("6.5")  # Indonesia and the sea around it
WEST, EAST = Decimal(95), Decimal("141.5")
MAX_HOURS = Decimal(240)


class Internet(models.TextChoices):
    NONE = "none", _("Tidak ada")
    PHONE = "phone", _("Hanya sinyal HP")
    FIXED = "fixed", _("Wifi atau kabel")


class Power(models.TextChoices):
    NONE = "none", _("Tidak ada")
    PART = "part", _("Beberapa jam sehari")
    FULL = "full", _("Sepanjang hari")
    OWN = "own", _("Surya atau genset sendiri")


class TravelBy(models.TextChoices):
    ROAD = "road", _("Jalan darat")
    RIVER = "river", _("Sungai")
    BOTH = "both", _("Jalan darat dan sungai")


class LibraryFacts(models.Model):
    """The facts of a Library that every form but the registration asks for."""

    head_name = models.CharField(_("Kepala perpustakaan"), max_length=120, blank=True)
    decree_number = models.CharField(_("Nomor SK pendirian"), max_length=80, blank=True)
    decree_date = models.DateField(_("Tanggal SK pendirian"), null=True, blank=True)
    opening_hours = models.CharField(_("Jam buka"), max_length=160, blank=True)
    room_size = models.PositiveIntegerField(_("Luas ruang (m2)"), null=True, blank=True)
    copy_count = models.PositiveIntegerField(_("Jumlah eksemplar"), null=True, blank=True)
    staff_count = models.PositiveIntegerField(_("Jumlah pengelola"), null=True, blank=True)
    internet = models.CharField(_("Internet"), max_length=8, choices=Internet.choices, blank=True)
    power = models.CharField(_("Listrik"), max_length=8, choices=Power.choices, blank=True)
    website = models.URLField(_("Situs atau media sosial"), max_length=200, blank=True)
    travel_by = models.CharField(
        _("Jalur ke sana"), max_length=8, choices=TravelBy.choices, blank=True
    )
    travel_hours = models.DecimalField(
        _("Lama perjalanan (jam)"), max_digits=4, decimal_places=1, null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(MAX_HOURS)],
    )  # fmt: skip
    season_note = models.CharField(_("Musim yang sulit"), max_length=240, blank=True)
    latitude = models.DecimalField(
        _("Lintang"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("Bujur"), max_digits=8, decimal_places=5, null=True, blank=True
    )

    class Meta:
        abstract = True

    @property
    def internet_label(self) -> str:
        return str(Internet(self.internet).label) if self.internet else ""

    @property
    def power_label(self) -> str:
        return str(Power(self.power).label) if self.power else ""

    @property
    def travel_by_label(self) -> str:
        return str(TravelBy(self.travel_by).label) if self.travel_by else ""

    @property
    def has_location(self) -> bool:
        return self.latitude is not None and self.longitude is not None

    @property
    def location(self) -> str:
        """-0.41234, 116.98765: as maps on phones show and take it."""
        return f"{self.latitude}, {self.longitude}" if self.has_location else ""

    @property
    def map_url(self) -> str:
        if not self.has_location:
            return ""
        at = f"{self.latitude}&mlon={self.longitude}#map=15/{self.latitude}/{self.longitude}"
        return f"https://www.openstreetmap.org/?mlat={at}"


def fact_rules() -> tuple[models.BaseConstraint, ...]:
    """What the database refuses, for the Meta of the library."""
    nowhere = Q(latitude__isnull=True, longitude__isnull=True)
    somewhere = Q(
        latitude__isnull=False, latitude__gte=SOUTH, latitude__lte=NORTH,
        longitude__isnull=False, longitude__gte=WEST, longitude__lte=EAST,
    )  # fmt: skip
    return (
        models.CheckConstraint(condition=nowhere | somewhere, name="library_lies_in_indonesia"),
        models.CheckConstraint(
            condition=Q(travel_hours__isnull=True)
            | Q(travel_hours__gte=0, travel_hours__lte=MAX_HOURS),
            name="library_travel_hours_sane",
        ),
        models.CheckConstraint(
            condition=Q(internet__in=["", *Internet.values]), name="library_internet_known"
        ),
        models.CheckConstraint(
            condition=Q(power__in=["", *Power.values]), name="library_power_known"
        ),
        models.CheckConstraint(
            condition=Q(travel_by__in=["", *TravelBy.values]), name="library_travel_by_known"
        ),
    )
