"""One filter under a name. What it asks is read by the list's form each time it is opened."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klik_portal.core.models import Versioned
from klik_portal.core.tokens import new_token

if TYPE_CHECKING:
    from klik_portal.accounts.models import User

MOST_PER_PERSON = 20


class SavedViewQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "SavedViewQuerySet":
        """One's own, and those kept for all colleagues."""
        if not user.is_reader:
            return self.none()
        return self.filter(Q(owner=user) | Q(is_shared=True))


class SavedView(Versioned):
    token = models.CharField(max_length=22, unique=True, default=new_token)
    place = models.CharField(max_length=16)  # key of a `places.Place`
    name = models.CharField(_("Nama tampilan"), max_length=60)
    query = models.CharField(max_length=500)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views"
    )
    is_shared = models.BooleanField(_("Untuk semua petugas"), default=False)
    created_at = models.DateTimeField()

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "place", "name"], name="one_saved_view_per_name"
            ),
            models.UniqueConstraint(
                fields=["place", "name"],
                condition=Q(is_shared=True),
                name="one_shared_view_per_name",
            ),
            models.CheckConstraint(condition=~Q(query=""), name="saved_view_asks_something"),
        )

    def __str__(self) -> str:
        return self.name

    def belongs_to(self, user: "User") -> bool:
        """What is for everybody belongs to the coordinators; the rest to its owner."""
        return user.is_coordinator if self.is_shared else self.owner_id == user.pk
