"""Whom the office can write to, and what became of what it wrote."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from accreditation.models import Application
from klik_portal.accounts.models import User
from klik_portal.mailroom.models import BulkSend
from klik_portal.notifications.models import UNSENT, MessageState, OutboxMessage
from libraries.models import Library, LibraryMembership

EVENT = "bulk.message"
LOG_SIZE = 10
MOST_ROWS = 1000


@dataclass(frozen=True)
class Recipient:
    """One person, once, however many libraries they keep."""

    person: User
    libraries: str

    @property
    def label(self) -> str:
        return f"{self.person.display_name}, {self.libraries} ({self.reach})"

    @property
    def reach(self) -> str:
        """Where this person reads it besides Klik itself."""
        if self.person.email:
            return _("surel")
        return _("WhatsApp") if self.person.phone else _("hanya di Klik")

    @property
    def is_reached_outside(self) -> bool:
        return bool(self.person.email or self.person.phone)


@dataclass(frozen=True)
class Filter:
    type: str = ""
    kecamatan: str = ""
    state: str = ""


ANYBODY = Filter()


def addressable(
    *, by: User, wanted: Filter = ANYBODY, people: Collection[str] | None = None
) -> list[Recipient]:
    """The confirmed people of the libraries this officer may write to, by name; no endless list.

    With `people`: only those public ids.
    """
    rows = (
        LibraryMembership.objects.confirmed()
        .filter(library__in=_libraries(by, wanted), user__is_active=True)
        .select_related("user", "library")
        .order_by("user__name", "user_id", "library__name")
    )
    if people is not None:
        rows = rows.filter(user__public_id__in=people)
    users: dict[int, User] = {}
    names: dict[int, list[str]] = {}
    for row in rows[:MOST_ROWS]:
        users[row.user_id] = row.user
        names.setdefault(row.user_id, []).append(row.library.name)
    return [Recipient(user, ", ".join(names[pk])) for pk, user in users.items()]


def unreachable(*, by: User, wanted: Filter) -> list[Library]:
    """Libraries that fit and have nobody to write to."""
    kept = LibraryMembership.objects.confirmed().filter(user__is_active=True)
    return list(
        _libraries(by, wanted)
        .exclude(pk__in=kept.values("library_id"))
        .order_by("name", "pk")[:100]
    )


def _libraries(by: User, wanted: Filter) -> QuerySet[Library]:
    """A coordinator writes to every library, an officer to those of the own requests."""
    libraries = Library.objects.all()
    requests = Application.objects.visible_to(by)
    if not by.is_coordinator:
        requests = requests.filter(assigned_to=by)
    if wanted.state:
        requests = requests.filter(state=wanted.state)
    if wanted.state or not by.is_coordinator:
        libraries = libraries.filter(pk__in=requests.values("library_id"))
    if wanted.type:
        libraries = libraries.filter(type=wanted.type)
    if wanted.kecamatan:
        libraries = libraries.filter(kecamatan_id=wanted.kecamatan)
    return libraries


def messages_of(bulk: BulkSend) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(
        event=EVENT, about_code=bulk.token,
        pk__gte=bulk.first_message_id, pk__lte=bulk.last_message_id,
    )  # fmt: skip


def states_of(bulk: BulkSend) -> list[tuple[str, int]]:
    """(state in words, number of messages), in the order of a message's life."""
    counted = messages_of(bulk).order_by().values_list("state").annotate(Count("pk"))
    numbers = dict(counted)
    return [(label, numbers[state]) for state, label in MessageState.choices if state in numbers]


def has_unsent(bulk: BulkSend) -> bool:
    return messages_of(bulk).filter(state__in=UNSENT).exists()


@dataclass(frozen=True)
class LogRow:
    bulk: BulkSend
    states: str


def log(*, user: User) -> list[LogRow]:
    """The latest letters to many with what became of them, by two reads."""
    sends = list(
        BulkSend.objects.visible_to(user).select_related("made_by").order_by("-pk")[:LOG_SIZE]
    )
    if not sends:
        return []
    counted = (
        OutboxMessage.objects.filter(
            event=EVENT, about_code__in=[s.token for s in sends],
            pk__gte=min(s.first_message_id for s in sends), pk__lte=max(s.last_message_id for s in sends),
        )
        .order_by()
        .values_list("about_code", "state")
        .annotate(Count("pk"))
    )  # fmt: skip
    numbers = {(code, state): number for code, state, number in counted}
    return [LogRow(bulk, _in_words(bulk, numbers)) for bulk in sends]


def _in_words(bulk: BulkSend, numbers: dict[tuple[str, str], int]) -> str:
    return ", ".join(
        f"{label} {numbers[bulk.token, state]}"
        for state, label in MessageState.choices
        if (bulk.token, state) in numbers
    )


def sent_since(*, user: User, moment: datetime) -> int:
    return BulkSend.objects.filter(made_by=user, made_at__gt=moment).count()
