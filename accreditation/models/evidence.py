"""A file that shows an answer to be true. One file may serve several indicators; replacing keeps the row."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accreditation.models.application import Application
from accreditation.models.instrument import Indicator
from klik_portal.core.tokens import new_token
from klik_portal.files.models import StoredFile


class EvidenceQuerySet(models.QuerySet):
    def current(self) -> "EvidenceQuerySet":
        return self.filter(removed_at__isnull=True)


class Evidence(models.Model):
    token = models.CharField(max_length=22, unique=True, default=new_token)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="evidence")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="evidence")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()
    is_carried = models.BooleanField(default=False)  # from the request before, not checked yet
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    removed_at = models.DateTimeField(null=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ("added_at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "indicator", "file"],
                condition=Q(removed_at__isnull=True),
                name="a_file_shows_an_indicator_once",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="evidence_removed_by_somebody",
            ),
        ]

    hints: tuple[str, ...] = ()  # sentences for the reader; `file_hints.attach` fills them in

    def get_absolute_url(self) -> str:
        return reverse("accreditation:evidence-file", args=[self.application.code, self.token])

    @property
    def preview_url(self) -> str:
        """Empty for files taken in before there were previews."""
        if not self.file.preview_sha256:
            return ""
        return reverse("accreditation:evidence-preview", args=[self.application.code, self.token])
