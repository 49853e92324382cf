"""Appointments and trips as iCalendar text. Pure.

The UID stays for good, SEQUENCE rises with every change, CANCEL takes it out of the calendar again.
DTSTAMP is the moment of the last change, so that the same facts are always the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import parseaddr

from icalendar import Calendar, Event, vCalAddress, vDuration, vText

from klik_portal.core.clock import wita
from klik_portal.core.text import in_one_line

PRODID = "-//Diarpus Kutai Kartanegara//Klik//ID"
READ_AGAIN_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Invitation:
    """With days instead of moments for both ends it lasts whole days, the last one included."""

    uid: str
    sequence: int
    summary: str
    description: str
    location: str
    url: str
    starts_at: datetime | date
    ends_at: datetime | date
    stamped_at: datetime
    organizer: str  # the From address of the mail
    attendees: tuple[str, ...] = ()
    is_cancelled: bool = False


def ics(invitation: Invitation, method: str) -> str:
    """The text for METHOD REQUEST, CANCEL or PUBLISH, with the Asia/Makassar time zone in it."""
    calendar = _calendar()
    calendar.add("method", method)
    calendar.add_component(_event(invitation))
    calendar.add_missing_timezones()
    return calendar.to_ical().decode()


def feed(invitations: Sequence[Invitation], *, uid: str, name: str) -> str:
    """A calendar that apps read again and again; uid and name tell them that it is the same one."""
    calendar = _calendar()
    calendar.add("uid", uid)
    title = vText(in_one_line(name))  # icalendar would not take these two for text
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("x-wr-timezone", "Asia/Makassar")
    again = vDuration(READ_AGAIN_AFTER)
    calendar.add("refresh-interval", again, {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", again)
    for invitation in invitations:
        calendar.add_component(_event(invitation))
    calendar.add_missing_timezones()
    return calendar.to_ical().decode()


def says_the_same(one: str, other: str) -> bool:
    """Apart from how often and when it was changed."""
    counts = ("SEQUENCE:", "DTSTAMP:")
    return [line for line in one.split("\r\n") if not line.startswith(counts)] == [
        line for line in other.split("\r\n") if not line.startswith(counts)
    ]


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    return calendar


def _event(invitation: Invitation) -> Event:
    event = Event()
    name, address = parseaddr(invitation.organizer)
    event.add("uid", f"{invitation.uid}@{address.rpartition('@')[2] or 'klik'}")
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", invitation.stamped_at)
    if isinstance(invitation.starts_at, datetime):
        event.add("dtstart", wita(invitation.starts_at))
        event.add("dtend", wita(invitation.ends_at))
    else:
        event.add("dtstart", invitation.starts_at)
        event.add("dtend", invitation.ends_at + timedelta(days=1))
    event.add("summary", invitation.summary)
    event.add("description", invitation.description)
    event.add("status", "CANCELLED" if invitation.is_cancelled else "CONFIRMED")
    if invitation.location:
        event.add("location", invitation.location)
    if invitation.url:
        event.add("url", invitation.url)
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["cn"] = vText(name or "Klik")
    event["organizer"] = organizer
    for attendee in invitation.attendees:
        event.add("attendee", vCalAddress(f"mailto:{attendee}"), encode=0)
    return event
