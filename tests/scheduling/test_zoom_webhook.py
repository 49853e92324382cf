"""What Zoom tells is taken in once, in any order; what Zoom did not sign just now changes nothing."""

import hmac
import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from django.test import Client
from django.urls import reverse

from accreditation.workflow import State
from scheduling import attendance
from scheduling.models import Participant, ZoomEvent, ZoomMeeting
from scheduling.operations import zoom_events
from tests.factories.accreditation import MONDAY, ApplicationFactory
from tests.scheduling.test_appointments import TOMORROW, book

pytestmark = pytest.mark.django_db
SECRET = "rahasia-webhook"
MEETING = "85012345001"
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _hears(settings):
    settings.ZOOM_WEBHOOK_SECRET = SECRET


@pytest.fixture
def meeting(enggelam, siti, budi):
    application = ApplicationFactory(library=enggelam, state=State.MENTORING, created_by=siti)
    talk = book(application, budi)
    return ZoomMeeting.objects.create(
        appointment=talk, meeting_id=MEETING, host="me", state="settled", due_at=MONDAY
    )


def stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def event(kind="started", at=TOMORROW, person="", user_id="16778240", **changes):
    """As Zoom words it."""
    told = {
        "uuid": "4444AAAiAAAAAiAiAiiAii==",
        "id": MEETING,
        "host_id": "x",
        "topic": "Talk",
        "type": 2,
    }
    name = {"started": "start_time", "ended": "end_time"}.get(kind)
    if name:
        told[name] = stamp(at)
    else:
        when = "join_time" if kind == "participant_joined" else "leave_time"
        told["participant"] = {"user_id": user_id, "user_name": person, "id": "", when: stamp(at)}
    return {
        "event": f"meeting.{kind}", "event_ts": int(at.timestamp() * 1000),
        "payload": {"account_id": "acc", "object": told}, **changes,
    }  # fmt: skip


def signature(body: bytes, timestamp: str, secret: str = SECRET, version: str = "v0") -> str:
    text = f"{version}:{timestamp}:".encode() + body
    return f"{version}=" + hmac.new(secret.encode(), text, sha256).hexdigest()


def now() -> str:
    return str(int(datetime.now(UTC).timestamp()))


def send(
    body, *, timestamp=None, signed=None, content_type="application/json", method="post", **more
):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    timestamp = now() if timestamp is None else timestamp
    signed = signature(body, timestamp) if signed is None else signed
    headers = {"x-zm-signature": signed, "x-zm-request-timestamp": timestamp, **more}
    headers = {name: value for name, value in headers.items() if value is not None}
    return Client(enforce_csrf_checks=True).generic(
        method.upper(), "/webhook/zoom/", body, content_type=content_type, headers=headers
    )


def known():
    """Everything a webhook could have changed."""
    return (
        list(ZoomMeeting.objects.values()), list(Participant.objects.values()), ZoomEvent.objects.count(),
    )  # fmt: skip


