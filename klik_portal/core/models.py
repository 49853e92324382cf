"""Small rows that every app leans on: running numbers, versions, replies to repeated forms."""

from django.conf import settings
from django.db import models


class YearCounter(models.Model):
    """Last number given out per series and WITA year; locked while the next one is taken."""

    series = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["series", "year"], name="one_counter_per_series_and_year"
            ),
        )


class Versioned(models.Model):
    """A row that two people may edit: update where id and version match, else 409."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class FormReply(models.Model):
    """Where a form with this key led to. A replay of the same form gets the same redirect."""

    key = models.CharField(max_length=64)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=300)
    location = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "key"], name="one_reply_per_form_key"),
        )
