"""Zoom follows the appointments, whatever Zoom answers and whenever a worker dies."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import F
from werkzeug import Response

from accreditation.operations import applications
from accreditation.workflow import State
from klik_portal.audit.models import AuditEvent
from klik_portal.core.verdict import Refused
from klik_portal.notifications.models import Heartbeat, OutboxMessage
from scheduling import zoom
from scheduling.models import Appointment, ZoomMeeting
from scheduling.operations import appointments, invitations, zoom_meetings
from tests.factories.accreditation import MONDAY, ApplicationFactory
from tests.fake_zoom import told
from tests.scheduling.test_appointments import TOMORROW, book, events

pytestmark = pytest.mark.django_db
DAY, HOUR, MINUTE, SECOND = (
    timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1),
)  # fmt: skip
LINK = "https://us05web.zoom.us/j/85012345001?pwd=abc"


@pytest.fixture
def mentoring(enggelam, siti):
    return ApplicationFactory(library=enggelam, state=State.MENTORING, created_by=siti)


@pytest.fixture
def talk(fake, mentoring, budi):
    """Booked without a link; Zoom has not heard of it yet."""
    return book(mentoring, budi, join_url="")


def sync(at=MONDAY + SECOND):
    return zoom_meetings.sync_due(at=at)


def row_of(appointment):
    return ZoomMeeting.objects.get(appointment=appointment)


def move(appointment, officer, starts_at=TOMORROW + DAY, **changes):
    appointment.refresh_from_db()
    facts = {
        "version": appointment.version, "length_minutes": 30, "by": officer, "at": MONDAY + HOUR,
    }  # fmt: skip
    return appointments.move(
        appointment=appointment, officer=officer, starts_at=starts_at, **{**facts, **changes}
    )


def mails(person, kind="appointment"):
    """(event, state) of a person's mails in order."""
    rows = OutboxMessage.objects.filter(channel="email", recipient=person, event__startswith=kind)
    return [(m.event.rpartition(".")[2], m.state) for m in rows.order_by("pk")]


class TestCreating:
    def test_a_talk_gets_its_meeting_and_its_link(self, fake, talk, settings):
        settings.BASE_URL = "https://klik.contoh.go.id"

        sync()

        talk.refresh_from_db()
        assert (talk.join_url, talk.sequence) == (LINK, 1)
        assert fake.made("POST")[0].path == "/users/me/meetings"
        assert fake.made("POST")[0].body == {
            "topic": "Perpustakaan Desa Muara Enggelam [klik.contoh.go.id JDW-2026-0001]",
            "type": 2,
            "start_time": "2026-11-24T02:00:00Z",
            "duration": 60,
            "timezone": "Asia/Makassar",
            "agenda": "",
            "settings": {
                "join_before_host": False, "waiting_room": True, "mute_upon_entry": True,
                "participant_video": False, "meeting_authentication": False, "auto_recording": "none",
            },
        }  # fmt: skip
        row = row_of(talk)
        assert (row.state, row.meeting_id, row.host, row.settled_sequence, row.attempts) == (
            "settled", "85012345001", "me", 1, 0,
        )  # fmt: skip

    def test_settled_means_no_further_call(self, fake, talk):
        sync()
        calls = len(fake.calls)

        sync(MONDAY + HOUR)

        assert len(fake.calls) == calls

    def test_one_token_serves_many_calls(self, fake, talk, mentoring, budi):
        book(mentoring, budi, TOMORROW + 2 * HOUR, join_url="")

        sync()

        assert (fake.tokens_given, len(fake.meetings)) == (1, 2)

    def test_a_pasted_link_is_left_alone(self, fake, mentoring, budi):
        book(mentoring, budi)

        sync()

        assert (ZoomMeeting.objects.count(), fake.calls) == (0, [])

    @pytest.mark.parametrize("mode", ["phone", "on_site"])
    def test_other_ways_to_meet_need_no_zoom(self, fake, mentoring, budi, mode):
        book(mentoring, budi, mode=mode, join_url="")

        assert not ZoomMeeting.objects.exists()

    def test_without_keys_nothing_is_written_and_nobody_is_called(self, mentoring, budi):
        book(mentoring, budi)

        assert sync() == zoom_meetings.SyncReport()
        assert not ZoomMeeting.objects.exists()

    def test_a_talk_that_is_over_is_not_created_any_more(self, fake, talk):
        sync(TOMORROW + 2 * HOUR)

        assert (fake.made("POST"), row_of(talk).state) == ([], "settled")

    def test_the_beat_leaves_its_pulse(self, fake, talk):
        sync()

        assert Heartbeat.objects.get(job="scheduling.sync_zoom").done == 1


