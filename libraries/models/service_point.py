"""Where and how a library also serves: reading corners, e-library, programmes it belongs to, stories told."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klik_portal.core import wording
from klik_portal.core.models import Versioned
from klik_portal.core.tokens import new_token
from klik_portal.guides.models import Article
from libraries.models.library import Library


class PointKind(models.TextChoices):
    BUNCU_BACA = "buncu_baca", _("Buncu baca")
    GAZEBO_BACA = "gazebo_baca", _("Gazebo baca")
    MULTIMEDIA = "multimedia", _("Layanan multimedia")
    IKUKAR = "ikukar", _("iKukar")
    TPBIS = "tpbis", _("Anggota TPBIS")
    PLM_STORY = "plm_story", _("Kisah PLM")


ONCE = (PointKind.IKUKAR, PointKind.TPBIS)  # a library takes part or not


class PointState(models.TextChoices):
    ACTIVE = "active", _("Aktif")
    PAUSED = "paused", _("Berhenti sementara")
    CLOSED = "closed", _("Ditutup")


TONES = {PointState.ACTIVE: "good", PointState.PAUSED: "warn", PointState.CLOSED: "plain"}


class ServicePointQuerySet(models.QuerySet):
    def in_use(self) -> "ServicePointQuerySet":
        return self.exclude(state=PointState.CLOSED)


class ServicePoint(Versioned):
    """A record of the library. Name, place and since are public; note, text and link are not."""

    token = models.CharField(max_length=22, unique=True, default=new_token)
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="service_points")
    kind = models.CharField(_("Jenis"), max_length=12, choices=PointKind.choices)
    name = models.CharField(_("Nama atau judul"), max_length=120, blank=True)
    since_year = models.PositiveSmallIntegerField(_("Sejak"), null=True, blank=True)
    since_on = models.DateField(null=True, blank=True)  # when the day is known too
    state = models.CharField(
        _("Keadaan"), max_length=8, choices=PointState.choices, default=PointState.ACTIVE
    )
    place_note = models.CharField(_("Tempatnya"), max_length=160, blank=True)
    note = models.TextField(_("Catatan atau isi kisah"), max_length=4000, blank=True)
    link = models.URLField(_("Tautan"), max_length=300, blank=True)
    article = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("Praktik baik yang terbit"),
    )  # fmt: skip
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    objects = ServicePointQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "name", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=PointKind.values), name="service_point_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=PointState.values), name="service_point_state_known"
            ),
            models.UniqueConstraint(
                fields=["library", "kind"],
                condition=Q(kind__in=[kind.value for kind in ONCE]) & ~Q(state="closed"),
                name="takes_part_once",
            ),
        )
        indexes = (models.Index(fields=["kind", "state", "library"], name="service_point_by_kind"),)

    def __str__(self) -> str:
        return self.name or str(self.kind_label)

    @property
    def kind_label(self) -> str:
        return str(PointKind(self.kind).label)

    @property
    def state_label(self) -> str:
        return str(PointState(self.state).label)

    @property
    def tone(self) -> str:
        return TONES[PointState(self.state)]

    @property
    def since(self) -> str:
        """2023, or 14 Feb 2023 when the day is known."""
        if self.since_on:
            return wording.short_day(self.since_on)
        return str(self.since_year or "")

    @property
    def since_typed(self) -> str:
        return f"{self.since_on:%d-%m-%Y}" if self.since_on else str(self.since_year or "")

    @property
    def public_article(self) -> Article | None:
        """A story is told in public where the office has published it."""
        article = self.article
        return article if article and article.is_published else None

    def begin(self, since: "int | date | None") -> None:
        self.since_on = since if isinstance(since, date) else None
        self.since_year = since.year if isinstance(since, date) else since
