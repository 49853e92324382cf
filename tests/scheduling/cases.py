"""What the stories of the schedule share: moments, a booked talk, what a mail's calendar says."""

from datetime import date, datetime, timedelta

from icalendar import Calendar

from accreditation.models import Application
from klik_portal.accounts.models import User
from klik_portal.notifications.models import OutboxMessage
from scheduling.models import Appointment
from scheduling.operations import appointments
from tests.factories.accreditation import MONDAY

TOMORROW = MONDAY + timedelta(days=1)  # Tuesday 10.00 WITA
WEDNESDAY = MONDAY + timedelta(days=2)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
TODAY = date(2026, 11, 23)


def book(
    application: Application, officer: User, starts_at: datetime = TOMORROW, **changes: object
) -> Appointment:
    facts = {
        "mode": "zoom", "length_minutes": 60, "join_url": "https://zoom.us/j/1", "by": officer, "at": MONDAY,
    }  # fmt: skip
    return appointments.schedule(
        application=application, officer=officer, starts_at=starts_at, **{**facts, **changes}
    )


def event_of(message: OutboxMessage) -> tuple[str, int, str]:
    calendar = Calendar.from_ical(message.calendar_ics)
    event = calendar.walk("VEVENT")[0]
    return str(event["UID"]), int(event["SEQUENCE"]), str(calendar["METHOD"])