class TestInvitations:
    def test_the_first_one_waits_for_the_link_and_carries_it(self, fake, talk, siti):
        assert mails(siti) == [("scheduled", "queued")]
        assert OutboxMessage.objects.filter(recipient=siti).first().due_at == MONDAY + 2 * MINUTE

        sync()

        assert mails(siti) == [("scheduled", "cancelled"), ("scheduled", "queued")]
        mail = OutboxMessage.objects.filter(recipient=siti, channel="email").last()
        assert mail.due_at == MONDAY + SECOND or mail.due_at < MONDAY + 2 * SECOND
        assert events(mail) == (f"{talk.uid}@localhost", 1, "REQUEST")
        assert f"Tautan Zoom: {LINK}" in mail.lines

    def test_when_zoom_is_late_it_leaves_without_and_the_link_follows(self, fake, talk, siti):
        OutboxMessage.objects.update(state="sent")  # two minutes have passed
        mail = OutboxMessage.objects.filter(recipient=siti, channel="email").get()
        assert "Tautan Zoom: menyusul." in mail.lines

        sync(MONDAY + 10 * MINUTE)

        assert mails(siti) == [("scheduled", "sent"), ("linked", "queued")]
        update = OutboxMessage.objects.filter(recipient=siti, channel="email").last()
        assert update.subject.startswith("Tautan Zoom sudah ada: Konsultasi Zoom Selasa")
        assert events(update)[1:] == (1, "REQUEST")

    def test_moved_before_anybody_heard_of_it_is_one_invitation(self, fake, talk, siti, budi):
        move(talk, budi, at=MONDAY + SECOND)

        sync(MONDAY + 2 * SECOND)

        assert [event for event, state in mails(siti) if state == "queued"] == ["scheduled"]
        assert set(mails(siti)) == {("scheduled", "cancelled"), ("scheduled", "queued")}

    def test_cancelled_before_anybody_heard_of_it_is_silence(self, fake, talk, siti, budi):
        appointments.cancel(appointment=talk, reason="Salah pilih", by=budi, at=MONDAY + SECOND)

        assert mails(siti) == [("scheduled", "cancelled")]

    def test_a_person_told_already_hears_that_it_is_off(self, fake, talk, siti, budi):
        sync()
        OutboxMessage.objects.filter(state="queued").update(state="sent")

        appointments.cancel(appointment=talk, reason="Banjir", by=budi, at=MONDAY + HOUR)

        assert mails(siti)[-1] == ("cancelled", "queued")

    def test_a_parked_talk_holds_up_nobody(self, fake, talk, siti, budi):
        OutboxMessage.objects.update(state="sent")
        ZoomMeeting.objects.update(state="parked")

        invitations.invite(appointment=talk, event="moved", at=MONDAY + HOUR)

        assert (
            OutboxMessage.objects.filter(event="appointment.moved").first().due_at == MONDAY + HOUR
        )


