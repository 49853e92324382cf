"""Figures the coordinator gave to the public. What was released stays until the next release."""

from django.conf import settings
from django.db import models

from klik_portal.core.tokens import new_token


class Release(models.Model):
    token = models.CharField(max_length=22, unique=True, default=new_token)
    year = models.PositiveSmallIntegerField()
    figures = models.JSONField()  # as `releases.told` wrote them
    note = models.CharField(max_length=240, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    released_at = models.DateTimeField()

    class Meta:
        ordering = ("-released_at", "-pk")
        indexes = (models.Index(fields=["year", "-released_at"], name="newest_release_of_a_year"),)