class TestForged:
    BODY = json.dumps(event()).encode()

    @pytest.fixture(autouse=True)
    def _nothing_changes(self, meeting):
        before = known()
        yield
        assert known() == before

    def test_no_signature(self):
        response = Client().post(
            "/webhook/zoom/",
            self.BODY,
            "application/json",
            headers={"x-zm-request-timestamp": now()},
        )
        assert response.status_code == 401

    @pytest.mark.parametrize(
        "signed",
        [
            "", "v0=", "v0=" + "0" * 64, "v0", "v0=" + "é" * 64, "null", "v0=" + "A" * 100_000,
        ],
    )  # fmt: skip
    def test_a_made_up_signature(self, signed):
        assert send(self.BODY, signed=signed).status_code == 401

    def test_a_bare_digest_without_its_version(self):
        moment = now()
        bare = signature(self.BODY, moment).removeprefix("v0=")
        assert send(self.BODY, timestamp=moment, signed=bare).status_code == 401

    def test_a_digest_in_capitals(self):
        moment = now()
        loud = "v0=" + signature(self.BODY, moment).removeprefix("v0=").upper()
        assert send(self.BODY, timestamp=moment, signed=loud).status_code == 401

    def test_another_version(self):
        moment = now()
        other = signature(self.BODY, moment, version="v1")
        assert send(self.BODY, timestamp=moment, signed=other).status_code == 401
        assert send(self.BODY, timestamp=moment, signed="v0" + other[2:]).status_code == 401

    def test_another_secret(self):
        moment = now()
        other = signature(self.BODY, moment, secret="tebakan")
        assert send(self.BODY, timestamp=moment, signed=other).status_code == 401

    def test_an_empty_secret(self):
        moment = now()
        other = signature(self.BODY, moment, secret="")
        assert send(self.BODY, timestamp=moment, signed=other).status_code == 401

    def test_the_signature_of_another_body(self):
        moment = now()
        other = signature(json.dumps(event("ended")).encode(), moment)
        assert send(self.BODY, timestamp=moment, signed=other).status_code == 401

    def test_the_same_json_written_anew(self):
        moment = now()
        spaced = json.dumps(event(), indent=1).encode()
        signed = signature(self.BODY, moment)
        assert send(spaced, timestamp=moment, signed=signed).status_code == 401

    def test_one_byte_more(self):
        moment = now()
        signed = signature(self.BODY, moment)
        assert send(self.BODY + b" ", timestamp=moment, signed=signed).status_code == 401

    @pytest.mark.parametrize("seconds", [-301, -86400, 301, 86400])
    def test_signed_too_long_ago_or_ahead(self, seconds):
        moment = str(int(now()) + seconds)
        assert send(self.BODY, timestamp=moment).status_code == 401

    @pytest.mark.parametrize(
        "moment", ["", "now", "-1", "1e9", "1.5", "0x10", " ", "9" * 400, "٣٤٥", "nan", "inf"]
    )
    def test_a_moment_that_is_none(self, moment):
        assert send(self.BODY, timestamp=moment, signed="v0=" + "0" * 64).status_code == 401

    def test_no_moment(self):
        response = Client().post(
            "/webhook/zoom/", self.BODY, "application/json",
            headers={"x-zm-signature": signature(self.BODY, now())},
        )  # fmt: skip
        assert response.status_code == 401

    def test_the_signature_of_another_moment(self):
        signed = signature(self.BODY, str(int(now()) - 1))
        assert send(self.BODY, signed=signed).status_code == 401

    def test_milliseconds_instead_of_seconds(self):
        assert send(self.BODY, timestamp=now() + "000").status_code == 401

    def test_an_endless_body(self):
        huge = json.dumps(event() | {"x": "a" * 70_000}).encode()
        assert send(huge).status_code == 413

    @pytest.mark.parametrize("method", ["get", "put", "delete", "patch", "head"])
    def test_other_methods(self, method):
        assert send(self.BODY, method=method).status_code == 405

    @pytest.mark.parametrize(
        "kind",
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"],
    )
    def test_other_content(self, kind):
        assert send(self.BODY, content_type=kind).status_code == 415

    def test_another_alphabet(self):
        answer = send(self.BODY, content_type="application/json; charset=utf-16")
        assert answer.status_code == 400

    @pytest.mark.parametrize(
        "body",
        [
            b"", b"{", b"null", b"[]", b"5", b'"meeting.started"', b"\x00", b"\xff\xfe", b"[" * 30_000,
            b'{"event": ' + b"9" * 5000 + b"}",
        ],
    )  # fmt: skip
    def test_signed_but_no_event(self, body):
        assert send(body).status_code in (204, 400, 415)

    @pytest.mark.parametrize(
        "told",
        [
            {}, {"event": None}, {"event": ["meeting.started"]}, {"event": {"a": 1}},
            event(payload=None), event(payload=[]), event(payload={"object": "x"}), event(event="meeting.deleted"),
            event(payload={"object": {"id": MEETING}}), event(payload={"object": {"id": None, "start_time": "2026-11-24T02:00:00Z"}}),
            event(payload={"object": {"id": "1 OR 1=1", "start_time": "2026-11-24T02:00:00Z"}}),
            event(payload={"object": {"id": MEETING, "start_time": "gestern"}}),
            event(payload={"object": {"id": MEETING, "start_time": "2026-11-24T02:00:00"}}),
            event(payload={"object": {"id": MEETING, "start_time": "0001-01-01T00:00:00+14:00"}}),
            event(payload={"object": {"id": MEETING, "start_time": 5}}),
            event("participant_joined", user_id=None), event("participant_joined", user_id={"a": 1}),
            event(payload={"object": {"id": "99999999999", "start_time": "2026-11-24T02:00:00Z"}}),
        ],
    )  # fmt: skip
    def test_signed_but_nothing_for_us(self, told):
        assert send(told).status_code == 204

    def test_without_a_secret_there_is_no_such_address(self, settings):
        settings.ZOOM_WEBHOOK_SECRET = ""
        moment = now()
        assert (
            send(self.BODY, timestamp=moment, signed=signature(self.BODY, moment, "")).status_code
            == 404
        )

    def test_a_session_is_no_signature(self, client_of, budi):
        response = client_of(budi).post("/webhook/zoom/", self.BODY, "application/json")
        assert response.status_code == 401


