"""A person's own appointments, officers' hours, what waits for an answer, what calendars read."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from accreditation.models import Application
from klik_portal.accounts.models import User
from klik_portal.core import clock
from libraries.models import Library, LibraryMembership
from scheduling import availability, hours_text, offers
from scheduling.availability import Stretch
from scheduling.models import (
    Appointment,
    CalendarFeed,
    OfficerSlot,
    TimeProposal,
    Trip,
    TripState,
)

BUSY_DAYS = 14
FEED_LOOKS_BACK = timedelta(days=180)
MOST = 300


def coming(*, user: User, now: datetime) -> list[Appointment]:
    rows = Appointment.objects.visible_to(user).scheduled().filter(ends_at__gte=now)
    return list(rows.with_case().order_by("starts_at")[:50])


def past(*, user: User, now: datetime) -> list[Appointment]:
    rows = Appointment.objects.visible_to(user).exclude(state="scheduled", ends_at__gte=now)
    return list(rows.with_case().order_by("-starts_at")[:50])


@dataclass(frozen=True)
class BusyTime:
    starts_at: datetime
    ends_at: datetime


def busy_times(*, officer: User, now: datetime, days: int = BUSY_DAYS) -> list[BusyTime]:
    """The officer's taken stretches, by appointments and trips, without saying for whom."""
    rows = OfficerSlot.objects.filter(
        officer=officer, starts_at__gte=now, starts_at__lt=now + timedelta(days=days)
    ).order_by("starts_at")
    found: list[BusyTime] = []
    last = None
    for start, *thing in rows.values_list("starts_at", "appointment_id", "trip_id"):
        end = start + availability.QUARTER
        if last == (start, thing):
            found[-1] = BusyTime(found[-1].starts_at, end)
        else:
            found.append(BusyTime(start, end))
        last = (end, thing)
    return found


def week_of(*, officer: User) -> dict[int, list[Stretch]]:
    """The usual week as it was typed; empty when office hours are kept."""
    return dict(offers.weeks_of([officer]).get(officer.pk, {}))


def collisions(*, officer: User, now: datetime) -> list[Appointment]:
    """Coming appointments on days away or outside the other hours of a day: somebody must move them."""
    coming = list(
        Appointment.objects.scheduled()
        .filter(officer=officer, ends_at__gt=now, trip_stop__isnull=True)
        .with_case()
        .order_by("starts_at")[:MOST]
    )
    if not coming:
        return []
    first, last = clock.wita(now).date(), clock.wita(coming[-1].starts_at).date()
    office = offers.office_time(officers=[officer], first=first, last=last, with_slots=False)
    time = office.officers[officer.pk]
    return [
        appointment
        for appointment in coming
        for day in [clock.wita(appointment.starts_at).date()]
        if (day in time.away or day in time.exceptions)
        and not time.is_open(appointment.starts_at, appointment.ends_at)
    ]


def open_proposal(application: Application) -> TimeProposal | None:
    rows = TimeProposal.objects.open().select_related("officer")
    return rows.filter(application=application).first()


def waiting_proposals() -> list[TimeProposal]:
    """For the office, the longest waiting first."""
    rows = TimeProposal.objects.waiting().select_related(
        "application__library__desa", "application__library__kecamatan", "application__assigned_to"
    )
    return list(rows.order_by("asked_at", "pk")[:MOST])


def talks_without_link(*, now: datetime) -> list[Appointment]:
    rows = Appointment.objects.without_link().filter(ends_at__gt=now).with_case()
    return list(rows.order_by("starts_at")[:MOST])


def readable_feed(token: str) -> CalendarFeed | None:
    """The calendar behind an address, while its owner may still read it."""
    feed = (
        CalendarFeed.objects.live()
        .filter(token=token, user__is_active=True)
        .select_related("user", "library")
        .first()
    )
    if feed is None:
        return None
    if feed.library is None:
        return feed if feed.user.is_caseworker else None
    belongs = LibraryMembership.objects.confirmed().filter(user=feed.user, library=feed.library)
    return feed if belongs.exists() else None


def feed_appointments(feed: CalendarFeed, *, now: datetime) -> list[Appointment]:
    rows = Appointment.objects.exclude(state="cancelled").filter(ends_at__gt=now - FEED_LOOKS_BACK)
    rows = (
        rows.filter(application__library=feed.library)
        if feed.library
        else rows.filter(officer=feed.user)
    )
    return list(rows.with_case().order_by("starts_at", "pk")[:MOST])


def feed_trips(feed: CalendarFeed, *, now: datetime) -> list[Trip]:
    """The fixed journeys of an officer; a library sees its visit, not the journey."""
    if feed.library:
        return []
    since = clock.wita(now - FEED_LOOKS_BACK).date()
    rows = Trip.objects.filter(
        members__officer=feed.user,
        state__in=(TripState.FIXED, TripState.DONE),
        last_on__gte=since,
    )
    return list(rows.order_by("first_on", "pk")[:MOST])


@dataclass(frozen=True)
class OfficerWeek:
    officer: User
    week: str
    is_away: bool


def officer_weeks(*, officers: QuerySet[User], on: date) -> list[OfficerWeek]:
    """Everybody's usual week in words."""
    people = list(officers)
    times = offers.office_time(officers=people, first=on, last=on, with_slots=False).officers
    return [
        OfficerWeek(
            officer,
            hours_text.week_text(times[officer.pk].week)
            if times[officer.pk].week != availability.OFFICE_WEEK
            else "",
            on in times[officer.pk].away,
        )
        for officer in people
    ]


@dataclass(frozen=True)
class FeedRow:
    """A calendar this person could have an address for, and the address when there is one."""

    library: Library | None
    feed: CalendarFeed | None


def feeds_of(*, user: User) -> list[FeedRow]:
    feeds = {feed.library_id: feed for feed in CalendarFeed.objects.live().filter(user=user)}
    if user.is_caseworker:
        return [FeedRow(None, feeds.get(None))]
    memberships = (
        LibraryMembership.objects.confirmed()
        .filter(user=user)
        .select_related("library__desa", "library__kecamatan")
        .order_by("library__name", "pk")
    )
    return [FeedRow(one.library, feeds.get(one.library_id)) for one in memberships]
