"""A paper or photo of a request. Replacing keeps the old row, so history is never lost."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accreditation.completeness import Slot
from accreditation.models.application import Application
from klik_portal.core.tokens import new_token
from klik_portal.files.models import StoredFile


class DocumentQuerySet(models.QuerySet):
    def current(self) -> "DocumentQuerySet":
        return self.filter(removed_at__isnull=True)


class ApplicationDocument(models.Model):
    token = models.CharField(max_length=22, unique=True, default=new_token)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="documents")
    slot = models.CharField(max_length=20, choices=Slot.choices)
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

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ("slot", "added_at", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(slot__in=Slot.values), name="document_slot_known"),
        ]

    hints: tuple[str, ...] = ()  # sentences for the reader; `file_hints.attach` fills them in

    def get_absolute_url(self) -> str:
        return reverse("accreditation:document-file", args=[self.application.code, self.token])

    @property
    def preview_url(self) -> str:
        """Empty for files taken in before there were previews."""
        if not self.file.preview_sha256:
            return ""
        return reverse("accreditation:document-preview", args=[self.application.code, self.token])
