"""What Perpusnas decided: grade, score, certificate. Also certificates from before Klik."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accreditation.models.application import Application
from klik_portal.core.models import Versioned
from klik_portal.core.tokens import new_token
from klik_portal.files.models import StoredFile
from klik_portal.papers import codes
from libraries.models import Library

if TYPE_CHECKING:
    from klik_portal.accounts.models import User


class Grade(models.TextChoices):
    A = "A", "A"
    B = "B", "B"
    C = "C", "C"


class OutcomeQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "OutcomeQuerySet":
        if user.is_reader:
            return self
        if not user.is_applicant:
            return self.none()
        return self.filter(library__in=Library.objects.kept_by(user))

    def decided_in(self, year: int) -> "OutcomeQuerySet":
        """Decision dates are calendar dates of WITA as printed on the certificate."""
        return self.filter(decided_on__year=year)

    def valid_on(self, day: date) -> "OutcomeQuerySet":
        return self.filter(decided_on__lte=day, valid_until__gte=day)

    def latest(self) -> "OutcomeQuerySet":
        """Of each library the certificate that was decided last."""
        return self.filter(is_latest=True)

    def settle_latest(self, library_id: int) -> None:
        """Mark the last certificate of a library; whoever moves or deletes rows calls this too."""
        rows = self.filter(library=library_id)
        newest = rows.order_by("-decided_on", "-pk").values_list("pk", flat=True).first()
        rows.filter(is_latest=True).exclude(pk=newest).update(is_latest=False)
        rows.filter(is_latest=False, pk=newest).update(is_latest=True)


class Outcome(Versioned):
    """A certificate. `application` is empty for certificates from before Klik."""

    token = models.CharField(max_length=22, unique=True, default=new_token)
    library = models.ForeignKey(Library, on_delete=models.PROTECT, related_name="outcomes")
    application = models.OneToOneField(
        Application, null=True, on_delete=models.PROTECT, related_name="outcome"
    )
    grade = models.CharField(_("Peringkat"), max_length=1, choices=Grade.choices)
    score = models.DecimalField(
        _("Nilai"),
        max_digits=5,
        decimal_places=2,
        null=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    certificate_number = models.CharField(_("Nomor sertifikat"), max_length=80)
    decided_on = models.DateField(_("Tanggal penetapan"))
    valid_until = models.DateField(_("Berlaku sampai"))
    scan = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )  # after an appeal: the certificate it was about, which goes on counting for its day
    source_note = models.CharField(_("Sumber"), max_length=240, blank=True)  # from before Klik
    is_latest = models.BooleanField(default=True, editable=False)  # kept by `save`
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ("-decided_on", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(grade__in=Grade.values), name="outcome_grade_known"),
            models.CheckConstraint(
                condition=Q(valid_until__gt=models.F("decided_on")),
                name="outcome_valid_after_decision",
            ),
            models.UniqueConstraint(
                fields=["certificate_number"], name="certificate_number_unique"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["decided_on", "library"], name="outcome_by_decision"),
            models.Index(fields=["library", "-decided_on"], name="outcome_by_library"),
            models.Index(fields=["valid_until"], name="outcome_by_expiry"),
            models.Index(
                fields=["valid_until", "id"],
                condition=Q(is_latest=True),
                name="outcome_latest_by_expiry",
            ),
        ]

    def save(self, **how: Any) -> None:
        super().save(**how)
        Outcome.objects.settle_latest(self.library_id)

    def delete(self, **how: Any) -> tuple[int, dict[str, int]]:
        gone = super().delete(**how)
        Outcome.objects.settle_latest(self.library_id)
        return gone

    @property
    def check_code(self) -> str:
        """What anybody types or scans at `papers:check`; needs no row and no secret of its own."""
        return codes.of_token(self.token)

    @property
    def standing(self) -> "Outcome":
        """The certificate that counts today for this accreditation: after an appeal, its result."""
        return getattr(self, "replaced_by", None) or self

    @property
    def is_from_before(self) -> bool:
        """Not the result of a request in Klik."""
        return self.application_id is None


class OutcomeCorrection(models.Model):
    """A certificate was typed wrongly or its paper changed: what stood there before, and why.

    Figures follow the certificate as it stands now; this row tells what they showed until then.
    """

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="corrections")
    grade = models.CharField(max_length=1, choices=Grade.choices)  # the values until then
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    certificate_number = models.CharField(max_length=80)
    decided_on = models.DateField()
    valid_until = models.DateField()
    new_decided_on = models.DateField()
    new_grade = models.CharField(max_length=1, choices=Grade.choices)
    reason = models.CharField(max_length=240)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")
        indexes: ClassVar = [
            models.Index(fields=["decided_on"], name="correction_of_old_date"),
            models.Index(fields=["new_decided_on"], name="correction_to_new_date"),
        ]
