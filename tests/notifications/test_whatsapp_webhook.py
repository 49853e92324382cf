"""What Meta tells moves a message forward once, in any order; what Meta did not sign changes nothing."""

import hmac
import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import permutations

import pytest
from django.test import Client

from klik_portal.notifications.models import OutboxMessage
from klik_portal.notifications.operations import delivery
from tests.factories.people import UserFactory
from tests.notifications.conftest import AT

pytestmark = pytest.mark.django_db
SECRET, NUMBER, WAMID = "rahasia-app", "10600000001", "wamid.HBgLABC="
PATH = "/webhook/whatsapp/"
THEN = datetime(2025, 3, 1, 4, 5, 6, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _hears(settings):
    settings.WHATSAPP_APP_SECRET = SECRET
    settings.WHATSAPP_VERIFY_TOKEN = "kata-kunci"
    settings.WHATSAPP_PHONE_NUMBER_ID = NUMBER


@pytest.fixture
def row(enqueue):
    person = UserFactory(email=None, phone="+6281155501010", whatsapp_agreed_at=AT)
    (row,) = enqueue(person, channels=["whatsapp"])
    OutboxMessage.objects.update(state="sent", provider_id=WAMID, sent_at=AT)
    return row


def status(name="delivered", *, token="", moment=THEN, **changes) -> dict:
    told = {
        "id": WAMID, "status": name, "timestamp": str(int(moment.timestamp())),
        "recipient_id": "6281155501010", **changes,
    }  # fmt: skip
    return told | ({"biz_opaque_callback_data": token} if token else {})


def call(*statuses, number=NUMBER, **changes) -> dict:
    """As Meta words it."""
    value = {
        "messaging_product": "whatsapp", "statuses": list(statuses),
        "metadata": {"display_phone_number": "62541000", "phone_number_id": number},
    }  # fmt: skip
    entry = {"id": "1000001", "changes": [{"field": "messages", "value": value}]}
    return {"object": "whatsapp_business_account", "entry": [entry], **changes}


def signature(body: bytes, secret: str = SECRET, kind=sha256) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, kind).hexdigest()


def send(body, *, signed=None, content_type="application/json", method="POST"):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    signed = signature(body) if signed is None else signed
    return Client(enforce_csrf_checks=True).generic(
        method, PATH, body, content_type=content_type, headers={"X-Hub-Signature-256": signed}
    )


def told(*statuses) -> OutboxMessage:
    assert send(call(*statuses)).status_code == 200
    return OutboxMessage.objects.exclude(channel="whatsapp_hand").get()


class TestForged:
    BODY = json.dumps(call(status())).encode()

    @pytest.fixture(autouse=True)
    def _nothing_changes(self, row):
        before = list(OutboxMessage.objects.values())
        yield
        assert list(OutboxMessage.objects.values()) == before

    def test_no_signature(self):
        assert Client().post(PATH, self.BODY, "application/json").status_code == 401

    @pytest.mark.parametrize(
        "signed",
        ["", "sha256=", "sha256", "sha256=" + "0" * 64, "null", "sha256=" + "é" * 64, "sha256=" + "A" * 100_000],
    )  # fmt: skip
    def test_a_made_up_signature(self, signed):
        assert send(self.BODY, signed=signed).status_code == 401

    def test_a_bare_digest(self):
        bare = signature(self.BODY).removeprefix("sha256=")
        assert send(self.BODY, signed=bare).status_code == 401

    def test_a_digest_in_capitals(self):
        loud = "sha256=" + signature(self.BODY).removeprefix("sha256=").upper()
        assert send(self.BODY, signed=loud).status_code == 401

    def test_the_older_kind_of_digest(self):
        old = "sha1=" + hmac.new(SECRET.encode(), self.BODY, "sha1").hexdigest()
        assert send(self.BODY, signed=old).status_code == 401
        assert send(self.BODY, signed="sha256=" + old[5:]).status_code == 401

    def test_the_older_header_alone(self):
        old = "sha1=" + hmac.new(SECRET.encode(), self.BODY, "sha1").hexdigest()
        headers = {"X-Hub-Signature": old}
        response = Client().post(PATH, self.BODY, "application/json", headers=headers)
        assert response.status_code == 401

    @pytest.mark.parametrize("secret", ["tebakan", "", "kata-kunci"])
    def test_another_secret(self, secret):
        assert send(self.BODY, signed=signature(self.BODY, secret)).status_code == 401

    def test_a_digest_without_any_secret(self):
        bare = "sha256=" + sha256(self.BODY).hexdigest()
        assert send(self.BODY, signed=bare).status_code == 401

    def test_the_signature_of_another_body(self):
        other = signature(json.dumps(call(status("read"))).encode())
        assert send(self.BODY, signed=other).status_code == 401

    def test_the_same_json_written_anew(self):
        spaced = json.dumps(call(status()), indent=1).encode()
        assert send(spaced, signed=signature(self.BODY)).status_code == 401

    def test_one_byte_more(self):
        assert send(self.BODY + b" ", signed=signature(self.BODY)).status_code == 401

    def test_an_endless_body(self):
        huge = json.dumps(call(status()) | {"x": "a" * 3_200_000}).encode()
        assert send(huge).status_code == 413

    @pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
    def test_other_methods(self, method):
        assert send(self.BODY, method=method).status_code == 405

    @pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
    def test_other_content(self, kind):
        assert send(self.BODY, content_type=kind).status_code == 415

    @pytest.mark.parametrize("body", [b"{", b"[]", b"null", b"\xff", b"[" * 100_000])
    def test_a_body_that_is_no_object(self, body):
        assert send(body).status_code == 400

    def test_somebody_elses_number(self):
        assert send(call(status(), number="999")).status_code == 200

    def test_where_the_office_has_no_secret_there_is_no_such_address(self, settings):
        settings.WHATSAPP_APP_SECRET = ""
        assert send(self.BODY, signed=signature(self.BODY, "")).status_code == 404
        assert Client().get(PATH).status_code == 404

    @pytest.mark.parametrize(
        "body",
        [
            {}, {"object": "page"}, call(object="instagram"), call(entry="x"), call(entry=[None, 1]),
            call(entry=[{"changes": {}}]), call(entry=[{"changes": [{"field": "messages"}]}]),
            call("x", None, 3), call({}), call(status("deleted")), call(status(["sent"])),
            call(status(timestamp="")), call(status(timestamp=5)), call(status(timestamp="9" * 40)),
            call(status(timestamp="-1")), call(status(id=None)), call(status(id="")),
            call(status(id="wamid.LAIN")), call(status(id="\x00")), call(status(token="bukan-token")),
        ],
    )  # fmt: skip
    def test_what_is_signed_and_odd_changes_nothing(self, body):
        assert send(body).status_code == 200


