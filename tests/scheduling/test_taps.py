"""Before the boat leaves: who is asked when, and what an answer does."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from klik_portal.core.clock import WITA
from klik_portal.core.verdict import Refused
from klik_portal.notifications.models import MessageState, OutboxMessage
from libraries.operations import memberships
from scheduling.models import OfficerSlot, ReadinessTap, StopState, VisitRequest
from scheduling.operations import taps, trip_stops, trips
from tests.factories.accreditation import MONDAY
from tests.factories.upriver import drafted, keeper_of, load_routes, upriver, wish_of
from tests.scheduling.test_appointments import events

pytestmark = pytest.mark.django_db
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
VISIT = datetime(2026, 11, 30, 10, 15, tzinfo=WITA)


@pytest.fixture
def trip(budi):
    load_routes()
    trip = drafted("Kota Bangun", "Muara Muntai", by=budi)
    return trips.fix(trip=trip, version=trip.version, by=budi, at=MONDAY - DAY)


@pytest.fixture
def stop(trip):
    return trip.stops.get(application__library__kecamatan__name="Kota Bangun")


@pytest.fixture
def keeper(stop):
    return keeper_of(stop.application)


def asked(person) -> list[OutboxMessage]:
    rows = OutboxMessage.objects.filter(recipient=person, event__startswith="readiness.d")
    return list(rows.filter(channel="email").order_by("pk"))


def token_of(message: OutboxMessage) -> str:
    return re.fullmatch(r"/kesiapan/([\w-]+)/", message.link)[1]


def tapped(person, at=VISIT - DAY) -> str:
    """The link that person got the day before."""
    taps.ask_due(at=at)
    return token_of(asked(person)[-1])


def answered(person, answer, note="", at=VISIT - 20 * HOUR):
    token = tapped(person, at - HOUR)
    return taps.answer(tap=taps.find(token), answer=answer, note=note, at=at)


class TestAsking:
    def rungs(self, keeper) -> list[str]:
        return [message.event for message in asked(keeper)]

    def test_a_week_and_a_day_before_once_each(self, trip, keeper):
        for hours in range(8 * 24):
            taps.ask_due(at=VISIT - 8 * DAY + hours * HOUR)
            taps.ask_due(at=VISIT - 8 * DAY + hours * HOUR + MINUTE)

        assert self.rungs(keeper) == ["readiness.d7", "readiness.d1"]
        assert ReadinessTap.objects.filter(person=keeper).count() == 2

    @pytest.mark.parametrize(
        ("left", "told"),
        [(7 * DAY + MINUTE, []), (7 * DAY, ["readiness.d7"]), (3 * DAY, ["readiness.d7"]),
         (2 * DAY, []), (DAY + MINUTE, []), (DAY, ["readiness.d1"]), (MINUTE, ["readiness.d1"]),
         (timedelta(0), [])],
    )  # fmt: skip
    def test_after_a_downtime_the_late_one_still_goes_out(self, trip, keeper, left, told):
        taps.ask_due(at=VISIT - left)

        assert self.rungs(keeper) == told

    def test_nobody_is_woken_at_night(self, trip, keeper):
        taps.ask_due(at=datetime(2026, 11, 29, 22, 0, tzinfo=WITA))

        [message] = asked(keeper)
        assert message.due_at == datetime(2026, 11, 30, 6, 0, tzinfo=WITA)

    def test_a_moved_visit_is_asked_about_anew_and_the_old_link_is_dead(
        self, trip, stop, keeper, budi
    ):
        old = tapped(keeper)
        legs = [trip_stops.Leg("road", 150)]
        trip_stops.change(
            trip=trip, stop=stop, day=1, visit_minutes=120, note="", legs=legs, version=trip.version,
            by=budi, at=VISIT - 23 * HOUR,
        )  # fmt: skip

        taps.ask_due(at=VISIT - 22 * HOUR)

        assert self.rungs(keeper) == ["readiness.d1", "readiness.d1"]
        with pytest.raises(Refused) as refusal:
            taps.answer(tap=taps.find(old), answer="ready", note="", at=VISIT - 22 * HOUR)
        assert refusal.value.reasons == (
            "Jadwal kunjungan berubah. Pakai tautan pada pesan yang terbaru.",
        )

    def test_a_question_of_the_night_dies_with_its_visit(self, trip, stop, keeper, budi):
        night = datetime(2026, 11, 29, 22, 0, tzinfo=WITA)
        taps.ask_due(at=night)

        trip_stops.postpone(stop=stop, reason="Banjir", by=budi, at=night + HOUR)

        assert {m.state for m in asked(keeper)} == {MessageState.CANCELLED}

    def test_drafts_ask_nobody(self, budi):
        load_routes()
        drafted("Kota Bangun", by=budi)

        assert taps.ask_due(at=VISIT - DAY) == 0

    def test_the_token_is_not_kept(self, trip, keeper):
        token = tapped(keeper)

        assert not ReadinessTap.objects.filter(token_hash=token).exists()
        assert taps.find(token).person == keeper


class TestAnswering:
    def test_ready_is_noted_and_bothers_nobody(self, trip, stop, keeper, budi):
        tap = answered(keeper, "ready")

        assert (tap.answer, tap.stop) == ("ready", stop)
        assert not OutboxMessage.objects.filter(event="readiness.ready").exists()

    def test_works_are_told_to_the_team_and_the_visit_stays(self, trip, stop, keeper, budi):
        answered(keeper, "works", "Cat basah")

        [mail] = OutboxMessage.objects.filter(event="readiness.works", channel="email")
        assert (mail.recipient, mail.lines[0]) == (
            budi, 'Perpustakaan Kota Bangun menjawab "sedang perbaikan": Cat basah',
        )  # fmt: skip
        stop.refresh_from_db()
        assert stop.state == StopState.PLANNED

    def test_tunda_frees_the_time_and_lets_the_library_wait_again(self, trip, stop, keeper, budi):
        wish_of(upriver("Muara Wis"))
        answered(keeper, "postpone", "Kepala desa di Samarinda")

        stop.refresh_from_db()
        assert (stop.state, stop.appointment) == (StopState.POSTPONED, None)
        [cancelled] = OutboxMessage.objects.filter(
            event="appointment.cancelled", channel="email", recipient=keeper
        )
        assert events(cancelled)[1:] == (1, "CANCEL")
        assert not OfficerSlot.objects.filter(starts_at=VISIT).exists()
        wish = VisitRequest.objects.get(application=stop.application)
        assert wish.state == "open"
        assert "Kepala desa di Samarinda" in wish.note
        [told] = OutboxMessage.objects.filter(event="readiness.postpone", channel="email")
        assert told.recipient == budi
        assert told.lines[-1] == "Searah dan sudah siap: Perpustakaan Muara Wis."

    def test_once(self, trip, keeper):
        token = tapped(keeper)
        taps.answer(tap=taps.find(token), answer="ready", note="", at=VISIT - 20 * HOUR)

        again = taps.answer(tap=taps.find(token), answer="postpone", note="", at=VISIT - 19 * HOUR)

        assert again.answer == "ready"

    def test_not_when_the_visit_has_begun(self, trip, keeper):
        token = tapped(keeper)

        with pytest.raises(Refused) as refusal:
            taps.answer(tap=taps.find(token), answer="ready", note="", at=VISIT)
        assert refusal.value.reasons == (
            "Waktu kunjungan sudah tiba, jadi tautan ini tidak berlaku lagi.",
        )


class TestThePage:
    @pytest.fixture
    def now(self, monkeypatch):
        monkeypatch.setattr("klik_portal.core.clock.now", lambda: VISIT - 20 * HOUR)

    def test_it_works_without_signing_in_and_looking_changes_nothing(self, now, trip, keeper):
        url = reverse("scheduling:tap", args=[tapped(keeper)])

        page = Client().get(url)

        assert page.status_code == 200
        assert "Perpustakaan Kota Bangun" in page.content.decode()
        assert keeper.name not in page.content.decode()
        assert page["Cache-Control"] == "private, no-store"
        assert page["Referrer-Policy"] == "same-origin"  # without it browsers refuse their own form
        assert not ReadinessTap.objects.exclude(answer="").exists()

    def test_sending_it_answers_and_says_thanks(self, now, trip, keeper):
        url = reverse("scheduling:tap", args=[tapped(keeper)])

        page = Client().post(url, {"answer": "works", "note": "Cat basah"}, follow=True)

        text = page.content.decode()
        assert "Terima kasih, jawaban diterima" in text
        assert "Sedang perbaikan" in text
        assert "<form" not in text.split("<main")[1]
        assert ReadinessTap.objects.exclude(answer="").count() == 1

    def test_an_empty_answer_is_asked_for_again(self, now, trip, keeper):
        url = reverse("scheduling:tap", args=[tapped(keeper)])

        assert Client().post(url, {}).status_code == 422

    def test_who_left_the_library_answers_nothing_for_it(self, now, trip, stop, keeper, budi):
        url = reverse("scheduling:tap", args=[tapped(keeper)])
        memberships.end(
            membership=keeper.memberships.get(), reason="Pindah", by=budi, at=VISIT - 22 * HOUR
        )

        for page in (Client().get(url), Client().post(url, {"answer": "postpone"})):
            assert page.status_code == 410
            assert "bukan lagi untuk Anda" in page.content.decode()
        stop.refresh_from_db()
        assert stop.state == StopState.PLANNED

    def test_a_mail_scanner_that_only_looks_uses_nothing_up(self, now, trip, keeper):
        url = reverse("scheduling:tap", args=[tapped(keeper)])

        looks = [Client().head(url), Client().get(url), Client().options(url)]

        assert [look.status_code for look in looks] == [200, 200, 200]
        assert not ReadinessTap.objects.exclude(answer="").exists()
        assert Client().post(url, {"answer": "ready"}).status_code == 302

    def test_a_late_link_says_so(self, trip, keeper, monkeypatch):
        url = reverse("scheduling:tap", args=[tapped(keeper)])
        monkeypatch.setattr("klik_portal.core.clock.now", lambda: VISIT + HOUR)

        for page in (Client().get(url), Client().post(url, {"answer": "ready"})):
            assert page.status_code == 410
            assert "tidak berlaku lagi" in page.content.decode()

    def test_a_wrong_link_is_nothing(self, trip):
        assert Client().get("/kesiapan/tidak-ada/").status_code == 404

    def test_guessing_is_slowed_down(self, trip, settings):
        settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "wrong_tap": "3/m/ip"}
        client = Client(REMOTE_ADDR="10.9.8.7")

        answers = {client.get(f"/kesiapan/salah-{n}/").status_code for n in range(4)}

        assert answers == {404, 429}
