"""What a visit found: summary, findings per component, photos, both scores, the signed paper."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accreditation.models import Component, CorrectionDraft, Indicator
from klik_portal.core.models import Versioned
from klik_portal.core.tokens import new_token
from klik_portal.files.models import StoredFile
from scheduling.models.action import AgreedAction, Side
from scheduling.models.appointment import Appointment

# What is about the visit as a whole comes first; databases do not agree where nothing sorts.
BY_COMPONENT = (models.F("component__position").asc(nulls_first=True), "pk")


class VisitReport(Versioned):
    """Open until finished; then it and its scores stay as they were, only the scan may follow."""

    appointment = models.OneToOneField(Appointment, on_delete=models.CASCADE, related_name="report")
    attendees = models.TextField(blank=True)  # one person a line: name, post
    summary = models.TextField(blank=True)
    letter_number = models.CharField(_("Nomor berita acara"), max_length=80, blank=True)
    library_score = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    office_score = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    component_scores = models.JSONField(default=list)  # frozen: `visit_scores.Scores.frozen`
    judged_count = models.PositiveSmallIntegerField(null=True)  # indicators the office judged
    indicator_count = models.PositiveSmallIntegerField(null=True)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    begun_at = models.DateTimeField()
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    finished_at = models.DateTimeField(null=True)
    scan = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    scan_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    scan_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, finished_by__isnull=True)
                | Q(finished_at__isnull=False, finished_by__isnull=False),
                name="report_finished_by_somebody",
            ),
        )

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None


class FindingFate(models.TextChoices):
    NOTED = "noted", _("Cukup dicatat")
    TICKET = "ticket", _("Jadi permintaan perbaikan")
    ACTION = "action", _("Jadi tindak lanjut")


class Finding(models.Model):
    token = models.CharField(max_length=22, unique=True, default=new_token)
    report = models.ForeignKey(VisitReport, on_delete=models.CASCADE, related_name="findings")
    component = models.ForeignKey(Component, null=True, on_delete=models.PROTECT, related_name="+")
    indicator = models.ForeignKey(Indicator, null=True, on_delete=models.PROTECT, related_name="+")
    sentence = models.CharField(max_length=500)
    fate = models.CharField(max_length=8, choices=FindingFate.choices, default=FindingFate.NOTED)
    side = models.CharField(max_length=8, choices=Side.choices, default=Side.LIBRARY)
    who = models.CharField(max_length=120, blank=True)  # who does it, when it becomes an action
    due_on = models.DateField(null=True)
    draft = models.ForeignKey(
        CorrectionDraft, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    action = models.ForeignKey(AgreedAction, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = BY_COMPONENT
        constraints = (
            models.CheckConstraint(
                condition=Q(fate__in=FindingFate.values), name="finding_fate_known"
            ),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="finding_side_known"),
        )


class VisitPhoto(models.Model):
    token = models.CharField(max_length=22, unique=True, default=new_token)
    report = models.ForeignKey(VisitReport, on_delete=models.CASCADE, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    component = models.ForeignKey(Component, null=True, on_delete=models.PROTECT, related_name="+")
    caption = models.CharField(max_length=160, blank=True)
    has_consent = models.BooleanField(default=False)  # people on it agreed to be shown
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = BY_COMPONENT