class TestChanging:
    @pytest.fixture(autouse=True)
    def _linked(self, talk):
        sync()
        OutboxMessage.objects.update(state="sent")
        talk.refresh_from_db()

    def test_a_moved_talk_keeps_its_meeting_and_link(self, fake, talk, budi):
        move(talk, budi)

        sync(MONDAY + HOUR)

        talk.refresh_from_db()
        assert talk.join_url == LINK
        assert [c.path for c in fake.made("PATCH")] == ["/meetings/85012345001"]
        meeting = fake.meetings[85012345001]
        assert (meeting["start_time"], meeting["duration"]) == ("2026-11-25T02:00:00Z", 30)
        assert (row_of(talk).state, row_of(talk).settled_sequence) == ("settled", talk.sequence)

    def test_a_moved_talk_that_somebody_deleted_in_zoom_gets_a_new_one(self, fake, talk, budi):
        fake.meetings.clear()
        move(talk, budi)

        sync(MONDAY + HOUR)

        talk.refresh_from_db()
        assert list(fake.meetings) == [85012345002]
        assert talk.join_url == "https://us05web.zoom.us/j/85012345002?pwd=abc"

    def test_a_cancelled_talk_is_deleted(self, fake, talk, budi):
        appointments.cancel(appointment=talk, reason="Banjir", by=budi, at=MONDAY + HOUR)

        sync(MONDAY + HOUR)

        assert fake.meetings == {}
        row = row_of(talk)
        assert (row.state, row.meeting_id) == ("settled", "")
        assert row.removed_at >= MONDAY + HOUR

    def test_deleting_what_is_gone_already_is_fine(self, fake, talk, budi):
        fake.meetings.clear()
        appointments.cancel(appointment=talk, reason="Banjir", by=budi, at=MONDAY + HOUR)

        sync(MONDAY + HOUR)

        assert row_of(talk).state == "settled"

    def test_a_withdrawn_request_takes_its_meeting_along(self, fake, mentoring, siti):
        applications.advance(
            application=mentoring, step="withdraw", by=siti, at=MONDAY + HOUR, note="Pindah"
        )

        sync(MONDAY + HOUR)

        assert fake.meetings == {}

    def test_a_held_talk_stays_in_zoom(self, fake, talk, budi):
        appointments.record_result(
            appointment=talk, attended=True, note="", by=budi, at=TOMORROW + HOUR
        )

        sync(TOMORROW + HOUR)

        assert (len(fake.meetings), row_of(talk).meeting_id) == (1, "85012345001")

    def test_moved_and_cancelled_before_the_worker_came_is_one_call(self, fake, talk, budi):
        move(talk, budi)
        appointments.cancel(appointment=talk, reason="Banjir", by=budi, at=MONDAY + HOUR)

        sync(MONDAY + HOUR)

        assert (fake.made("PATCH"), len(fake.made("DELETE"))) == ([], 1)

    def test_a_typed_link_does_not_replace_zooms(self, fake, talk, budi):
        moved = move(talk, budi, join_url="https://zoom.us/j/7")

        assert moved.join_url == LINK

    def test_a_change_while_zoom_is_being_told_is_told_too(self, fake, talk, budi, monkeypatch):
        original = zoom.Client.update

        def update(client, **facts):
            original(client, **facts)
            if len(fake.made("PATCH")) == 1:
                Appointment.objects.update(agenda="Rak", sequence=F("sequence") + 1)

        monkeypatch.setattr(zoom.Client, "update", update)
        move(talk, budi)

        sync(MONDAY + HOUR)

        assert [call.body["agenda"] for call in fake.made("PATCH")] == ["", "Rak"]


class TestOfficersHost:
    @pytest.fixture(autouse=True)
    def _officers_host(self, settings, fake):
        settings.ZOOM_HOST = "officer"

    def test_each_officer_hosts_with_their_own_account(self, fake, talk):
        sync()

        assert fake.made("POST")[0].path == "/users/budi@contoh.id/meetings"

    def test_another_officer_means_another_meeting_and_link(self, fake, talk, budi, rina, siti):
        sync()
        OutboxMessage.objects.update(state="sent")

        moved = appointments.move(
            appointment=talk, version=1, officer=rina, starts_at=TOMORROW, length_minutes=60,
            by=budi, at=MONDAY + HOUR,
        )  # fmt: skip
        assert moved.join_url == ""
        sync(MONDAY + HOUR)

        assert {m["host_id"] for m in fake.meetings.values()} == {"rina@contoh.id"}
        moved.refresh_from_db()
        assert moved.join_url == "https://us05web.zoom.us/j/85012345002?pwd=abc"
        assert [e for e in mails(siti) if e[1] == "queued"] == [("linked", "queued")]

    def test_an_officer_without_an_address_is_a_sentence(self, fake, talk, budi):
        budi.email = None
        budi.save()

        sync()

        assert (
            row_of(talk).last_error
            == "Petugas belum punya surel, jadi akun Zoom-nya tidak dikenal."
        )


