"""What was agreed in a talk or on a visit: who does what until when."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accreditation.models import Application
from klik_portal.core.models import Versioned
from klik_portal.core.tokens import new_token
from scheduling.models.appointment import Appointment

if TYPE_CHECKING:
    from klik_portal.accounts.models import User


class Side(models.TextChoices):
    LIBRARY = "library", _("Perpustakaan")
    OFFICE = "office", _("Dinas")


class ActionState(models.TextChoices):
    OPEN = "open", _("Belum selesai")
    DONE = "done", _("Selesai")
    DROPPED = "dropped", _("Tidak jadi")


class AgreedActionQuerySet(models.QuerySet):
    def open(self) -> "AgreedActionQuerySet":
        return self.filter(state=ActionState.OPEN)

    def overdue(self, on: date) -> "AgreedActionQuerySet":
        return self.open().filter(due_on__lt=on)

    def visible_to(self, user: "User") -> "AgreedActionQuerySet":
        return self.filter(application__in=Application.objects.visible_to(user))

    def soonest_first(self) -> "AgreedActionQuerySet":
        return self.order_by(F("due_on").asc(nulls_last=True), "pk")


class AgreedAction(Versioned):
    """Follows the request until it is done, whichever meeting it came from."""

    token = models.CharField(max_length=22, unique=True, default=new_token)
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="agreed_actions"
    )
    appointment = models.ForeignKey(
        Appointment, null=True, on_delete=models.PROTECT, related_name="actions"
    )
    what = models.CharField(max_length=240)
    side = models.CharField(max_length=8, choices=Side.choices, default=Side.LIBRARY)
    who = models.CharField(max_length=120, blank=True)
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=ActionState.choices, default=ActionState.OPEN)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    closing_note = models.CharField(max_length=240, blank=True)

    objects = AgreedActionQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=ActionState.values), name="action_state_known"
            ),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="action_side_known"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="action_closed_when_not_open",
            ),
        )
        indexes = (
            models.Index(
                fields=["application", "due_on"], condition=Q(state="open"), name="action_open"
            ),
            models.Index(fields=["due_on"], condition=Q(state="open"), name="action_due"),
        )

    def __str__(self) -> str:
        return self.what

    @property
    def is_open(self) -> bool:
        return self.state == ActionState.OPEN

    @property
    def is_the_librarys(self) -> bool:
        return self.side == Side.LIBRARY

    def is_overdue(self, today: date) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < today

    @property
    def owner(self) -> str:
        """Whose work it is, with the name when one was agreed."""
        return f"{self.get_side_display()} ({self.who})" if self.who else self.get_side_display()
