"""Edits of a fixed trip are told once, and every calendar still ends exactly right."""

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accreditation.models import Application
from klik_portal.accounts.models import User
from klik_portal.core.clock import WITA
from klik_portal.core.verdict import Refused
from klik_portal.notifications.models import MessageState, OutboxMessage
from libraries.operations import memberships
from scheduling.models import Appointment, Trip, TripStop
from scheduling.operations import held_news, trip_stops, trips
from scheduling.trip_plan import TripPlan
from tests.calendar_client import CalendarClient
from tests.factories.accreditation import MONDAY
from tests.factories.upriver import drafted, keeper_of, load_routes, upriver

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LATER = MONDAY + 2 * HOUR
PLACES = ("Kota Bangun", "Muara Muntai", "Kembang Janggut")


@pytest.fixture
def trip(budi) -> Trip:
    load_routes()
    trip = drafted(*PLACES[:2], by=budi)
    trips.fix(trip=trip, version=trip.version, by=budi, at=MONDAY)
    send(MONDAY)
    trip.refresh_from_db()
    return trip


def send(at: datetime) -> None:
    """What the worker does: everything that is due leaves."""
    due = OutboxMessage.objects.filter(state=MessageState.QUEUED, due_at__lte=at)
    due.update(state=MessageState.SENT, sent_at=at)


def arrived(person: User, *, since: datetime = LATER) -> list[str]:
    """Events of the mails a person got with a calendar entry."""
    rows = OutboxMessage.objects.filter(
        recipient=person, channel="email", state=MessageState.SENT, sent_at__gte=since
    ).exclude(calendar_ics="")
    return list(rows.order_by("sent_at", "pk").values_list("event", flat=True))


def shown(person: User) -> set:
    client = CalendarClient()
    rows = OutboxMessage.objects.filter(
        recipient=person, channel="email", state=MessageState.SENT
    ).exclude(calendar_ics="")
    client.receive_all(rows.order_by("sent_at", "pk").values_list("calendar_ics", flat=True))
    return {(uid, entry.starts, entry.ends) for uid, entry in client.shown.items()}


def visits_of(keeper: User) -> set:
    rows = Appointment.objects.scheduled().filter(application__created_by=keeper)
    return {(f"{one.uid}@localhost", one.starts_at, one.ends_at) for one in rows}


def journey_of(officer: User, trip: Trip) -> set:
    plan = TripPlan(Trip.objects.get(pk=trip.pk))
    if not plan.trip.is_fixed or officer not in [member.officer for member in plan.members]:
        return set()
    return {(f"{trip.uid}@localhost", plan.starts_at, plan.ends_at)}


def stop_at(trip: Trip, place: str) -> TripStop | None:
    return trip.stops.filter(application__library__kecamatan__name=place).first()


def put_on_day(trip: Trip, place: str, day: int, by: User, at: datetime, minutes: int = 0) -> None:
    trip.refresh_from_db()
    stop = stop_at(trip, place)
    legs = [trip_stops.Leg(leg.mode, leg.minutes, leg.description) for leg in stop.legs.all()]
    trip_stops.change(
        trip=trip, stop=stop, day=day, visit_minutes=minutes or stop.visit_minutes, note="", legs=legs,
        version=trip.version, by=by, at=at,
    )  # fmt: skip


def keeper_at(trip: Trip, place: str) -> User:
    return keeper_of(stop_at(trip, place).application)


def test_edits_that_follow_one_another_are_told_once(trip, budi):
    keeper = keeper_at(trip, "Muara Muntai")
    for number, day in enumerate((2, 3, 2)):
        put_on_day(trip, "Muara Muntai", day, budi, LATER + number * 5 * MINUTE)
        send(LATER + number * 5 * MINUTE)
    assert (arrived(keeper), arrived(budi)) == ([], [])

    send(LATER + 10 * MINUTE + held_news.PAUSE)

    assert (arrived(keeper), arrived(budi)) == (["appointment.moved"], ["trip.moved"])
    assert shown(keeper) == visits_of(keeper)
    assert shown(budi) == journey_of(budi, trip)


def test_whoever_edits_for_an_hour_delays_the_news_by_half_an_hour(trip, budi):
    keeper = keeper_at(trip, "Muara Muntai")
    for number in range(12):  # an edit every five minutes
        now = LATER + number * 5 * MINUTE
        put_on_day(trip, "Muara Muntai", 2 + number % 2, budi, now)
        send(now)
        if now < LATER + held_news.LONGEST:
            assert (arrived(keeper), arrived(budi)) == ([], [])

    assert (arrived(keeper), arrived(budi)) == (["appointment.moved"], ["trip.moved"])

    send(LATER + 2 * HOUR)

    assert len(arrived(keeper)) == len(arrived(budi)) == 2
    assert shown(keeper) == visits_of(keeper)
    assert shown(budi) == journey_of(budi, trip)


