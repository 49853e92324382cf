"""Regions by national code (Kepmendagri): 64.02.01 a kecamatan, 64.02.01.2001 a desa in it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from klik_portal.core.tokens import new_token


class Zone(models.TextChoices):
    """How people of Kutai Kartanegara group their kecamatan along the Mahakam; editable."""

    UPRIVER = "upriver", _("Hulu")
    MIDDLE = "middle", _("Tengah")
    COAST = "coast", _("Pesisir")


class Kecamatan(models.Model):
    code = models.CharField(max_length=8, primary_key=True)
    name = models.CharField(max_length=80)
    zone = models.CharField(max_length=8, choices=Zone.choices, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Desa(models.Model):
    class Kind(models.TextChoices):
        DESA = "desa", _("Desa")
        KELURAHAN = "kelurahan", _("Kelurahan")

    code = models.CharField(max_length=13, primary_key=True)
    kecamatan = models.ForeignKey(Kecamatan, on_delete=models.PROTECT, related_name="desa")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return f"{self.Kind(self.kind).label} {self.name}"


class RegionLoad(models.Model):
    """Regions of a regency as somebody brought them: looked at first, in effect once confirmed.

    The newest confirmed one with boundaries is what maps are drawn from.
    """

    token = models.CharField(max_length=22, unique=True, default=new_token)
    kecamatan = models.JSONField(default=list)  # rows as `regency.read` gives them
    desa = models.JSONField(default=list)
    boundaries = models.JSONField(default=list)  # features: code, longitude, latitude, polygons
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    loaded_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
