"""A keeper hands the custody of a library over to a successor. The office confirms, or refuses."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klik_portal.core.tokens import new_token
from klik_portal.files.models import StoredFile
from libraries.models.library import Library
from libraries.models.membership import LibraryMembership

if TYPE_CHECKING:
    from klik_portal.accounts.models import User


class HandoverState(models.TextChoices):
    OFFERED = "offered", _("Menunggu penerus menerima")
    ACCEPTED = "accepted", _("Menunggu konfirmasi petugas")
    DONE = "done", _("Selesai")
    DECLINED = "declined", _("Tidak diterima penerus")
    REFUSED = "refused", _("Tidak dikonfirmasi petugas")
    CANCELLED = "cancelled", _("Dibatalkan")


OPEN = (HandoverState.OFFERED, HandoverState.ACCEPTED)
TONES = {HandoverState.DONE: "good", HandoverState.OFFERED: "warn", HandoverState.ACCEPTED: "warn"}


class HandoverQuerySet(models.QuerySet):
    def open(self) -> "HandoverQuerySet":
        return self.filter(state__in=OPEN)

    def visible_to(self, user: "User") -> "HandoverQuerySet":
        """Staff who read requests, both people, and whoever keeps the library today."""
        if user.is_reader:
            return self
        if not user.is_applicant:
            return self.none()
        keeps = Q(library__in=Library.objects.kept_by(user).values("pk"))
        return self.filter(Q(giver__user=user) | Q(successor=user) | keeps)

    def with_letter_for(self, user: "User") -> "HandoverQuerySet":
        """Who was offered a library and does not get it reads the letter no longer."""
        not_theirs = Q(successor=user) & ~Q(state__in=(*OPEN, HandoverState.DONE))
        return self.visible_to(user).filter(letter__isnull=False).exclude(not_theirs)

    def with_people(self) -> "HandoverQuerySet":
        return self.select_related(
            "library__desa", "library__kecamatan", "giver__user", "successor", "started_by", "letter",
            "decided_by",
        )  # fmt: skip


class CustodyHandover(models.Model):
    token = models.CharField(max_length=22, unique=True, default=new_token)
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="handovers")
    giver = models.ForeignKey(
        LibraryMembership, on_delete=models.CASCADE, related_name="handovers_given"
    )
    taken = models.ForeignKey(
        LibraryMembership, null=True, on_delete=models.SET_NULL, related_name="handovers_taken"
    )  # the successor's, once it is done
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    successor_name = models.CharField(max_length=120)  # as the giver wrote it
    position = models.CharField(_("Jabatan penerus"), max_length=120, blank=True)
    reason = models.CharField(_("Alasan"), max_length=240)
    letter = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, choices=HandoverState.choices, default=HandoverState.OFFERED
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=240, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ("-started_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["giver"], condition=Q(state__in=[s.value for s in OPEN]),
                name="one_open_handover_per_keeper",
            ),
            models.CheckConstraint(
                condition=Q(state__in=HandoverState.values), name="handover_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in OPEN], decided_at__isnull=True)
                | (~Q(state__in=[s.value for s in OPEN]) & Q(decided_at__isnull=False)),
                name="closed_handover_was_decided",
            ),
        )  # fmt: skip
        indexes = (
            models.Index(
                fields=["started_at"], condition=Q(state__in=[s.value for s in OPEN]),
                name="handover_open",
            ),
        )  # fmt: skip

    def get_absolute_url(self) -> str:
        return reverse("libraries:custody", args=[self.token])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def tone(self) -> str:
        return TONES.get(HandoverState(self.state), "plain")

    @property
    def state_label(self) -> str:
        return str(HandoverState(self.state).label)
