"""WhatsApp that officers send themselves: prepared by Klik, sent and logged by people."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection

from accreditation.operations import applications
from accreditation.workflow import State
from klik_portal.audit.models import AuditEvent
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.notifications import stopping
from klik_portal.notifications.channels import whatsapp_text
from klik_portal.notifications.models import OutboxMessage
from klik_portal.notifications.operations import by_hand, delivery, outbox
from scheduling.operations import taps
from tests.factories.accreditation import ApplicationFactory
from tests.factories.libraries import MembershipFactory
from tests.factories.people import UserFactory
from tests.factories.scheduling import AppointmentFactory
from tests.notifications.conftest import AT

PAGE = "/petugas/pesan/whatsapp/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def nelayan(db):
    """Somebody upriver with a phone and no mail."""
    return UserFactory(email=None, phone="+6281155501010", name="Pak Nelayan")


@pytest.fixture
def row(nelayan, enqueue):
    return enqueue(nelayan, channels=["whatsapp_hand"], link="/permohonan/KLK-2026-0001/")[0]


def sent_path(row) -> str:
    return f"{PAGE}{row.token}/terkirim/"


def texts(client) -> list[str]:
    return [prepared.message.subject for prepared in client.get(PAGE).context["prepared"]]


def test_no_worker_sends_what_a_person_should_send(row, sink):
    delivery.deliver_due(now=AT + timedelta(hours=1))
    row.refresh_from_db()
    assert (row.state, sink.mails) == ("waiting", [])


def test_the_link_opens_whatsapp_at_the_number_with_the_whole_text(row):
    text = whatsapp_text.text_of(row, base_url="https://klik.contoh.id")
    assert text == "*Kabar*\n\nSatu.\n\nhttps://klik.contoh.id/permohonan/KLK-2026-0001/"
    link = urlsplit(whatsapp_text.link_to("+6281155501010", text))
    assert (link.scheme, link.netloc, link.path) == ("https", "wa.me", "/6281155501010")
    assert parse_qs(link.query) == {"text": [text]}


def test_signs_in_a_text_cannot_bend_the_link():
    link = whatsapp_text.link_to("+62811", "A & B #1? 50% = baik\n\"x\" <y> 'z'/é")
    assert parse_qs(urlsplit(link).query)["text"] == ["A & B #1? 50% = baik\n\"x\" <y> 'z'/é"]
    assert urlsplit(link).fragment == ""


def test_the_officer_reads_the_text_opens_whatsapp_and_says_so(row, budi, client_of):
    client = client_of(budi)
    page = client.get(PAGE).content.decode()
    assert "https://wa.me/6281155501010?text=%2AKabar%2A%0A%0ASatu." in page
    assert client.post(sent_path(row)).url == PAGE
    row.refresh_from_db()
    assert (row.state, row.sent_by, row.sent_at is not None) == ("sent", budi, True)
    assert texts(client) == []
    event = AuditEvent.objects.get(subject_code=row.token)
    assert (event.verb, event.actor_id) == ("sent_by_hand", budi.pk)
    assert "WhatsApp oleh petugas oleh Budi" in client.get("/petugas/pesan/").content.decode()


def test_the_second_officer_hears_that_it_was_sent_already(row, budi, rina, client_of):
    by_hand.mark_sent(message=row, by=budi, at=AT)
    page = client_of(rina).post(sent_path(row), follow=True).content.decode()
    assert "Pesan ini sudah dikirim oleh Budi pada" in page
    row.refresh_from_db()
    assert (row.sent_by, AuditEvent.objects.filter(subject_code=row.token).count()) == (budi, 1)


def test_a_number_that_is_not_on_whatsapp_is_seen_as_failed(row, budi, client_of):
    client_of(budi).post(f"{PAGE}{row.token}/tidak-ada/")
    row.refresh_from_db()
    assert (row.state, row.last_error) == ("failed", "Nomor ini tidak ada di WhatsApp.")
    with pytest.raises(Refused, match="tidak sedang menunggu"):
        by_hand.mark_sent(message=row, by=budi, at=AT)


def test_a_corrected_number_is_the_one_written_to(row, nelayan, budi, client_of):
    nelayan.phone = "+6281155509999"
    nelayan.save()
    assert "wa.me/6281155509999" in client_of(budi).get(PAGE).content.decode()


def test_without_any_number_there_is_no_link_to_tap(row, nelayan, budi, client_of):
    nelayan.phone = None
    nelayan.save()
    page = client_of(budi).get(PAGE).content.decode()
    assert ("wa.me" in page, "tanpa nomor HP" in page) == (False, True)


def test_people_of_ones_own_requests_come_first(nelayan, budi, enqueue, client_of):
    enqueue(nelayan, "a", subject="Lebih lama", channels=["whatsapp_hand"])
    own = ApplicationFactory(state=State.MENTORING, assigned_to=budi)
    mine = UserFactory(email=None, phone="+6281155501111")
    MembershipFactory(user=mine, library=own.library, confirmed_by=budi)
    later = AT + timedelta(hours=1)
    enqueue(mine, "b", subject="Milik Budi", channels=["whatsapp_hand"], at=later)
    assert texts(client_of(budi)) == ["Milik Budi", "Lebih lama"]


def test_what_is_due_later_or_for_somebody_who_left_is_not_shown(nelayan, budi, enqueue, client_of):
    enqueue(nelayan, "a", channels=["whatsapp_hand"], due_at=clock.now() + timedelta(days=1))
    gone = UserFactory(email=None, phone="+6281155502222", is_active=False)
    enqueue(gone, "b", channels=["whatsapp_hand"])
    assert texts(client_of(budi)) == []


def test_what_was_taken_back_disappears_and_leaves_its_trace(row, budi, client_of):
    OutboxMessage.objects.update(about_kind="appointment", about_code="J-1")
    assert outbox.cancel(about_kind="appointment", about_code="J-1", at=AT) == 1
    assert texts(client_of(budi)) == []
    assert "Kabar" in client_of(budi).get("/petugas/pesan/?status=cancelled").content.decode()
    with pytest.raises(Refused, match="sudah dibatalkan"):
        by_hand.mark_sent(message=row, by=budi, at=AT)


def test_nobody_is_asked_by_whatsapp_for_a_request_that_has_ended(nelayan, budi, asked_case):
    asked_case.refresh_from_db()
    asked = OutboxMessage.objects.get(channel="whatsapp_hand")
    applications.advance(
        application=asked_case, step="decline", by=budi, at=AT, note="Di luar Kukar"
    )
    asked.refresh_from_db()
    assert (asked.state, asked.last_error) == ("cancelled", "Permohonannya sudah selesai.")
    news = OutboxMessage.objects.get(channel="whatsapp_hand", state="waiting")
    assert news.recipient == nelayan  # that it ended is news they still get


@pytest.fixture
def asked_case(nelayan, budi, enqueue):
    """A submitted request of the library with only a phone, and a text about it that waits."""
    application = ApplicationFactory(state=State.SUBMITTED, created_by=nelayan)
    MembershipFactory(user=nelayan, library=application.library, confirmed_by=budi)
    enqueue(
        nelayan, "ask", channels=["whatsapp_hand"], about_kind="application",
        about_code=application.code,
    )  # fmt: skip
    return application


def test_nobody_is_reminded_by_whatsapp_of_a_meeting_that_has_begun(nelayan, enqueue):
    past = AppointmentFactory(starts_at=AT, ends_at=AT + timedelta(hours=1))
    about = {"about_kind": "appointment", "about_code": past.code, "channels": ["whatsapp_hand"]}
    (reminder,) = enqueue(nelayan, "h1", event="reminder.talk", **about)
    (minutes,) = enqueue(nelayan, "minutes", event="appointment.minutes", **about)
    taps.ask_due(at=AT + timedelta(minutes=1))
    reminder.refresh_from_db()
    minutes.refresh_from_db()
    assert (reminder.state, reminder.last_error) == ("cancelled", "Waktunya sudah lewat.")
    assert minutes.state == "waiting"


def test_what_nobody_sent_in_a_week_is_taken_back(row, sink):
    delivery.deliver_due(now=AT + timedelta(days=6, hours=23))
    row.refresh_from_db()
    assert row.state == "waiting"
    delivery.deliver_due(now=AT + timedelta(days=7))
    row.refresh_from_db()
    assert (row.state, row.closed_at is not None) == ("cancelled", True)
    assert row.last_error == "Tidak dikirim dalam 7 hari, jadi dibatalkan."


def test_a_reminder_of_something_done_is_taken_back(nelayan, enqueue, sink, monkeypatch):
    (row,) = enqueue(nelayan, event="ladder.test", channels=["whatsapp_hand"])
    (other,) = enqueue(nelayan, "other", channels=["whatsapp_hand"])
    monkeypatch.setitem(stopping._checks, "ladder.test", lambda message, now: True)
    delivery.deliver_due(now=AT)
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.state, row.last_error) == ("cancelled", "Sudah selesai, jadi tidak perlu dikirim.")
    assert other.state == "waiting"


def test_a_mail_is_not_marked_as_sent_by_hand(mail_row, wati, budi, client_of):
    assert client_of(budi).post(sent_path(mail_row(wati))).status_code == 404


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_the_same_moment_one_sent_it(row, budi, rina):
    start = Barrier(2)

    def mark(officer) -> str:
        start.wait()
        try:
            by_hand.mark_sent(message=row, by=officer, at=AT)
        except Refused as refusal:
            return refusal.reasons[0]
        finally:
            connection.close()
        return "sent"

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(mark, (budi, rina)))
    assert sorted(answer == "sent" for answer in answers) == [False, True]
    assert AuditEvent.objects.filter(verb="sent_by_hand").count() == 1
