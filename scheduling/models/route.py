"""The ways through the regency: kecamatan in the order in which one passes them."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klik_portal.core.models import Versioned
from klik_portal.core.tokens import new_token
from libraries.models import Kecamatan


class TravelMode(models.TextChoices):
    ROAD = "road", _("Jalan darat")
    RIVER = "river", _("Sungai")
    FERRY = "ferry", _("Feri penyeberangan")


class TravelRoute(Versioned):
    """A way from the office outwards, by land or up a river; the office keeps the list."""

    token = models.CharField(max_length=22, unique=True, default=new_token)
    name = models.CharField(_("Nama jalur"), max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name


class RoutePoint(models.Model):
    """A kecamatan on a route, and the usual way to it from the point before."""

    route = models.ForeignKey(TravelRoute, on_delete=models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField()
    kecamatan = models.ForeignKey(Kecamatan, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=6, choices=TravelMode.choices, default=TravelMode.ROAD)
    minutes = models.PositiveSmallIntegerField(default=60, validators=[MaxValueValidator(1440)])
    season_note = models.CharField(max_length=200, blank=True)
    is_estimate = models.BooleanField(default=True)

    class Meta:
        ordering = ("route", "position")
        constraints = (
            models.UniqueConstraint(fields=["route", "position"], name="route_points_in_order"),
            models.UniqueConstraint(
                fields=["route", "kecamatan"], name="a_route_passes_a_kecamatan_once"
            ),
            models.CheckConstraint(
                condition=Q(mode__in=TravelMode.values), name="route_mode_known"
            ),
        )
