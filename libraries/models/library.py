"""A library that Klik knows, whether or not it has ever asked for anything."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klik_portal.core import clock
from klik_portal.core.models import Versioned
from libraries import words
from libraries.models.facts import LibraryFacts, fact_rules
from libraries.models.narrowing import OfficeQuerySet
from libraries.models.region import Desa, Kecamatan
from libraries.standing import Standing, standing

if TYPE_CHECKING:
    from klik_portal.accounts.models import User


class LibraryType(models.TextChoices):
    VILLAGE = "village", _("Perpustakaan desa/kelurahan")
    PRIMARY_SCHOOL = "primary_school", _("Perpustakaan SD/MI")
    JUNIOR_SCHOOL = "junior_school", _("Perpustakaan SMP/MTs")
    SENIOR_SCHOOL = "senior_school", _("Perpustakaan SMA/SMK/MA")
    WORSHIP = "worship", _("Perpustakaan rumah ibadah")
    KECAMATAN = "kecamatan", _("Perpustakaan kecamatan")
    SPECIAL = "special", _("Perpustakaan khusus lain")


class TypeGroup(models.TextChoices):
    """The four groups in which the head compares results."""

    VILLAGE = "village", _("Desa dan kelurahan")
    SCHOOL = "school", _("Sekolah")
    WORSHIP = "worship", _("Rumah ibadah")
    OTHER = "other", _("Lainnya")


GROUP_OF = {
    LibraryType.VILLAGE: TypeGroup.VILLAGE,
    LibraryType.PRIMARY_SCHOOL: TypeGroup.SCHOOL,
    LibraryType.JUNIOR_SCHOOL: TypeGroup.SCHOOL,
    LibraryType.SENIOR_SCHOOL: TypeGroup.SCHOOL,
    LibraryType.WORSHIP: TypeGroup.WORSHIP,
    LibraryType.KECAMATAN: TypeGroup.OTHER,
    LibraryType.SPECIAL: TypeGroup.OTHER,
}


def types_of(wanted: str) -> list[LibraryType]:
    """The types a filter means: one type, or all of a group."""
    return [kind for kind, group in GROUP_OF.items() if wanted in (kind, group)]


class LibraryQuerySet(OfficeQuerySet):
    def verified(self) -> "LibraryQuerySet":
        """Confirmed by an officer: these may be shown in public."""
        return self.filter(verified_at__isnull=False)

    def visible_to(self, user: "User") -> "LibraryQuerySet":
        """Staff who read requests see all; a person sees the libraries they belong or claim to."""
        if user.is_reader:
            return self
        if not user.is_applicant:
            return self.none()
        return self.filter(memberships__user=user, memberships__ended_at__isnull=True)

    def kept_by(self, user: "User") -> "LibraryQuerySet":
        """Libraries the person belongs to, confirmed."""
        return self.filter(
            memberships__user=user,
            memberships__ended_at__isnull=True,
            memberships__confirmed_at__isnull=False,
        )

    def in_kecamatan(self, kecamatan: Kecamatan) -> "LibraryQuerySet":
        return self.filter(kecamatan=kecamatan)

    def with_region(self) -> "LibraryQuerySet":
        return self.select_related("kecamatan", "desa")

    def with_merged_count(self) -> "LibraryQuerySet":
        """How many other rows became part of each."""
        return self.annotate(merged_count=models.Count("merged"))

    def with_notice(self) -> "LibraryQuerySet":
        return self.select_related("public_notice")

    def with_certificates(self) -> "LibraryQuerySet":
        """What `Library.standing` asks for, in one query for the whole list."""
        return self.prefetch_related("outcomes")


class Library(LibraryFacts, Versioned):
    code = models.CharField(max_length=16, unique=True)  # PRP-2026-0001
    name = models.CharField(_("Nama perpustakaan"), max_length=160)
    type = models.CharField(_("Jenis"), max_length=16, choices=LibraryType.choices)
    kecamatan = models.ForeignKey(Kecamatan, on_delete=models.PROTECT, related_name="libraries")
    desa = models.ForeignKey(Desa, on_delete=models.PROTECT, related_name="libraries")
    address = models.CharField(_("Alamat"), max_length=240, blank=True)
    parent_body = models.CharField(_("Lembaga induk"), max_length=160, blank=True)
    npp = models.CharField("NPP", max_length=30, blank=True)
    contact_name = models.CharField(_("Nama kontak"), max_length=120, blank=True)
    contact_phone = models.CharField(_("Nomor HP/WhatsApp"), max_length=30, blank=True)
    contact_email = models.EmailField(_("Surel"), blank=True)
    way_to_get_there = models.TextField(_("Cara ke sana"), max_length=1000, blank=True)
    title_count = models.PositiveIntegerField(_("Jumlah judul"), null=True, blank=True)
    search_text = models.TextField(editable=False, blank=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    registered_at = models.DateTimeField()
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_at = models.DateTimeField(null=True)

    objects = LibraryQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(type__in=LibraryType.values), name="library_type_known"
            ),
            models.UniqueConstraint(
                fields=["npp"], condition=~Q(npp=""), name="npp_unique_when_present"
            ),
            *fact_rules(),
        )
        indexes = (
            models.Index(fields=["name", "id"], name="library_by_name"),
            models.Index(fields=["kecamatan", "name", "id"], name="library_by_kecamatan"),
            models.Index(fields=["type", "name", "id"], name="library_by_type"),
            models.Index(
                fields=["kecamatan", "type", "name", "id"], name="library_by_kecamatan_type"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("libraries:library-detail", args=[self.code])

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None

    @property
    def group(self) -> TypeGroup:
        return GROUP_OF[LibraryType(self.type)]

    @property
    def type_label(self) -> str:
        """Like get_type_display, which costs more than a row's template on long lists."""
        return LibraryType(self.type).label

    @property
    def standing(self) -> Standing:
        """Read lists `with_certificates`. The floor above keeps them and gives them this name."""
        return standing(self.outcomes.all(), on=clock.today())

    @property
    def place(self) -> str:
        return f"{self.desa}, Kec. {self.kecamatan.name}"

    def refresh_search_text(self) -> None:
        """Called by every operation that changes a searched field."""
        self.search_text = words.indexed(self.name, self.desa.name, self.kecamatan.name, self.npp)
