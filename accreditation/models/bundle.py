"""A bundle for SiPAPI: asked for, built by a worker, kept until a newer one is ready.

Its files can be made again at any time, so they live beside the content-addressed store, in a
folder of their own, and are part of no backup.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accreditation.models.application import Application
from klik_portal.core.tokens import new_token
from klik_portal.files import store
from klik_portal.files.models import size_label

FOLDER = "bundles"


class BundleState(models.TextChoices):
    QUEUED = "queued", _("Menunggu giliran")
    BUILDING = "building", _("Sedang disusun")
    READY = "ready", _("Siap diunduh")
    FAILED = "failed", _("Gagal disusun")


OPEN = (BundleState.QUEUED, BundleState.BUILDING)


class BundleQuerySet(models.QuerySet):
    def claimable(self, now: datetime) -> "BundleQuerySet":
        """Waiting, or left behind by a worker whose lease has run out; oldest first.

        A constraint ties the open states to having no end, which keeps the partial index usable.
        """
        free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
        return self.filter(free, ended_at__isnull=True).order_by("pk")


@dataclass(frozen=True)
class BundleFile:
    """One finished file, served like a stored one: always as a download."""

    token: str
    path: Path
    sha256: str
    size: int
    pages: int | None
    title: str
    download_name: str
    content_type: str
    is_image: bool = False

    @property
    def size_label(self) -> str:
        return size_label(self.size)


class Bundle(models.Model):
    token = models.CharField(max_length=22, unique=True, default=new_token)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="bundles")
    state = models.CharField(max_length=8, choices=BundleState.choices, default=BundleState.QUEUED)
    fingerprint = models.CharField(max_length=64, blank=True)  # of what it was built from
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    files = models.JSONField(default=list)  # as BundleFile wants them, in order
    problems = models.JSONField(default=list)  # sentences about what could not be put in
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # ready, or given up
    attempts = models.PositiveSmallIntegerField(default=0)  # also tells two workers apart
    lease_until = models.DateTimeField(null=True)

    objects = BundleQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=BundleState.values), name="bundle_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, ended_at__isnull=True)
                | (~Q(state__in=OPEN) & Q(ended_at__isnull=False)),
                name="bundle_ends_when_no_longer_open",
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(ended_at__isnull=True),
                name="one_open_bundle_per_application",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(ended_at__isnull=True), name="bundle_to_build"),
        ]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_ready(self) -> bool:
        return self.state == BundleState.READY

    @property
    def folder(self) -> Path:
        return store.root() / FOLDER / self.token

    @property
    def is_there(self) -> bool:
        """Ready, and its files have not been lost with a moved or restored server."""
        return self.is_ready and self.folder.is_dir()

    @property
    def contents(self) -> list[BundleFile]:
        return [self._file(number, told) for number, told in enumerate(self.files, 1)]

    def _file(self, number: int, told: dict[str, Any]) -> BundleFile:
        name = told["name"]
        return BundleFile(
            token=f"{self.token}/{number}",
            path=self.folder / name,
            sha256=told["sha256"],
            size=told["size"],
            pages=told["pages"],
            title=told["title"],
            download_name=name,
            content_type="application/zip" if name.endswith(".zip") else "application/pdf",
        )
