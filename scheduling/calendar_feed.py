"""An appointment as iCalendar text. Pure.

The UID stays for good, SEQUENCE rises with every change, CANCEL takes it out of the calendar again.
"""

from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from icalendar import Calendar, Event, vCalAddress, vText

from klik_portal.core.clock import wita

PRODID = "-//Diarpus Kutai Kartanegara//Klik//ID"


@dataclass(frozen=True)
class Invitation:
    uid: str
    sequence: int
    summary: str
    description: str
    location: str
    url: str
    starts_at: datetime
    ends_at: datetime
    stamped_at: datetime
    organizer: str  # the From address of the mail
    attendees: tuple[str, ...] = ()
    is_cancelled: bool = False


def ics(invitation: Invitation, method: str) -> str:
    """The text for METHOD REQUEST, CANCEL or PUBLISH, with the Asia/Makassar time zone in it."""
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_event(invitation))
    calendar.add_missing_timezones()
    return calendar.to_ical().decode()


def _event(invitation: Invitation) -> Event:
    event = Event()
    name, address = parseaddr(invitation.organizer)
    event.add("uid", f"{invitation.uid}@{address.rpartition('@')[2] or 'klik'}")
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", invitation.stamped_at)
    event.add("dtstart", wita(invitation.starts_at))
    event.add("dtend", wita(invitation.ends_at))
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
