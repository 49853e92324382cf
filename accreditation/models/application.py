"""The request for help on the way to accreditation, from draft to result."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accreditation import tracking
from accreditation.models.instrument import InstrumentEdition
from accreditation.workflow import CLOSED, FACTS, IN_OFFICE, OPEN, State, Turn
from klik_portal.core.models import Versioned
from libraries.models import Library, LibraryMembership

if TYPE_CHECKING:
    from klik_portal.accounts.models import User


class ApplicationKind(models.TextChoices):
    NEW = "new", _("Akreditasi baru")
    REACCREDITATION = "reaccreditation", _("Reakreditasi")
    APPEAL = "appeal", _("Banding")


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "ApplicationQuerySet":
        """Readers see what was ever submitted, officers also the drafts they fill in for a library;
        people see the requests of libraries they belong to.

        Somebody whose claim to a library waits for confirmation sees only the requests they made
        since: who handed a library over gets nothing back by claiming it again.
        """
        if user.is_caseworker:
            return self.filter(
                Q(first_submitted_at__isnull=False) | Q(filed_on_behalf_by__isnull=False)
            )
        if user.is_reader:
            return self.filter(first_submitted_at__isnull=False)
        if not user.is_applicant:
            return self.none()
        return self.filter(
            Q(library__memberships__confirmed_at__isnull=False)
            | Q(created_by=user, created_at__gte=F("library__memberships__asked_at")),
            library__memberships__user=user,
            library__memberships__ended_at__isnull=True,
        )

    def open(self) -> "ApplicationQuerySet":
        return self.filter(state__in=OPEN)

    def in_office(self) -> "ApplicationQuerySet":
        """Submitted and not yet closed: what staff work on.

        A constraint ties these states to having a due moment; asking for that keeps the partial
        indexes usable, which SQLite only does for conditions without parameters.
        """
        return self.filter(due_at__isnull=False)

    def waiting_for(self, turn: Turn) -> "ApplicationQuerySet":
        return self.filter(turn=turn)

    def with_library(self) -> "ApplicationQuerySet":
        return self.select_related("library__desa", "library__kecamatan", "assigned_to")


class Application(Versioned):
    code = models.CharField(max_length=16, unique=True)  # KLK-2026-0001
    library = models.ForeignKey(Library, on_delete=models.PROTECT, related_name="applications")
    kind = models.CharField(
        max_length=16, choices=ApplicationKind.choices, default=ApplicationKind.NEW
    )
    state = models.CharField(max_length=16, choices=State.choices, default=State.DRAFT)
    details = models.JSONField(default=dict)  # question key -> exactly what was typed
    details_saved_at = models.DateTimeField(null=True)
    edition = models.ForeignKey(
        InstrumentEdition, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # the sheet this request is measured by, kept from its first answer on

    turn = models.CharField(max_length=10, choices=Turn.choices, default=Turn.APPLICANT)
    turn_since = models.DateTimeField()
    next_step = models.CharField(max_length=240, blank=True)  # overrides the state's own sentence
    due_at = models.DateTimeField(
        null=True
    )  # when the next step is expected; null only for drafts and closed

    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followers"
    )  # the request it renews or appeals against
    carried_details = models.JSONField(default=list)  # keys of `details` to be checked once more

    tracking_round = models.PositiveSmallIntegerField(default=0)  # each makes a new tracking code

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    filed_on_behalf_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # the officer who opened it for the library; said wherever the request is shown
    confirmed_by_library_at = models.DateTimeField(null=True)  # with a code, when it was filed so
    first_submitted_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    first_answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assigned_applications",
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="application_state_known"
            ),
            models.CheckConstraint(
                condition=Q(turn__in=Turn.values), name="application_turn_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=CLOSED, closed_at__isnull=False)
                | Q(state__in=OPEN, closed_at__isnull=True),
                name="application_closed_when_in_a_final_state",
            ),
            models.CheckConstraint(
                condition=Q(state__in=IN_OFFICE, due_at__isnull=False)
                | (~Q(state__in=IN_OFFICE) & Q(due_at__isnull=True)),
                name="application_is_due_while_in_the_office",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by_library_at__isnull=True)
                | Q(filed_on_behalf_by__isnull=False),
                name="application_confirmed_when_filed_on_behalf",
            ),
            models.UniqueConstraint(
                fields=["library"],
                condition=Q(state__in=OPEN),
                name="one_open_application_per_library",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["turn", "due_at", "id"],
                condition=Q(due_at__isnull=False),
                name="application_queue_by_turn",
            ),
            models.Index(
                fields=["due_at", "id"], condition=Q(due_at__isnull=False), name="application_queue"
            ),
            models.Index(
                fields=["turn_since"],
                condition=Q(turn=Turn.APPLICANT),
                name="application_with_applicant",
            ),
            models.Index(
                Coalesce("details_saved_at", "turn_since"),
                condition=Q(state=State.DRAFT),
                name="application_untouched",
            ),
            models.Index(
                fields=["-created_at"],
                condition=Q(filed_on_behalf_by__isnull=False),
                name="application_assisted",
            ),
            models.Index(fields=["library", "-created_at"], name="application_by_library"),
            models.Index(fields=["state", "due_at", "id"], name="application_by_state"),
            models.Index(fields=["first_submitted_at", "id"], name="application_by_submission"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.library}"

    def get_absolute_url(self) -> str:
        return reverse("desks:case", args=[self.code])

    @property
    def is_open(self) -> bool:
        return State(self.state) in OPEN

    @property
    def is_assisted(self) -> bool:
        return self.filed_on_behalf_by_id is not None

    @property
    def is_unconfirmed(self) -> bool:
        """Filed by an officer, and the library has not said yes with its code."""
        return self.is_assisted and self.confirmed_by_library_at is None

    def was_made_under(self, membership: LibraryMembership) -> bool:
        """By this person, since they asked to belong to the library; as in `visible_to`."""
        is_theirs = self.created_by_id == membership.user_id
        return is_theirs and self.created_at >= membership.asked_at

    def was_left_by_creator(self, memberships: Sequence[LibraryMembership]) -> bool:
        """`memberships`: all that the creator has or had in the library. Who never asked has not left."""
        current = (m for m in memberships if m.ended_at is None)
        return bool(memberships) and not any(self.was_made_under(m) for m in current)

    @property
    def is_appeal(self) -> bool:
        return self.kind == ApplicationKind.APPEAL

    @property
    def _is_refused_appeal(self) -> bool:
        """An appeal that changed nothing says nothing about whether the library is accredited."""
        return self.is_appeal and self.state == State.NOT_ACCREDITED

    @property
    def state_label(self) -> str:
        """For staff."""
        return _("Hasil tetap") if self._is_refused_appeal else State(self.state).label

    @property
    def applicant_label(self) -> str:
        if self._is_refused_appeal:
            return _("Hasil tetap")
        return FACTS[State(self.state)].applicant_label

    @property
    def tone(self) -> str:
        return FACTS[State(self.state)].tone

    @property
    def next_step_sentence(self) -> str:
        if self._is_refused_appeal:
            return _("Selesai. Banding tidak mengubah hasil sebelumnya.")
        return self.next_step or FACTS[State(self.state)].next_step

    @property
    def tracking_code(self) -> str:
        """With the number it opens the public status page."""
        return tracking.secret_of(self.code, self.tracking_round)

    def hand_turn(
        self, *, turn: Turn, at: datetime, due_at: datetime | None, next_step: str = ""
    ) -> None:
        """Pass the ball, or set its holder a new task. Does not save."""
        self.turn, self.turn_since = turn, at
        self.due_at, self.next_step = due_at, next_step
