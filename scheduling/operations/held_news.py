"""Invitations that wait a little before they leave, so that newer news can take their place.

One waits for Zoom's link; the edits of a fixed trip are told once, ten minutes after the last of them and half an hour after the
first at the latest.
Whoever would read what their calendar shows already hears nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import F, Max, Min
from django.utils.translation import gettext as _

from klik_portal.notifications.models import UNSENT, Channel, MessageState, OutboxMessage
from klik_portal.notifications.operations import by_hand
from scheduling import calendar_feed

PAUSE = timedelta(minutes=10)
LONGEST = timedelta(minutes=30)  # somebody who edits for an hour does not delay the news by one
SOON = timedelta(days=1)  # who might be on the way already hears of it at once


@dataclass
class TakenBack:
    """Whose invitation had not left yet, and for whom it would have been the first."""

    people: set[int] = field(default_factory=set)
    unaware: set[int] = field(default_factory=set)


def after_edit(
    *, kind: str, code: str, at: datetime, starts: Collection[datetime | None]
) -> datetime:
    """When an edit is told; `starts` are the moments that people know and the new ones."""
    soonest = min((start for start in starts if start is not None), default=at)
    if soonest - at <= SOON:
        return at
    first = _first_untold_edit(kind, code, at)
    return max(at, min(at + PAUSE, first + LONGEST)) if first else at + PAUSE


def _first_untold_edit(kind: str, code: str, at: datetime) -> datetime | None:
    """When the edits began whose news still waits; those told or long taken back do not count."""
    held = OutboxMessage.objects.filter(
        about_kind=kind,
        about_code=code,
        created_at__gt=at - 2 * LONGEST,
        due_at__gt=F("created_at"),
    ).exclude(calendar_method="")
    if not held.filter(state__in=UNSENT).exists():
        return None
    untold = (*UNSENT, MessageState.CANCELLED)
    told = held.exclude(state__in=untold).aggregate(last=Max("created_at"))["last"]
    rows = held.filter(created_at__gt=told or at - 2 * LONGEST, state__in=untold)
    return rows.aggregate(first=Min("created_at"))["first"]


def take_back(
    *,
    kind: str,
    code: str,
    events: Collection[str],
    first: str,
    at: datetime,
    people: Collection[int] | None = None,
) -> TakenBack:
    """Cancel what still waits, unless a worker has it already; `first` is the event that introduces.

    What an officer has not sent by WhatsApp yet is out of date as well; in Klik its reader saw it.
    """
    unsent = OutboxMessage.objects.filter(
        about_kind=kind, about_code=code, event__in=events, state__in=UNSENT
    )
    if people is not None:
        unsent = unsent.filter(recipient__in=people)
    by_hand.take_back(
        messages=unsent.filter(due_at__lte=at),
        why=_("Diganti kabar yang lebih baru."),
        at=at,
    )
    waiting = unsent.filter(due_at__gt=F("created_at"), attempts=0)
    taken = TakenBack()
    keys = []
    for key, person, event in waiting.select_for_update().values_list("pk", "recipient", "event"):
        keys.append(key)
        taken.people.add(person)
        if event == first:
            taken.unaware.add(person)
    OutboxMessage.objects.filter(pk__in=keys).update(state=MessageState.CANCELLED, closed_at=at)
    return taken


def is_known(*, kind: str, code: str, person: int, ics: str) -> bool:
    """Does the last calendar file this person was sent say the same?"""
    heard = OutboxMessage.objects.filter(
        about_kind=kind, about_code=code, recipient=person, channel=Channel.EMAIL
    ).exclude(state=MessageState.CANCELLED)
    last = heard.exclude(calendar_method="").order_by("-pk").first()
    return last is not None and calendar_feed.says_the_same(last.calendar_ics, ics)
