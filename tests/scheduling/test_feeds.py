"""Private calendar addresses: who may read them, what stands in them, how they are taken back."""

from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from klik_portal.audit.models import AuditEvent
from klik_portal.core.verdict import Refused
from klik_portal.notifications.models import OutboxMessage
from libraries.models import Library
from scheduling.models import Appointment, CalendarFeed, Trip, TripMember
from scheduling.operations import appointments, feeds
from tests.calendar_client import subscribed
from tests.scheduling.cases import DAY, HOUR, MONDAY, TOMORROW, WEDNESDAY, book

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def url(feed):
    return reverse("scheduling:feed", args=[feed.token])


def read(feed, client=None, **headers):
    return (client or Client()).get(url(feed), **headers)


@pytest.fixture
def sitis(siti, enggelam):
    return feeds.make(library=enggelam, by=siti, at=MONDAY)


@pytest.fixture
def budis(budi):
    return feeds.make(library=None, by=budi, at=MONDAY)


@pytest.fixture
def trip(budi):
    trip = Trip.objects.create(
        code="PJL-2026-0001", title="Hulu Mahakam", first_on="2026-12-01", last_on="2026-12-03", state="fixed",
        sequence=4, created_by=budi, created_at=MONDAY, changed_at=MONDAY,
    )  # fmt: skip
    TripMember.objects.create(trip=trip, officer=budi)
    return trip


def test_a_librarys_feed_has_its_appointments_and_nobody_elses(mentored, jokos, sitis, budi):
    talk = book(mentored, budi)
    book(jokos, budi, WEDNESDAY)

    answer = read(sitis)

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    entry = subscribed(answer.content.decode())[f"{talk.uid}@localhost"]
    assert len(subscribed(answer.content.decode())) == 1
    assert (entry.starts, entry.ends, entry.sequence) == (TOMORROW, TOMORROW + HOUR, 0)
    assert entry.summary == "Konsultasi Zoom: Perpustakaan Desa Muara Enggelam"


def test_an_officers_feed_has_their_appointments_and_fixed_trips(mentored, budis, budi, rina, trip):
    talk = book(mentored, budi)
    book(mentored, rina, WEDNESDAY)

    entries = subscribed(read(budis).content.decode())

    assert set(entries) == {f"{talk.uid}@localhost", f"{trip.uid}@localhost"}
    journey = entries[f"{trip.uid}@localhost"]
    assert (journey.starts, journey.ends) == (date(2026, 12, 1), date(2026, 12, 4))
    assert (journey.sequence, journey.summary) == (4, "Perjalanan: Hulu Mahakam")


@pytest.mark.parametrize(("state", "count"), [("draft", 0), ("cancelled", 0), ("done", 1)])
def test_only_trips_that_are_fixed_or_done(budis, trip, state, count):
    closed_at = MONDAY if state in ("cancelled", "done") else None
    Trip.objects.update(state=state, closed_at=closed_at)

    assert len(subscribed(read(budis).content.decode())) == count


def test_a_library_does_not_see_journeys(sitis, trip):
    assert subscribed(read(sitis).content.decode()) == {}


def test_what_is_cancelled_is_gone_what_took_place_stays(mentored, sitis, budi):
    book(mentored, budi)
    appointments.cancel(appointment=book(mentored, budi, WEDNESDAY), reason="x", by=budi, at=MONDAY)
    Appointment.objects.filter(state="scheduled").update(state="attended", closed_at=MONDAY)

    assert [e.starts for e in subscribed(read(sitis).content.decode()).values()] == [TOMORROW]


def test_the_same_facts_are_the_same_bytes(mentored, sitis, budi):
    book(mentored, budi)
    first = read(sitis)

    with time_machine.travel(MONDAY + DAY, tick=False):
        later = read(sitis)
        unchanged = read(sitis, HTTP_IF_NONE_MATCH=first["ETag"])

    assert later.content == first.content
    assert (later["ETag"], later["Cache-Control"]) == (first["ETag"], "private, max-age=300")
    assert (unchanged.status_code, unchanged.content) == (304, b"")


def test_a_change_is_seen(mentored, sitis, budi):
    talk = book(mentored, budi)
    before = read(sitis)

    appointments.move(
        appointment=talk, version=1, officer=budi, starts_at=WEDNESDAY, length_minutes=60,
        join_url=talk.join_url, by=budi, at=MONDAY + HOUR,
    )  # fmt: skip

    after = read(sitis, HTTP_IF_NONE_MATCH=before["ETag"])
    assert after.status_code == 200
    assert [(e.starts, e.sequence) for e in subscribed(after.content.decode()).values()] == [
        (WEDNESDAY, 1)
    ]


def test_the_calendar_has_a_name_and_a_uid_of_its_own(sitis):
    lines = read(sitis).content.decode().replace("\r\n ", "").splitlines()

    assert f"UID:kalender-{sitis.pk}@127.0.0.1" in lines
    assert "NAME:Klik: Perpustakaan Desa Muara Enggelam" in lines
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in lines


