"""Who may act for a library. Asked for by the person, confirmed by an officer, ended, never shared."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klik_portal.core import wording
from klik_portal.core.clock import wita
from klik_portal.core.tokens import new_token
from libraries.models.library import Library

if TYPE_CHECKING:
    from klik_portal.accounts.models import User


class MemberKind(models.TextChoices):
    KEEPER = "keeper", gettext_lazy("Pengelola")  # fills in, submits, answers, withdraws
    CONTRIBUTOR = "contributor", gettext_lazy("Pembantu pengelola")  # fills in and uploads


class MembershipState(models.TextChoices):
    ASKED = "asked", gettext_lazy("Menunggu konfirmasi petugas")
    CONFIRMED = "confirmed", gettext_lazy("Terkonfirmasi")
    REFUSED = "refused", gettext_lazy("Ditolak")
    ENDED = "ended", gettext_lazy("Berakhir")


class MembershipQuerySet(models.QuerySet):
    def current(self) -> "MembershipQuerySet":
        return self.filter(ended_at__isnull=True)

    def confirmed(self) -> "MembershipQuerySet":
        return self.current().filter(confirmed_at__isnull=False)

    def waiting(self) -> "MembershipQuerySet":
        """Asked for and not yet answered by an officer."""
        return self.current().filter(confirmed_at__isnull=True)

    def of(self, user: "User", library: Library) -> "LibraryMembership | None":
        return self.current().filter(user=user, library=library).first()


class LibraryMembership(models.Model):
    token = models.CharField(max_length=22, unique=True, default=new_token)
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    kind = models.CharField(max_length=12, choices=MemberKind.choices, default=MemberKind.KEEPER)
    position = models.CharField(gettext_lazy("Jabatan"), max_length=120, blank=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    end_reason = models.CharField(max_length=240, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["library", "user"],
                condition=Q(ended_at__isnull=True),
                name="one_current_membership_per_person_and_library",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="membership_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="membership_ended_by_somebody",
            ),
        )
        indexes = (
            models.Index(
                fields=["asked_at"],
                condition=Q(ended_at__isnull=True, confirmed_at__isnull=True),
                name="membership_waiting",
            ),
        )

    @property
    def state(self) -> MembershipState:
        if self.ended_at:
            return MembershipState.ENDED if self.confirmed_at else MembershipState.REFUSED
        return MembershipState.CONFIRMED if self.confirmed_at else MembershipState.ASKED

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None and self.ended_at is None

    @property
    def period(self) -> str:
        """12 Jan 2024 sampai 3 Mei 2026; of who was confirmed."""
        start = wording.short_day(wita(self.confirmed_at).date()) if self.confirmed_at else ""
        if not (start and self.ended_at):
            return start and _("sejak %s") % start
        end = wording.short_day(wita(self.ended_at).date())
        return _("%(start)s sampai %(end)s") % {"start": start, "end": end}

    def end(self, *, by: "User", at: datetime, reason: str) -> None:
        self.ended_by, self.ended_at, self.end_reason = by, at, reason
        self.save(update_fields=["ended_by", "ended_at", "end_reason"])
