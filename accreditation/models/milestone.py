"""A dated fact of a request's way through SiPAPI, and what stood there before it was put right."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accreditation.milestones import SipapiStep
from accreditation.models.application import Application
from klik_portal.core.models import Versioned
from klik_portal.files.models import StoredFile


class Milestone(Versioned):
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="milestones"
    )
    step = models.CharField(max_length=12, choices=SipapiStep.choices)
    happened_on = models.DateField(_("Tanggal"))
    note = models.CharField(_("Catatan"), max_length=240, blank=True)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    told_by_library = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("happened_on", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "step"], name="one_milestone_per_request_and_step"
            ),
            models.CheckConstraint(
                condition=Q(step__in=SipapiStep.values), name="milestone_step_known"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["happened_on"], name="milestone_by_day")]

    @property
    def label(self) -> str:
        return str(SipapiStep(self.step).label)


class MilestoneCorrection(models.Model):
    """What a milestone said until then."""

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="corrections")
    happened_on = models.DateField()
    note = models.CharField(max_length=240, blank=True)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    told_by_library = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")
