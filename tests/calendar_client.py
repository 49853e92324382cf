"""A tiny calendar app: reads invitations in the order of arrival and shows what a person would see.

It knows our files only through vobject, as any other program would: UID names the entry, a higher or
equal SEQUENCE replaces it, CANCEL takes it away, and what is older than what is known is ignored.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import vobject


@dataclass(frozen=True)
class Entry:
    sequence: int
    starts: datetime | date
    ends: datetime | date
    summary: str
    is_cancelled: bool


class CalendarClient:
    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}

    def receive(self, text: str) -> None:
        calendar = vobject.readOne(text)
        method = calendar.method.value
        assert method in ("REQUEST", "CANCEL"), method
        for event in calendar.vevent_list:
            entry = _entry(event, is_cancelled=method == "CANCEL")
            known = self._entries.get(event.uid.value)
            if known is None or entry.sequence >= known.sequence:
                self._entries[event.uid.value] = entry

    def receive_all(self, texts: Iterable[str]) -> None:
        for text in texts:
            self.receive(text)

    @property
    def shown(self) -> dict[str, Entry]:
        return {uid: entry for uid, entry in self._entries.items() if not entry.is_cancelled}


def subscribed(text: str) -> dict[str, Entry]:
    """What an app shows of a feed: everything that stands in it."""
    calendar = vobject.readOne(text)
    events = getattr(calendar, "vevent_list", [])
    return {event.uid.value: _entry(event, is_cancelled=False) for event in events}


def _entry(event: vobject.base.Component, *, is_cancelled: bool) -> Entry:
    return Entry(
        sequence=int(event.sequence.value),
        starts=event.dtstart.value,
        ends=event.dtend.value,
        summary=event.summary.value,
        is_cancelled=is_cancelled or event.status.value == "CANCELLED",
    )