def test_a_replay_has_no_second_effect(meeting):
    body, moment = json.dumps(event("participant_joined", person="Siti")).encode(), now()
    assert send(body, timestamp=moment).status_code == 204
    Participant.objects.all().delete()
    before = known()

    assert send(body, timestamp=moment).status_code == 204
    assert send(body).status_code == 204  # Zoom's own repetition, signed anew

    assert known() == before


def test_the_address_proves_itself_to_zoom():
    told = {"event": "endpoint.url_validation", "payload": {"plainToken": "qgg8vlvZRS6UYooatFL8Aw"}}

    response = send(told)

    assert response.json() == {
        "plainToken": "qgg8vlvZRS6UYooatFL8Aw",
        "encryptedToken": hmac.new(SECRET.encode(), b"qgg8vlvZRS6UYooatFL8Aw", sha256).hexdigest(),
    }


@pytest.mark.parametrize("token", ["v0:1:{}", "", None, 5, "a" * 200, "a b", "a\x00"])
def test_nothing_but_a_plain_token_is_signed(token):
    told = {"event": "endpoint.url_validation", "payload": {"plainToken": token}}

    response = send(told)

    assert (response.status_code, response.content) == (400, b"")


def test_an_unsigned_validation_is_not_answered():
    told = {"event": "endpoint.url_validation", "payload": {"plainToken": "abc"}}

    assert send(told, signed="v0=" + "0" * 64).status_code == 401


