"""A private calendar address that a calendar app reads again and again."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from klik_portal.core.tokens import new_token
from libraries.models import Library


class CalendarFeedQuerySet(models.QuerySet):
    def live(self) -> "CalendarFeedQuerySet":
        return self.filter(revoked_at__isnull=True)


class CalendarFeed(models.Model):
    """Whoever knows the address may read: so it cannot be guessed and can be taken back.

    With a library: its appointments, for as long as the person belongs to it. Without: an officer's
    own. Kept in clear, because its owner copies it again for the next device.
    """

    token = models.CharField(max_length=22, unique=True, default=new_token)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds"
    )
    library = models.ForeignKey(
        Library, null=True, on_delete=models.CASCADE, related_name="calendar_feeds"
    )
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "library"],
                condition=Q(revoked_at__isnull=True, library__isnull=False),
                name="one_feed_per_person_and_library",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(revoked_at__isnull=True, library__isnull=True),
                name="one_own_feed_per_person",
            ),
        )