class TestTrouble:
    def test_a_token_that_expired_early_is_replaced_once(self, fake, talk, mentoring, budi):
        sync()
        fake.tokens.clear()
        book(mentoring, budi, TOMORROW + 2 * HOUR, join_url="")

        sync()

        assert (fake.tokens_given, len(fake.meetings)) == (2, 2)

    def test_unauthorised_for_ever_ends_with_a_person(self, fake, talk):
        fake.before = lambda call: told({}, 401) if call.path != "/oauth/token" else None

        at = MONDAY
        for _try in range(5):
            at += 2 * HOUR
            sync(at)

        row = row_of(talk)
        assert (row.state, row.attempts) == ("parked", 5)
        assert row.last_error == "Zoom menolak kunci Klik. Periksa setelan Zoom di server."
        assert fake.tokens_given == 6
        calls = len(fake.calls)
        sync(at + DAY)
        assert len(fake.calls) == calls

    def test_wrong_keys_are_said_so(self, fake, talk):
        fake.secret = "another"

        sync()

        assert row_of(talk).last_error == "Zoom menolak kunci Klik. Periksa setelan Zoom di server."

    @pytest.mark.parametrize(
        ("header", "minutes"), [("90", 1.5), ("0", 0), ("86400000", 24 * 60), ("3600", 60)]
    )
    def test_too_many_calls_wait_as_long_as_zoom_asks(self, fake, talk, header, minutes):
        fake.before = lambda call: told({}, 429, Retry_After=header)

        sync()

        row = row_of(talk)
        left = row.due_at - MONDAY - minutes * MINUTE
        assert (row.state, row.last_error) == ("due", "Zoom sedang membatasi permintaan.")
        assert timedelta(0) <= left < timedelta(seconds=20)

    def test_waiting_as_asked_uses_up_no_tries(self, fake, talk):
        fake.before = lambda call: told({}, 429, Retry_After="60")

        for hours in range(1, 9):
            sync(MONDAY + hours * HOUR)

        assert (row_of(talk).state, row_of(talk).attempts) == ("due", 0)

    def test_zooms_daily_limit_names_a_moment(self, fake, talk):
        tomorrow = (datetime.now(UTC) + 2 * HOUR).isoformat(timespec="seconds")
        fake.before = lambda call: told({}, 429, Retry_After=tomorrow.replace("+00:00", "Z"))

        sync()

        assert 118 * MINUTE < row_of(talk).due_at - MONDAY < 121 * MINUTE

    @pytest.mark.parametrize("status", [500, 502, 503])
    def test_a_broken_zoom_is_tried_again_in_growing_steps(self, fake, talk, status):
        fake.before = lambda call: Response("<html>", status)
        waits, at = [], MONDAY
        for _try in range(4):
            sync(at)
            waits.append(round((row_of(talk).due_at - at) / MINUTE))
            at = row_of(talk).due_at

        assert waits == [1, 5, 15, 60]
        fake.before = lambda call: None
        sync(at)
        assert (row_of(talk).state, row_of(talk).last_error) == ("settled", "")

    @pytest.mark.parametrize(
        ("answer", "sentence"),
        [
            (Response("not json", 200, content_type="application/json"), "Jawaban Zoom tidak dapat dibaca."),
            (told([1, 2]), "Jawaban Zoom tidak dapat dibaca."),
            (told({"meetings": "none"}), "Jawaban Zoom tidak dapat dibaca."),
            (told({"meetings": [{"id": "../../x"}]}), "Jawaban Zoom tidak dapat dibaca."),
            (told({}, 302, Location="https://evil.example/"), "Zoom menolak permintaan (302)."),
            (told({"message": "Bad field"}, 400), "Zoom menolak permintaan (400). Bad field"),
        ],
    )  # fmt: skip
    def test_an_answer_that_makes_no_sense_changes_nothing(self, fake, talk, answer, sentence):
        fake.before = lambda call: answer if call.path != "/oauth/token" else None

        sync()

        talk.refresh_from_db()
        assert (row_of(talk).last_error.strip(), talk.join_url) == (sentence, "")

    @pytest.mark.parametrize(
        "address",
        [
            "http://zoom.us/j/1", "https://zoom.us.evil.example/j/1", "https://evil.example/zoom.us",
            "https://zoom.us@evil.example/", "https://evil.example\\@zoom.us/", "javascript:alert(1)",
            "https://zoom.us/ j", "https://[zoom.us/", "", None, 5, "https://zoom.us/" + "a" * 600,
        ],
    )  # fmt: skip
    def test_a_link_that_leads_elsewhere_is_not_taken(self, fake, talk, address):
        def lying(call):
            if call.method == "POST":
                for meeting in fake.meetings.values():
                    meeting["join_url"] = address
                return told({"id": 1, "topic": "x", "join_url": address}, 201)
            return None

        fake.after = lying

        sync()

        talk.refresh_from_db()
        assert talk.join_url == ""

    def test_an_odd_error_holds_up_nobody_else(self, fake, talk, mentoring, budi, monkeypatch):
        second = book(mentoring, budi, TOMORROW + 2 * HOUR, join_url="")
        original = zoom.Client.create

        def create(client, *, host, wish):
            if talk.code in wish.topic:
                raise KeyError("odd")
            return original(client, host=host, wish=wish)

        monkeypatch.setattr(zoom.Client, "create", create)

        sync()

        assert (row_of(talk).state, row_of(second).state) == ("due", "settled")

    def test_a_silent_zoom_times_out(self, fake, talk, monkeypatch):
        monkeypatch.setattr(zoom, "READ_TIMEOUT", 0.3)
        fake.before = lambda call: time.sleep(1)

        sync()

        assert row_of(talk).last_error == "Zoom tidak menjawab."

    def test_nobody_home(self, fake, talk, settings):
        settings.ZOOM_OAUTH_URL = settings.ZOOM_API_BASE_URL = "http://127.0.0.1:9"

        sync()

        assert row_of(talk).last_error == "Zoom tidak dapat dihubungi."

    def test_a_person_gives_it_five_new_tries(self, fake, talk, budi, siti):
        ZoomMeeting.objects.update(state="parked", attempts=5, last_error="x")
        with pytest.raises(Refused):
            zoom_meetings.try_again(appointment=talk, by=siti, at=MONDAY)

        zoom_meetings.try_again(appointment=talk, by=budi, at=MONDAY)
        sync()

        assert (row_of(talk).state, len(fake.meetings)) == ("settled", 1)
        assert AuditEvent.objects.filter(verb="zoom_retried").count() == 1
        with pytest.raises(Refused) as refusal:
            zoom_meetings.try_again(appointment=talk, by=budi, at=MONDAY)
        assert refusal.value.reasons == ("Zoom untuk jadwal ini tidak sedang bermasalah.",)

    def test_a_link_pasted_meanwhile_wins_and_zoom_is_tidied(self, fake, talk, budi):
        fake.after = lambda call: Response("", 500) if call.method == "POST" else None
        sync()
        assert len(fake.meetings) == 1  # made, but never noted

        fake.after = lambda call: None
        move(talk, budi, join_url="https://zoom.us/j/7")
        sync(MONDAY + HOUR)

        talk.refresh_from_db()
        assert (fake.meetings, talk.join_url) == ({}, "https://zoom.us/j/7")
        assert row_of(talk).state == "settled"