def test_what_was_taken_back_in_time_bothers_nobody(trip, budi):
    put_on_day(trip, "Muara Muntai", 3, budi, LATER)
    put_on_day(trip, "Muara Muntai", 1, budi, LATER + MINUTE)

    send(LATER + HOUR)

    keeper = keeper_at(trip, "Muara Muntai")
    assert (arrived(keeper), arrived(budi)) == ([], [])
    assert shown(keeper) == visits_of(keeper)


def test_who_is_visited_within_a_day_hears_at_once(trip, budi):
    soon = datetime(2026, 11, 29, 18, tzinfo=WITA)  # the boat leaves tomorrow morning

    put_on_day(trip, "Muara Muntai", 3, budi, soon)

    send(soon)
    keeper = keeper_at(trip, "Muara Muntai")
    assert arrived(keeper, since=soon) == ["appointment.moved"]
    assert arrived(budi, since=soon) == ["trip.moved"]


def test_a_library_added_by_mistake_never_hears_of_it(trip, budi):
    tabang = upriver("Tabang")
    stop = trip_stops.add(trip=trip, application=tabang, version=trip.version, by=budi, at=LATER)
    trip.refresh_from_db()
    trip_stops.remove(trip=trip, stop=stop, version=trip.version, by=budi, at=LATER + MINUTE)

    send(LATER + HOUR)

    assert arrived(keeper_of(tabang)) == []


def test_a_library_added_hears_of_its_visit_once_with_the_last_time(trip, budi):
    tabang = upriver("Tabang")
    trip_stops.add(trip=trip, application=tabang, version=trip.version, by=budi, at=LATER)
    put_on_day(trip, "Tabang", 5, budi, LATER + MINUTE)

    send(LATER + HOUR)

    assert arrived(keeper_of(tabang)) == ["appointment.scheduled"]
    assert shown(keeper_of(tabang)) == visits_of(keeper_of(tabang))


def test_who_was_on_the_team_by_mistake_never_hears_of_it(trip, budi, rina):
    for number, members in enumerate(([rina], [])):
        trip.refresh_from_db()
        trips.set_team(
            trip=trip, lead=budi, members=members, version=trip.version, by=budi, at=LATER + number * MINUTE
        )  # fmt: skip

    send(LATER + HOUR)

    assert (arrived(rina), arrived(budi)) == ([], [])


def test_who_leaves_the_library_meanwhile_reads_no_new_time(trip, budi):
    keeper = keeper_at(trip, "Muara Muntai")
    put_on_day(trip, "Muara Muntai", 3, budi, LATER)

    memberships.end(membership=keeper.memberships.get(), reason="x", by=budi, at=LATER + MINUTE)

    send(LATER + HOUR)
    assert arrived(keeper) == ["appointment.uninvited"]
    assert shown(keeper) == set()


STEP = st.tuples(
    st.sampled_from(("day", "length", "swap", "team", "add", "remove", "postpone", "revisit", "cancel")),
    st.integers(0, 5),
    st.sampled_from((0, 3, 15)),  # minutes until the next one
)  # fmt: skip


@pytest.mark.slow
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEP, min_size=3, max_size=9))
def test_whatever_is_edited_every_calendar_ends_exactly_right(steps, trip, budi, rina):
    with transaction.atomic():
        more = upriver(PLACES[2])
        keepers = [keeper_at(trip, place) for place in PLACES[:2]] + [keeper_of(more)]
        at = LATER
        for what, number, minutes in steps:
            with suppress(Refused), transaction.atomic():
                _act(what, number, trip, more, (budi, rina), at)
            send(at)
            at += minutes * MINUTE
        send(at + held_news.PAUSE)

        for keeper in keepers:
            assert shown(keeper) == visits_of(keeper), keeper
        for officer in (budi, rina):
            assert shown(officer) == journey_of(officer, trip), officer
        transaction.set_rollback(True)


def _act(
    what: str, number: int, trip: Trip, more: Application, team: tuple[User, User], at: datetime
) -> None:
    trip.refresh_from_db()
    by, place = team[0], PLACES[number % 3]
    stop = stop_at(trip, place)
    seen = {"trip": trip, "version": trip.version, "by": by, "at": at}
    if what == "add":
        trip_stops.add(application=more, **seen)
    elif what == "team":
        lead, *members = (team, team[::-1], team[:1], team[1:])[number % 4]
        trips.set_team(lead=lead, members=members, **seen)
    elif what == "cancel" and number == 0:
        trips.cancel(reason="Banjir", **seen)
    elif stop is None:
        return
    elif what == "day":
        put_on_day(trip, place, 1 + number // 2, by, at)
    elif what == "length":
        put_on_day(trip, place, stop.day, by, at, minutes=60 + 30 * number)
    elif what == "swap":
        trip_stops.move(stop=stop, step=(-1, 1)[number % 2], **seen)
    elif what == "remove":
        trip_stops.remove(stop=stop, **seen)
    elif what == "postpone":
        trip_stops.postpone(stop=stop, reason="Banjir", by=by, at=at)
    elif what == "revisit":
        trip_stops.revisit(stop=stop, **seen)
