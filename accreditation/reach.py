"""Libraries at work with the office that nothing reaches: why, and since when."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accreditation.models import Application
from accreditation.workflow import Turn
from klik_portal.accounts.models import User
from klik_portal.notifications.models import STUCK, MessageState, OutboxMessage
from libraries.models import LibraryMembership, MemberKind

SILENT_AFTER = timedelta(days=14)
PAGE_SIZE = 50
COUNT_CAP = 1000
NO_KEEPER, NO_ADDRESS, FAILING, SILENT = "no_keeper", "no_address", "failing", "silent"
ARRIVED_OR_NOT = (MessageState.SENT, MessageState.DELIVERED, *STUCK)


@dataclass(frozen=True)
class Unreached:
    """One request with the reason that weighs most."""

    application: Application
    reason: str
    since: datetime
    people: list[User]


def unreachable(
    *, user: User, at: datetime, after: tuple[datetime, int] | None = None
) -> list[Unreached]:
    """A page of the requests this person may see; two queries, whatever their number."""
    found = (
        _unreached(at)
        .filter(pk__in=Application.objects.visible_to(user).values("pk"))
        .annotate(failed_at=Subquery(_failures().values("closed_at")[:1]))
        .with_library()
        .order_by("turn_since", "pk")
    )
    if after:
        since, pk = after
        found = found.filter(Q(turn_since__gt=since) | Q(turn_since=since, pk__gt=pk))
    rows = list(found[:PAGE_SIZE])
    people = _people_of(rows)
    return [Unreached(row, reason_of(row), _since(row), people[row.library_id]) for row in rows]


def unreachable_count(*, at: datetime) -> int:
    """For a tile; one query, stops at 1,000."""
    return _unreached(at)[:COUNT_CAP].count()


def reason_of(application: Application) -> str:
    if not application.has_keeper:
        return NO_KEEPER
    if not application.has_address:
        return NO_ADDRESS
    return FAILING if not application.has_reached else SILENT


def _since(application: Application) -> datetime:
    if reason_of(application) == FAILING:
        return application.failed_at or application.turn_since
    if reason_of(application) == SILENT:
        return application.turn_since
    return application.first_submitted_at or application.created_at


def _unreached(at: datetime) -> QuerySet[Application]:
    keepers = _keepers()
    reachable = keepers.filter(~Q(user__email=None) | ~Q(user__phone=None))
    reached = reachable.annotate(last_word=Subquery(_last_word())).filter(
        Q(last_word=None) | ~Q(last_word__in=STUCK)
    )
    rows = Application.objects.in_office().annotate(
        has_keeper=Exists(keepers),
        has_address=Exists(reachable),
        has_reached=Exists(reached),
        has_stirred=Exists(keepers.filter(user__last_login__gte=OuterRef("turn_since")))
        | Exists(_read_since_their_turn()),
    )
    is_silent = Q(turn=Turn.APPLICANT, turn_since__lte=at - SILENT_AFTER, has_stirred=False)
    return rows.filter(
        Q(has_keeper=False) | Q(has_address=False) | Q(has_reached=False) | is_silent
    )


def _keepers() -> QuerySet[LibraryMembership]:
    return LibraryMembership.objects.confirmed().filter(
        library=OuterRef("library"), kind=MemberKind.KEEPER, user__is_active=True
    )


def _last_word() -> QuerySet[OutboxMessage]:
    """What became of the newest mail or WhatsApp to a keeper."""
    tried = OutboxMessage.objects.leaving().filter(
        recipient=OuterRef("user"), state__in=ARRIVED_OR_NOT
    )
    return tried.order_by("-pk").values("state")[:1]


def _failures() -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.leaving().filter(
        recipient__memberships__library=OuterRef("library"),
        recipient__memberships__ended_at=None,
        state__in=STUCK,
    ).order_by("-pk")  # fmt: skip


def _read_since_their_turn() -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(
        recipient__memberships__library=OuterRef("library"),
        recipient__memberships__ended_at=None,
        read_at__gte=OuterRef("turn_since"),
    )


def _people_of(rows: list[Application]) -> dict[int, list[User]]:
    memberships = (
        LibraryMembership.objects.current()
        .filter(library__in=[row.library_id for row in rows])
        .select_related("user")
        .order_by("asked_at", "pk")
    )
    people: dict[int, list[User]] = defaultdict(list)
    for membership in memberships:
        people[membership.library_id].append(membership.user)
    return people


@dataclass(frozen=True)
class Contact:
    """Whom of a library one can write to."""

    people: list[User]
    reason: str  # why nobody is reached; empty when somebody is

    @property
    def is_reachable(self) -> bool:
        return self.reason in ("", FAILING)


def contacts_of(library_ids: Iterable[int]) -> dict[int, Contact]:
    """The confirmed keepers of each library and whether messages reach them; one query."""
    people: dict[int, list[User]] = {library: [] for library in library_ids}
    memberships = (
        LibraryMembership.objects.confirmed()
        .filter(library__in=people, kind=MemberKind.KEEPER, user__is_active=True)
        .annotate(last_word=Subquery(_last_word()))
        .select_related("user")
        .order_by("user__name", "pk")
    )
    stuck: dict[int, list[bool]] = defaultdict(list)
    for membership in memberships:
        people[membership.library_id].append(membership.user)
        if membership.user.email or membership.user.phone:
            stuck[membership.library_id].append(membership.last_word in STUCK)
    return {
        library: Contact(mine, _reason(mine, stuck[library])) for library, mine in people.items()
    }


def _reason(people: list[User], stuck: list[bool]) -> str:
    if not people:
        return NO_KEEPER
    if not stuck:
        return NO_ADDRESS
    return FAILING if all(stuck) else ""
