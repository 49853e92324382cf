"""What the team hears about a trip: one calendar entry for the whole of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klik_portal.accounts.models import User
from klik_portal.core import wording
from klik_portal.notifications.operations import outbox
from scheduling import calendar_feed
from scheduling.models import Trip
from scheduling.trip_plan import TripPlan

KIND = "trip"
SUBJECTS = {
    "fixed": gettext_lazy("Perjalanan dinas: %(title)s, %(first)s"),
    "moved": gettext_lazy("Perjalanan berubah: %(title)s, %(first)s"),
    "cancelled": gettext_lazy("Batal: perjalanan %(title)s, %(first)s"),
}


@dataclass(frozen=True)
class Told:
    """What calendars know about a trip; when none of it changes, nobody is bothered."""

    starts_at: datetime | None
    ends_at: datetime | None
    title: str
    lines: tuple[str, ...]
    people: frozenset[int]


def told(plan: TripPlan) -> Told:
    return Told(
        plan.starts_at,
        plan.ends_at,
        plan.trip.title,
        tuple(facts(plan)),
        frozenset(member.officer_id for member in plan.members),
    )


def facts(plan: TripPlan) -> list[str]:
    trip = plan.trip
    lines = [f"{trip.title} ({trip.code})"]
    if trip.purpose:
        lines.append(_("Maksud: %s") % trip.purpose)
    if trip.vehicle:
        lines.append(_("Kendaraan: %s") % trip.vehicle)
    for stop in plan.going:
        visit = plan.visit_of(stop)
        library = stop.application.library
        lines.append(f"{wording.moment(visit.starts_at)}: {library.name}, {library.place}")
    return lines


def tell(*, plan: TripPlan, event: str, people: Sequence[User], at: datetime) -> None:
    """Invite, re-invite or uninvite these people."""
    trip = plan.trip
    is_cancelled = event == "cancelled"
    method = "CANCEL" if is_cancelled else "REQUEST"
    text = calendar_feed.ics(invitation(plan, at, is_cancelled=is_cancelled), method)
    named = {"title": trip.title, "first": wording.short_day(trip.first_on)}
    for person in people:
        outbox.enqueue(
            recipient=person,
            event=f"trip.{event}",
            dedupe=f"{trip.code}:{event}:{trip.sequence}",
            subject=SUBJECTS[event] % named,
            lines=[*facts(plan), *([trip.closing_note] if trip.closing_note else [])],
            at=at,
            link=trip.get_absolute_url(),
            about_kind=KIND,
            about_code=trip.code,
            calendar=outbox.Calendar(ics=text, method=method),
        )


def invitation(
    plan: TripPlan, at: datetime, *, is_cancelled: bool = False
) -> calendar_feed.Invitation:
    trip: Trip = plan.trip
    return calendar_feed.Invitation(
        uid=trip.uid,
        sequence=trip.sequence,
        summary=_("Perjalanan dinas: %s") % trip.title,
        description="\n".join(facts(plan)),
        location=trip.base,
        url=settings.BASE_URL + trip.get_absolute_url(),
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        stamped_at=at,
        organizer=settings.DEFAULT_FROM_EMAIL,
        attendees=tuple(m.officer.email for m in plan.members if m.officer.email),
        is_cancelled=is_cancelled,
    )
