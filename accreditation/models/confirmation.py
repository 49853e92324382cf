"""The code by which a library says yes to a request that an officer filed for it."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from accreditation.models.application import Application


class ConfirmationCode(models.Model):
    """Handed over by telephone or WhatsApp, typed once. Kept hashed; a newer one ends the older."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=128)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["application", "-made_at"], name="confirmation_code_newest")
        ]
