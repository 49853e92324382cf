"""Received files, and those on their way. Several rows may share one blob; the token is the only name shown outside."""

from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q

from klik_portal.core.tokens import new_token
from klik_portal.files import names, store

PDF = "application/pdf"


class StoredFile(models.Model):
    token = models.CharField(max_length=22, unique=True, default=new_token)
    sha256 = models.CharField(max_length=64)  # of the bytes kept; names the blob
    original_sha256 = models.CharField(max_length=64)  # of the bytes sent, before rewriting
    size = models.PositiveIntegerField()
    content_type = models.CharField(max_length=40)
    original_name = models.CharField(max_length=names.LONGEST)
    extension = models.CharField(max_length=4)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    page_count = models.PositiveIntegerField(null=True)
    hints = models.JSONField(default=list, blank=True)  # codes; `files.hints` has the sentences
    preview_sha256 = models.CharField(max_length=64, blank=True, default="")  # names its blob
    preview_width = models.PositiveSmallIntegerField(null=True)
    preview_height = models.PositiveSmallIntegerField(null=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )  # nobody: Klik drew it
    uploaded_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["sha256"], name="files_by_content"),
            models.Index(fields=["original_sha256"], name="files_by_sent_content"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(size__gt=0), name="stored_file_not_empty"),
            models.CheckConstraint(
                condition=Q(width__isnull=False, height__isnull=False, page_count__isnull=True)
                | Q(width__isnull=True, height__isnull=True, page_count__isnull=False),
                name="stored_file_is_image_or_pdf",
            ),
        )

    def __str__(self) -> str:
        return self.original_name

    @property
    def is_image(self) -> bool:
        return self.width is not None

    @property
    def is_pdf(self) -> bool:
        return self.content_type == PDF

    @property
    def path(self) -> Path:
        return store.path_of(self.sha256)

    @property
    def preview_path(self) -> Path:
        return store.path_of(self.preview_sha256)

    @property
    def download_name(self) -> str:
        return names.with_extension(self.original_name, self.extension)

    @property
    def size_label(self) -> str:
        """412 KB, 2,4 MB"""
        return size_label(self.size)


class PartialUpload(models.Model):
    """One file on its way in pieces. The row goes when the file is refused or nobody goes on."""

    token = models.CharField(max_length=22, unique=True, default=new_token)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=80)  # what the file is for: KLK-2026-0001/photos
    name = models.CharField(max_length=names.LONGEST)
    size = models.PositiveIntegerField()  # announced, as is the hash
    sha256 = models.CharField(max_length=64)
    received = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    touched_at = models.DateTimeField(db_index=True)
    finished = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "purpose", "sha256", "size"], name="partial_upload_once"
            ),
            models.CheckConstraint(
                condition=Q(received__lte=models.F("size")), name="partial_upload_within_its_size"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        return store.part_of(self.token)


def size_label(size: int) -> str:
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / 1024 / 1024:.1f} MB".replace(".", ",").replace(",0 ", " ")
