"""The thread between a library and the office about one request.

Nothing is ever changed or taken back. What staff write for each other is not here but in
`models.internal_note`, a table that nothing of the library's side reads.
"""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accreditation.models.application import Application
from accreditation.models.correction import Correction
from klik_portal.core.tokens import new_token
from klik_portal.files.models import StoredFile

if TYPE_CHECKING:
    from klik_portal.accounts.models import User


class MessageSide(models.TextChoices):
    LIBRARY = "library", _("Perpustakaan")
    OFFICE = "office", _("Diarpus")

    @property
    def other(self) -> "MessageSide":
        return MessageSide.OFFICE if self == MessageSide.LIBRARY else MessageSide.LIBRARY

    @classmethod
    def of(cls, user: "User") -> "MessageSide":
        """On whose side this person writes and reads."""
        return cls.LIBRARY if user.is_applicant else cls.OFFICE


class Message(models.Model):
    token = models.CharField(max_length=22, unique=True, default=new_token)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    side = models.CharField(max_length=8, choices=MessageSide.choices)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    body = models.TextField(blank=True)
    about = models.ForeignKey(Correction, null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    form_digest = models.CharField(max_length=64, null=True)  # noqa: DJ001 -- NULL is not compared

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(side__in=MessageSide.values), name="message_side_known"
            ),
            models.UniqueConstraint(
                fields=["author", "form_digest"], name="one_message_per_sent_form"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["application", "-id"], name="message_thread"),
            models.Index(fields=["application", "side", "id"], name="message_unread"),
        ]


class MessageFile(models.Model):
    """A photo or paper sent along; it is no document of the request until somebody puts it there."""

    token = models.CharField(max_length=22, unique=True, default=new_token)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)

    @property
    def url(self) -> str:
        return self._address("message-file")

    @property
    def preview_url(self) -> str:
        """Empty for files taken in without a preview."""
        return self._address("message-preview") if self.file.preview_sha256 else ""

    def _address(self, name: str) -> str:
        return reverse(f"accreditation:{name}", args=[self.message.application.code, self.token])


class ReadMark(models.Model):
    """How far a side has read: one row per request and side, there from the first message on."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    side = models.CharField(max_length=8, choices=MessageSide.choices)
    up_to = models.PositiveBigIntegerField(default=0)  # number of the newest message seen
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(side__in=MessageSide.values), name="read_mark_side_known"
            ),
            models.UniqueConstraint(
                fields=["application", "side"], name="one_read_mark_per_request_and_side"
            ),
        ]