@pytest.mark.parametrize(
    ("name", "state", "was_read"),
    [("sent", "sent", False), ("delivered", "delivered", False), ("read", "delivered", True)],
)
def test_a_status_moves_the_message_on(name, state, was_read, row):
    now = told(status(name))
    assert (now.state, now.sent_at, now.read_at is not None) == (state, AT, was_read)
    assert now.delivered_at == (THEN if state == "delivered" else None)


def test_a_failure_says_why_and_an_officer_writes_instead(row):
    why = {"code": 131026, "title": "Message undeliverable", "message": "x"}
    now = told(status("failed", errors=[why]))
    assert (now.state, now.closed_at) == ("failed", THEN)
    assert now.last_error == "WhatsApp (131026) Message undeliverable"
    assert OutboxMessage.objects.get(channel="whatsapp_hand").state == "waiting"


@pytest.mark.parametrize("errors", [None, "x", [], [None], [{}], [{"code": "x", "title": 7}]])
def test_a_failure_without_a_reason_is_a_failure(errors, row):
    assert told(status("failed", errors=errors)).last_error == "WhatsApp (?)"


@pytest.mark.parametrize("order", list(permutations(["sent", "delivered", "read"])))
def test_any_order_ends_the_same(order, row):
    for name in order:
        now = told(status(name))
    assert (now.state, now.delivered_at, now.read_at) == ("delivered", THEN, THEN)


def test_what_was_delivered_never_goes_back(row):
    told(status("delivered"))
    now = told(status("sent"), status("failed"))
    assert (now.state, now.closed_at) == ("delivered", None)
    assert not OutboxMessage.objects.filter(channel="whatsapp_hand").exists()


def test_a_replay_changes_nothing(row):
    told(status("read"))
    before = list(OutboxMessage.objects.values())
    told(status("read"))
    told(status("read", moment=THEN + timedelta(days=1)))
    assert list(OutboxMessage.objects.values()) == before


def test_a_moment_from_the_future_is_now(row):
    now = told(status("delivered", moment=datetime(2090, 1, 1, tzinfo=UTC)))
    assert now.delivered_at < datetime(2089, 1, 1, tzinfo=UTC)


def test_meta_may_speak_before_its_own_answer_arrived(row):
    """The worker died between sending and marking: our token in the status tells which one it was."""
    OutboxMessage.objects.update(state="queued", provider_id=None, sent_at=None)
    (claimed,) = delivery.claim(now=AT, size=1, lease=timedelta(minutes=2))
    now = told(status("sent", token=row.token))
    assert (now.state, now.provider_id, now.lease_until) == ("sent", WAMID, None)
    assert delivery._mark(claimed, state="queued", lease_until=None) is False
    assert delivery.deliver_due(now=AT + timedelta(hours=1)).sent == 0


def test_a_mail_is_never_moved_by_it(row, mail_row, wati):
    mail = mail_row(wati, "mail")
    send(call(status("delivered", token=mail.token)))
    mail.refresh_from_db()
    assert mail.state == "queued"


def test_many_statuses_in_one_call(row):
    now = told(*[status("sent")] * 500, status("delivered"))
    assert now.state == "delivered"


def asked(**changes) -> object:
    query = {"hub.mode": "subscribe", "hub.verify_token": "kata-kunci", "hub.challenge": "1158201444"}  # fmt: skip
    return Client().get(PATH, {key: value for key, value in (query | changes).items() if value})


def test_the_address_proves_itself_to_meta():
    response = asked()
    assert (response.status_code, response.content) == (200, b"1158201444")
    assert response["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(
    "changes",
    [
        {"hub.verify_token": "lain"}, {"hub.verify_token": ""}, {"hub.verify_token": "é"},
        {"hub.mode": "unsubscribe"}, {"hub.mode": ""}, {"hub.challenge": ""},
        {"hub.challenge": "<script>"}, {"hub.challenge": "1" * 200},
    ],
)  # fmt: skip
def test_nothing_else_is_echoed(changes):
    assert asked(**changes).status_code == 403


def test_an_empty_word_in_the_settings_opens_nothing(settings):
    settings.WHATSAPP_VERIFY_TOKEN = ""
    assert asked(**{"hub.verify_token": ""}).status_code == 403
