"""WhatsApp through Meta's Cloud API, against a real HTTP server that answers as Meta does."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from klik_portal.core.clock import now
from klik_portal.notifications.channels import whatsapp
from klik_portal.notifications.models import OutboxMessage
from klik_portal.notifications.operations import delivery, outbox
from tests import fake_zoom
from tests.factories.people import UserFactory
from tests.notifications.conftest import AT

pytestmark = pytest.mark.django_db
NUMBER, PATH = "10600000001", "/v23.0/10600000001/messages"


@pytest.fixture
def meta(settings) -> Iterator[HTTPServer]:
    with fake_zoom.server() as server:
        settings.WHATSAPP_API_BASE_URL = server.url_for("").rstrip("/")
        settings.WHATSAPP_PHONE_NUMBER_ID = NUMBER
        settings.WHATSAPP_ACCESS_TOKEN = "kunci"
        settings.WHATSAPP_TEMPLATE = "kabar_klik"
        yield server


@pytest.fixture
def ani(db):
    """Has a phone, no mail, and agreed to WhatsApp."""
    return UserFactory(email=None, phone="+6281155501010", whatsapp_agreed_at=AT)


def accepted(name: str = "wamid.HBgLABC=") -> dict:
    return {
        "messaging_product": "whatsapp",
        "contacts": [{"input": "6281155501010", "wa_id": "6281155501010"}],
        "messages": [{"id": name, "message_status": "accepted"}],
    }


def refused(code: int, message: str = "(#x) Not today", status: int = 400) -> Response:
    error = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A"}
    return Response(json.dumps({"error": error}), status, content_type="application/json")


def answers(server: HTTPServer, response: Response | dict) -> None:
    told = server.expect_request(PATH, method="POST")
    if isinstance(response, dict):
        told.respond_with_json(response)
    else:
        told.respond_with_response(response)


def channels_of(person) -> list[str]:
    return sorted(OutboxMessage.objects.filter(recipient=person).values_list("channel", flat=True))


def test_who_agreed_is_written_to_by_whatsapp(meta, ani, enqueue):
    enqueue(ani)
    assert channels_of(ani) == ["in_app", "whatsapp"]


def test_whatsapp_comes_beside_the_mail_of_who_has_one(meta, wati, enqueue):
    wati.phone, wati.whatsapp_agreed_at = "+6281155503333", AT
    wati.save()
    enqueue(wati)
    assert channels_of(wati) == ["email", "in_app", "whatsapp"]


def test_who_did_not_agree_is_not_written_to_by_a_machine(meta, enqueue):
    person = UserFactory(email=None, phone="+6281155501010")
    enqueue(person)
    assert channels_of(person) == ["in_app", "whatsapp_hand"]


def test_without_settings_an_officer_writes_even_to_who_agreed(ani, enqueue):
    enqueue(ani)
    assert channels_of(ani) == ["in_app", "whatsapp_hand"]


def test_the_message_goes_out_as_the_approved_template(meta, ani, enqueue):
    answers(meta, accepted())
    lines = ["Satu.", "Dua\tdan   tiga."]
    (row,) = enqueue(ani, channels=["whatsapp"], lines=lines, link="/jadwal/J-1/")
    assert delivery.deliver_due(now=AT).sent == 1
    request, _response = meta.log[0]
    assert request.headers["Authorization"] == "Bearer kunci"
    assert request.get_json() == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "6281155501010",
        "type": "template",
        "template": {
            "name": "kabar_klik",
            "language": {"code": "id"},
            "components": [
                {
                    "type": "body",
                    "parameters": [
                        {"type": "text", "text": "Kabar"},
                        {
                            "type": "text",
                            "text": "Satu. Dua dan tiga. http://127.0.0.1:8000/jadwal/J-1/",
                        },
                    ],
                }
            ],
        },
        "biz_opaque_callback_data": row.token,
    }
    row.refresh_from_db()
    assert (row.state, row.provider_id) == ("sent", "wamid.HBgLABC=")


def test_a_long_text_is_cut_and_keeps_its_address(meta, ani, enqueue):
    row = enqueue(ani, channels=["whatsapp"], lines=["kata " * 400], link="/jadwal/J-1/")[0]
    text = whatsapp.payload(row)["template"]["components"][0]["parameters"][1]["text"]
    assert len(text) < 800
    assert text.endswith("… http://127.0.0.1:8000/jadwal/J-1/")


@pytest.mark.parametrize(
    "response",
    [
        refused(130429, status=429), refused(131056), refused(131000, status=500), refused(80007),
        refused(2, status=503), Response("<html>", 502), Response("", 429),
    ],
)  # fmt: skip
def test_a_busy_meta_is_asked_again(response, meta, ani, enqueue):
    answers(meta, response)
    (row,) = enqueue(ani, channels=["whatsapp"])
    report = delivery.deliver_due(now=AT)
    row.refresh_from_db()
    assert (report.retried, row.state, row.attempts) == (1, "queued", 1)
    assert row.due_at - AT >= timedelta(minutes=1)


@pytest.mark.parametrize("code", [131026, 132001, 100, 131047, 131051])
def test_a_refused_message_fails_and_an_officer_writes_instead(code, meta, ani, enqueue):
    answers(meta, refused(code))
    (row,) = enqueue(ani, channels=["whatsapp"])
    assert delivery.deliver_due(now=AT).failed == 1
    row.refresh_from_db()
    assert (row.state, row.last_error) == ("failed", f"WhatsApp 400 ({code}) (#x) Not today")
    instead = OutboxMessage.objects.get(channel="whatsapp_hand")
    assert (instead.state, instead.subject, instead.recipient) == ("waiting", "Kabar", ani)


def test_a_worker_killed_between_refusal_and_handing_over_has_done_neither(
    meta, ani, enqueue, monkeypatch
):
    def killed(**_ignored):
        raise KeyboardInterrupt

    answers(meta, refused(131026))
    (row,) = enqueue(ani, channels=["whatsapp"])
    monkeypatch.setattr(outbox, "hand_over", killed)

    with pytest.raises(KeyboardInterrupt):
        delivery.deliver_due(now=AT)

    row.refresh_from_db()
    assert row.state == "sending"  # another worker takes it over


def test_who_has_mail_too_needs_no_officer_when_whatsapp_fails(meta, ani, enqueue):
    ani.email = "ani@contoh.id"
    ani.save()
    answers(meta, refused(131026))
    enqueue(ani, channels=["whatsapp"])
    delivery.deliver_due(now=AT)
    assert not OutboxMessage.objects.filter(channel="whatsapp_hand").exists()


@pytest.mark.parametrize(
    "response", [refused(190, status=401), refused(10, status=403), Response("", 401)]
)
def test_a_key_that_is_not_taken_loses_no_message_and_holds_up_no_mail(
    response, meta, ani, wati, enqueue, sink
):
    answers(meta, response)
    first, second = (enqueue(ani, key, channels=["whatsapp"])[0] for key in "ab")
    enqueue(wati, channels=["email"])
    report = delivery.deliver_due(now=AT)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (report.sent, report.retried, len(meta.log), len(sink.mails)) == (1, 2, 1, 1)
    assert [(row.state, row.attempts) for row in (first, second)] == [("queued", 1), ("queued", 0)]


def test_nobody_listening_is_tried_once_in_a_run(meta, ani, enqueue, settings):
    settings.WHATSAPP_API_BASE_URL = "http://127.0.0.1:1"
    for key in "abc":
        enqueue(ani, key, channels=["whatsapp"])
    assert delivery.deliver_due(now=AT).retried == 3
    assert sorted(OutboxMessage.objects.values_list("attempts", flat=True)) == [0, 0, 1]


@pytest.mark.parametrize("body", [{}, {"messages": []}, {"messages": [{}]}, {"messages": "x"}])
def test_an_odd_yes_is_a_yes_and_not_sent_twice(body, meta, ani, enqueue):
    answers(meta, body)
    (row,) = enqueue(ani, channels=["whatsapp"])
    delivery.deliver_due(now=AT)
    delivery.deliver_due(now=AT + timedelta(hours=2))
    row.refresh_from_db()
    assert (row.state, row.provider_id, len(meta.log)) == ("sent", None, 1)


def test_words_with_an_address_are_not_kept(meta, ani, enqueue):
    answers(meta, refused(131026, message="See https://x.example/?token=geheim"))
    (row,) = enqueue(ani, channels=["whatsapp"])
    delivery.deliver_due(now=AT)
    row.refresh_from_db()
    assert row.last_error == "WhatsApp 400 (131026)"


def test_a_person_says_yes_and_no_on_their_account_page(meta, ani, client_of):
    ani.whatsapp_agreed_at = None
    ani.save()
    client = client_of(ani)
    assert "Ya, kirim lewat WhatsApp" in client.get("/akun/").content.decode()
    client.post("/akun/whatsapp/", {"setuju": "1"})
    ani.refresh_from_db()
    assert abs(ani.whatsapp_agreed_at - now()) < timedelta(minutes=1)
    assert "Berhenti menerima WhatsApp" in client.get("/akun/").content.decode()
    client.post("/akun/whatsapp/", {"setuju": "0"})
    ani.refresh_from_db()
    assert ani.whatsapp_agreed_at is None


def test_nobody_is_asked_about_whatsapp_where_the_office_has_none(ani, client_of):
    assert "WhatsApp" not in client_of(ani).get("/akun/").content.decode()


def test_without_a_number_a_yes_is_refused_with_a_sentence(meta, wati, client_of):
    page = client_of(wati).post("/akun/whatsapp/", {"setuju": "1"}, follow=True)
    wati.refresh_from_db()
    assert wati.whatsapp_agreed_at is None
    assert "belum punya nomor HP" in page.content.decode()
