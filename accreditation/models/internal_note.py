"""What officers write for each other about a request. The library never reads it.

A table of its own, without a name on the request by which a template could reach it: only
`views.internal_notes` asks for it, behind the officers' audience.
"""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models

from accreditation.models.application import Application
from klik_portal.core.tokens import new_token

if TYPE_CHECKING:
    from klik_portal.accounts.models import User


class InternalNoteQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "InternalNoteQuerySet":
        """Those who handle cases; heads read results, not working notes."""
        return self if user.is_caseworker else self.none()


class InternalNote(models.Model):
    token = models.CharField(max_length=22, unique=True, default=new_token)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    body = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = InternalNoteQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["application", "-id"], name="internal_note_by_request")
        ]