@pytest.mark.parametrize(
    "breach", ["\r\n", "\n", "\r", "\x85", "\u2028", ";", "\\", ":", '"'], ids=repr
)
def test_what_people_type_stays_text_in_calendars(mentored, sitis, budi, breach):
    evil = breach.join(["A", "END:VEVENT", "BEGIN:VEVENT", "ATTENDEE:mailto:x@contoh.id", "B"])
    Library.objects.update(name=evil)
    talk = book(mentored, budi, place=evil, agenda=evil)

    for text in (
        read(sitis).content.decode(),
        OutboxMessage.objects.filter(recipient=budi, channel="email").get().calendar_ics,
    ):
        assert len(subscribed(text)) == 1
        assert subscribed(text)[f"{talk.uid}@localhost"].starts == TOMORROW
        assert "\r" not in text.replace("\r\n", "")
        assert "\n" not in text.replace("\r\n", "")
        assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
        assert "ATTENDEE:mailto:x@contoh.id" not in text.split("\r\n")


def test_nobody_signs_in_to_read_and_reading_costs_few_queries(
    mentored, budis, budi, django_assert_max_num_queries
):
    for number in range(5):
        book(mentored, budi, TOMORROW + number * DAY)

    with django_assert_max_num_queries(4):
        assert read(budis).status_code == 200


class TestWhoMayNotRead:
    def test_a_guess(self, db):
        assert Client().get(reverse("scheduling:feed", args=["x" * 22])).status_code == 404

    def test_a_revoked_address(self, sitis, siti):
        feeds.revoke(feed=sitis, by=siti, at=MONDAY)

        assert read(sitis).status_code == 404

    def test_a_renewed_one_reads_under_the_new_address_only(self, sitis, siti):
        renewed = feeds.renew(feed=sitis, by=siti, at=MONDAY)

        assert (read(sitis).status_code, read(renewed).status_code) == (404, 200)

    def test_a_switched_off_account(self, sitis, siti):
        siti.is_active = False
        siti.save()

        assert read(sitis).status_code == 404

    def test_a_former_member(self, sitis, siti, budi):
        siti.memberships.get().end(by=budi, at=MONDAY, reason="Pindah")

        assert read(sitis).status_code == 404

    def test_somebody_who_is_no_officer_any_more(self, budis, budi):
        budi.role = "applicant"
        budi.save()

        assert read(budis).status_code == 404


class TestMaking:
    def test_a_second_tap_gives_the_same_address(self, sitis, siti, enggelam):
        assert feeds.make(library=enggelam, by=siti, at=MONDAY) == sitis

    @pytest.mark.parametrize("name", ["joko", "mantan"])
    def test_only_for_ones_own_library(self, request, enggelam, name):
        with pytest.raises(Refused):
            feeds.make(library=enggelam, by=request.getfixturevalue(name), at=MONDAY)

    def test_the_own_one_is_for_officers(self, siti):
        with pytest.raises(Refused):
            feeds.make(library=None, by=siti, at=MONDAY)

    def test_only_the_owner_takes_it_back(self, sitis, joko):
        with pytest.raises(Refused):
            feeds.revoke(feed=sitis, by=joko, at=MONDAY)

    def test_the_trail_does_not_carry_the_address(self, sitis):
        event = AuditEvent.objects.get(subject_kind="calendar_feed")

        assert event.verb == "made"
        assert sitis.token not in f"{event.subject_code}{event.payload}"


class TestPage:
    URL = "/kalender-saya/"

    def test_make_copy_renew_and_revoke(self, siti, enggelam, client_of):
        client = client_of(siti)
        assert "Buat alamat kalender" in client.get(self.URL).content.decode()

        client.post(reverse("scheduling:feed-make"), {"library": enggelam.code})
        first = CalendarFeed.objects.get()
        assert url(first) in client.get(self.URL).content.decode()

        client.post(reverse("scheduling:feed-renew", args=[first.token]))
        second = CalendarFeed.objects.live().get()
        assert second.token != first.token
        assert url(first) not in client.get(self.URL).content.decode()

        client.post(reverse("scheduling:feed-revoke", args=[second.token]))
        assert not CalendarFeed.objects.live().exists()

    def test_an_officer_makes_their_own(self, budi, client_of):
        client_of(budi).post(reverse("scheduling:feed-make"))

        assert CalendarFeed.objects.get().library is None

    def test_the_page_is_not_kept_by_browsers(self, siti, client_of):
        assert "no-store" in client_of(siti).get(self.URL)["Cache-Control"]

    def test_another_library_does_not_exist_here(self, siti, tabang, client_of):
        answer = client_of(siti).post(
            reverse("scheduling:feed-make"), {"library": tabang.code}, follow=True
        )

        assert "Pilih perpustakaan yang Anda kelola" in answer.content.decode()
        assert not CalendarFeed.objects.exists()
