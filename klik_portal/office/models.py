"""The agency itself, as data that its staff may change without a programmer."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from klik_portal.core.models import Versioned
from klik_portal.office.service_parts import told


class Office(models.Model):
    """The one row about the agency: names, contacts, promises."""

    agency_name = models.CharField(_("Nama dinas"), max_length=160)
    regency_name = models.CharField(_("Kabupaten"), max_length=120)
    regency_code = models.CharField(max_length=5, default="64.02")
    address = models.CharField(_("Alamat"), max_length=240, blank=True)
    phone = models.CharField(_("Telepon"), max_length=40, blank=True)
    email = models.EmailField(_("Surel"), blank=True)
    opening_hours = models.CharField(_("Jam layanan"), max_length=120, blank=True)
    correction_days = models.PositiveSmallIntegerField(
        _("Lama perbaikan (hari kerja)"), default=5, validators=[MinValueValidator(1)]
    )

    second_look_percent = models.PositiveSmallIntegerField(
        _("Permohonan yang dinilai petugas kedua (persen)"),
        default=10,
        validators=[MaxValueValidator(100)],
    )

    # What letters carry besides the agency's name and address.
    letterhead = models.TextField(_("Baris tambahan pada kop surat"), max_length=400, blank=True)
    letter_place = models.CharField(_("Tempat surat dibuat"), max_length=80, blank=True)
    signer_name = models.CharField(_("Nama penanda tangan"), max_length=120, blank=True)
    signer_post = models.CharField(_("Jabatan penanda tangan"), max_length=160, blank=True)
    signer_rank = models.CharField(_("Pangkat dan NIP (boleh kosong)"), max_length=160, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="only_one_office"),)


class Holiday(Versioned):
    """A national holiday or a day of collective leave (cuti bersama)."""

    class Kind(models.TextChoices):
        NATIONAL = "national", _("Libur nasional")
        COLLECTIVE_LEAVE = "collective_leave", _("Cuti bersama")
        LOCAL = "local", _("Libur daerah")

    day = models.DateField(_("Tanggal"), unique=True)
    name = models.CharField(_("Nama"), max_length=120)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.NATIONAL)
    is_estimate = models.BooleanField(_("Perkiraan"), default=False)

    class Meta:
        ordering = ("day",)


class GradeRule(Versioned):
    """From which score a grade starts and for how many years its certificate is valid.

    Effective-dated: an outcome uses the rule in force on its decision date. Shipped values: A from
    91 for 5 years, B from 76 for 4, C from 60 for 3 (published source code of SiPAPI, 2024-2026).
    """

    class Grade(models.TextChoices):
        A = "A", "A"
        B = "B", "B"
        C = "C", "C"

    grade = models.CharField(max_length=1, choices=Grade.choices)
    from_score = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    valid_years = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    effective_on = models.DateField()
    source_note = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ("-effective_on", "-from_score")
        constraints = (
            models.UniqueConstraint(
                fields=["grade", "effective_on"], name="one_rule_per_grade_and_date"
            ),
        )


class ServiceStandard(models.Model):
    """What the office promises, part by part. The newest number is in force; older ones stay."""

    number = models.PositiveIntegerField(unique=True)
    parts = models.JSONField()  # by key of `service_parts`
    decree = models.CharField(_("Nomor SK penetapan"), max_length=120, blank=True)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")  # fmt: skip
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)

    def told(self) -> list[tuple[str, str]]:
        return told(self.parts)


class ServicePledge(models.Model):
    """The maklumat pelayanan: the promise in words, and who signed it. Older ones stay."""

    number = models.PositiveIntegerField(unique=True)
    text = models.TextField(_("Isi maklumat"), max_length=2000)
    signer_name = models.CharField(_("Nama penanda tangan"), max_length=120, blank=True)
    signer_post = models.CharField(_("Jabatan penanda tangan"), max_length=160, blank=True)
    signed_on = models.DateField(_("Tanggal ditandatangani"), null=True, blank=True)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")  # fmt: skip
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)

    @property
    def is_signed(self) -> bool:
        return bool(self.signer_name and self.signed_on)
