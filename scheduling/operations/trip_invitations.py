"""What the team hears about a trip: one calendar entry for the whole of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.core import wording
from klik_portal.notifications import texts
from klik_portal.notifications.operations import outbox
from klik_portal.notifications.texts import Value
from scheduling import calendar_feed
from scheduling.message_texts import TRIP_BODY
from scheduling.models import Trip, TripStop
from scheduling.operations import held_news
from scheduling.trip_plan import TripPlan

KIND = "trip"
INVITATIONS = ("trip.fixed", "trip.moved")


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
    """What calendars say: the words Klik ships, so that the office's own do not change entries."""
    return texts.lines_of(str(TRIP_BODY), texts.plain(values_of(plan)))


def values_of(plan: TripPlan) -> dict[str, Value]:
    trip = plan.trip
    return {
        "judul": trip.title,
        "nomor": trip.code,
        "berangkat": wording.short_day(trip.first_on),
        "maksud": trip.purpose,
        "kendaraan": trip.vehicle,
        "kunjungan": [_stop_line(plan, stop) for stop in plan.going],
        "alasan": trip.closing_note,
    }


def _stop_line(plan: TripPlan, stop: TripStop) -> str:
    library = stop.application.library
    return f"{wording.moment(plan.visit_of(stop).starts_at)}: {library.name}, {library.place}"


def tell(
    *,
    plan: TripPlan,
    event: str,
    people: Sequence[User],
    at: datetime,
    due_at: datetime | None = None,
) -> None:
    """Invite, re-invite or uninvite these people; what still waits for them is replaced."""
    trip = plan.trip
    waited = held_news.take_back(
        kind=KIND, code=trip.code, events=INVITATIONS, first=INVITATIONS[0], at=at,
        people=[person.pk for person in people],
    )  # fmt: skip
    is_cancelled = event == "cancelled"
    method = "CANCEL" if is_cancelled else "REQUEST"
    text = calendar_feed.ics(invitation(plan, at, is_cancelled=is_cancelled), method)
    values = values_of(plan)
    for person in people:
        if person.pk in waited.unaware and is_cancelled:
            continue
        if person.pk in waited.people and held_news.is_known(
            kind=KIND, code=trip.code, person=person.pk, ics=text
        ):
            continue
        news = "fixed" if person.pk in waited.unaware else event
        outbox.enqueue(
            recipient=person,
            event=f"trip.{news}",
            dedupe=f"{trip.code}:{news}:{trip.sequence}",
            values=values,
            at=at,
            due_at=due_at,
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