class TestAttendance:
    def story(self, meeting):
        return [
            event("started", TOMORROW - MINUTE),
            event("participant_joined", TOMORROW, "Budi", "1"),
            event("participant_joined", TOMORROW + 5 * MINUTE, "Siti Aminah", "2"),
            event("participant_left", TOMORROW + 15 * MINUTE, "Siti Aminah", "2"),
            event("participant_joined", TOMORROW + 20 * MINUTE, "Siti Aminah", "3"),
            event("participant_left", TOMORROW + 50 * MINUTE, "Siti Aminah", "3"),
            event("participant_left", TOMORROW + 60 * MINUTE, "Budi", "1"),
            event("ended", TOMORROW + 61 * MINUTE),
        ]

    @pytest.mark.parametrize("order", ["as it was", "backwards"])
    def test_the_order_of_arrival_does_not_matter(self, meeting, order):
        told = self.story(meeting)
        for one in told if order == "as it was" else reversed(told):
            assert send(one).status_code == 204

        meeting.refresh_from_db()
        present = attendance.of_meeting(meeting, at=TOMORROW + 90 * MINUTE)
        assert (present.started_at, present.ended_at) == (
            TOMORROW - MINUTE,
            TOMORROW + 61 * MINUTE,
        )
        assert [(a.name, a.minutes, a.is_inside) for a in present.attendees] == [
            ("Budi", 60, False),
            ("Siti Aminah", 40, False),
        ]
        assert present.took_place(without="Budi")

    def test_the_officer_alone_is_no_meeting(self, meeting):
        for one in self.story(meeting)[:2]:
            send(one)

        meeting.refresh_from_db()
        assert not attendance.of_meeting(meeting, at=TOMORROW).took_place(without="Budi")

    def test_who_is_still_inside_counts_until_now(self, meeting):
        for one in self.story(meeting)[:3]:
            send(one)

        meeting.refresh_from_db()
        present = attendance.of_meeting(meeting, at=TOMORROW + 30 * MINUTE)
        assert [(a.name, a.minutes, a.is_inside) for a in present.attendees] == [
            ("Budi", 30, True),
            ("Siti Aminah", 25, True),
        ]

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("Si\x00ti", "Siti"), ("Siti\r\nBcc: x", "Siti Bcc: x"), ("", "–"), ("x" * 500, "x" * 120),
            ("\u202eitiS", "itiS"), ("\ud800Siti", "?Siti"), (5, "–"), (None, "–"), ("<b>Siti</b>", "<b>Siti</b>"),
        ],
    )  # fmt: skip
    def test_odd_names_are_kept_harmless(self, meeting, typed, kept):
        assert send(event("participant_joined", person=typed)).status_code == 204

        assert Participant.objects.get().name == kept

    def test_a_meeting_begun_anew_counts_people_anew(self, meeting):
        send(event("participant_joined", person="Siti"))
        again = event("participant_joined", TOMORROW + MINUTE, person="Hadi")
        again["payload"]["object"]["uuid"] = "another=="

        send(again)

        assert sorted(Participant.objects.values_list("name", flat=True)) == ["Hadi", "Siti"]

    def test_old_digests_are_swept(self, meeting):
        old = ZoomEvent.objects.create(digest="0" * 64, event="x", received_at=MONDAY)
        ZoomEvent.objects.update(received_at=datetime.now(UTC) - 2 * zoom_events.KEPT)

        send(event("started"))

        assert not ZoomEvent.objects.filter(pk=old.pk).exists()


class TestPages:
    @pytest.fixture
    def attended(self, meeting):
        for one in TestAttendance().story(meeting):
            send(one)
        past = datetime.now(UTC) - timedelta(hours=3)
        talk = meeting.appointment
        talk.starts_at, talk.ends_at = past, past + timedelta(hours=1)
        talk.save()
        return talk

    def test_the_office_reads_who_was_there(self, attended, budi, kepala, client_of):
        for person in (budi, kepala):
            page = client_of(person).get(attended.get_absolute_url()).content.decode()
            assert "Siti Aminah: 40 menit" in page

    def test_the_librarys_people_do_not_read_other_peoples_names(self, attended, siti, client_of):
        page = client_of(siti).get(attended.get_absolute_url()).content.decode()

        assert "Siti Aminah" not in page
        assert "Kehadiran" not in page

    def test_the_result_is_proposed_from_it(self, attended, budi, client_of):
        url = reverse("scheduling:appointment-result", args=[attended.code])

        page = client_of(budi).get(url)

        assert page.context["form"]["attended"].value() == "yes"
        assert "Siti Aminah: 40 menit" in page.content.decode()

    def test_without_attendance_nothing_is_proposed(self, attended, budi, client_of):
        Participant.objects.all().delete()
        url = reverse("scheduling:appointment-result", args=[attended.code])

        assert client_of(budi).get(url).context["form"]["attended"].value() is None