class TestExactlyOneMeeting:
    def test_killed_between_the_call_and_its_note(self, fake, talk, monkeypatch):
        with monkeypatch.context() as patch:
            patch.setattr(zoom_meetings, "_note", lambda *_args: (_ for _ in ()).throw(SystemExit))
            with pytest.raises(SystemExit):
                sync()
        assert (len(fake.meetings), row_of(talk).state) == (1, "working")
        sync(MONDAY + MINUTE)  # the lease still runs
        assert row_of(talk).state == "working"

        sync(MONDAY + 2 * zoom_meetings.LEASE)

        talk.refresh_from_db()
        assert (list(fake.meetings), talk.join_url) == ([85012345001], LINK)

    def test_it_is_found_on_a_later_page(self, fake, talk, monkeypatch):
        fake.page_size = 2
        body = zoom_meetings.wish_of(talk).body()
        for number in range(5):
            fake.create("me", {**body, "topic": f"Rapat lain [JDW-2026-000{number + 2}]"})
        with monkeypatch.context() as patch:
            patch.setattr(zoom_meetings, "_note", lambda *_args: (_ for _ in ()).throw(SystemExit))
            with pytest.raises(SystemExit):
                sync()

        sync(MONDAY + 2 * zoom_meetings.LEASE)

        assert (len(fake.meetings), row_of(talk).meeting_id) == (6, "85012345006")

    def test_another_installation_on_the_same_account_keeps_its_own(self, fake, talk, settings):
        body = zoom_meetings.wish_of(talk).body()
        fake.create("me", body)
        settings.BASE_URL = "https://klik.contoh.go.id"

        sync()

        topics = {meeting["topic"] for meeting in fake.meetings.values()}
        assert topics == {body["topic"], zoom_meetings.wish_of(talk).topic}

    def test_one_from_before_the_key_named_the_installation_is_found(self, fake, talk):
        body = zoom_meetings.wish_of(talk).body()
        fake.create("me", {**body, "topic": "Perpustakaan Desa Muara Enggelam [JDW-2026-0001]"})
        fake.create("me", {**body, "topic": "Perpustakaan di tempat lain [JDW-2026-0001]"})

        sync()

        assert {meeting["topic"] for meeting in fake.meetings.values()} == {
            body["topic"], "Perpustakaan di tempat lain [JDW-2026-0001]",
        }  # fmt: skip

    def test_an_answer_lost_on_the_way(self, fake, talk):
        fake.after = lambda call: Response("", 502) if call.method == "POST" else None
        sync()
        fake.after = lambda call: None

        sync(row_of(talk).due_at)

        assert (len(fake.meetings), row_of(talk).state) == (1, "settled")

    def test_copies_that_are_there_all_the_same_are_removed(self, fake, talk):
        body = zoom_meetings.wish_of(talk).body()
        for _copy in range(3):
            fake.create("me", body)

        sync()

        assert list(fake.meetings) == [85012345001]

    def test_cancelled_after_a_worker_died_leaves_none(self, fake, talk, budi, monkeypatch):
        with monkeypatch.context() as patch:
            patch.setattr(zoom_meetings, "_note", lambda *_args: (_ for _ in ()).throw(SystemExit))
            with pytest.raises(SystemExit):
                sync()
        appointments.cancel(appointment=talk, reason="Banjir", by=budi, at=MONDAY + SECOND)

        sync(MONDAY + 2 * zoom_meetings.LEASE)

        assert (fake.meetings, row_of(talk).state) == ({}, "settled")

    def test_a_worker_that_dies_each_time_does_not_go_on_for_ever(self, fake, talk):
        ZoomMeeting.objects.update(state="working", attempts=5, lease_until=MONDAY)

        sync()

        assert (row_of(talk).state, fake.meetings) == ("parked", {})

    def test_a_worker_that_woke_up_late_creates_nothing(self, fake, talk):
        row = zoom_meetings._claim(MONDAY)
        ZoomMeeting.objects.update(lease_until=MONDAY + DAY)  # somebody else's now

        with zoom.Client() as client, pytest.raises(zoom_meetings.Overtaken):
            zoom_meetings._bring_about(row, client, lambda: MONDAY)

        assert fake.meetings == {}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_meeting_per_talk(fake, mentoring, budi):
    for number in range(4):
        book(mentoring, budi, TOMORROW + number * HOUR, join_url="")
    fake.after = lambda call: time.sleep(0.02)

    def work():
        try:
            sync()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    codes = sorted(meeting["topic"][-14:] for meeting in fake.meetings.values())
    assert codes == [f"JDW-2026-000{n}]" for n in (1, 2, 3, 4)]
    assert set(ZoomMeeting.objects.values_list("state", flat=True)) == {"settled"}
