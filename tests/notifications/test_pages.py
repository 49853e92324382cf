"""The inbox of a person and the ledger of the office."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from klik_portal.core import clock
from klik_portal.notifications import queries
from klik_portal.notifications.models import OutboxMessage
from klik_portal.notifications.operations import heartbeat
from tests.notifications.conftest import AT

pytestmark = pytest.mark.django_db

INBOX, LEDGER = "/pesan/", "/petugas/pesan/"


def subjects(response) -> list[str]:
    return [row.subject for row in response.context["page"].rows]


def queries_of(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_everybody_sees_their_own_messages_only(siti, joko, enqueue, client_of):
    enqueue(siti, subject="Untuk Siti")
    enqueue(joko, subject="Untuk Joko")
    assert subjects(client_of(siti).get(INBOX)) == ["Untuk Siti"]


def test_what_is_not_due_yet_is_not_in_the_inbox(siti, enqueue, client_of):
    enqueue(siti, due_at=AT + timedelta(days=1))
    assert subjects(client_of(siti).get(INBOX)) == []


def test_the_inbox_is_read_in_pages_newest_first(siti, enqueue, client_of):
    for number in range(60):
        enqueue(siti, f"{number}", subject=f"{number}", at=AT + timedelta(minutes=number // 7))
    client, seen, cursor = client_of(siti), [], ""
    while True:
        response = client.get(INBOX, {"setelah": cursor})
        seen += subjects(response)
        if not (cursor := response.context["page"].next_cursor):
            break
    assert seen == [str(number) for number in reversed(range(60))]


@pytest.mark.parametrize("cursor", ["abc", "-", "1-", "9" * 18 + "-1", "²-1", "1" * 40])
def test_a_made_up_cursor_shows_a_page_and_no_error(cursor, siti, enqueue, client_of):
    enqueue(siti)
    assert client_of(siti).get(INBOX, {"setelah": cursor}).status_code == 200
    assert queries.ledger(after=cursor).next_cursor == ""


def test_looking_changes_nothing_and_the_button_marks_what_was_seen(siti, joko, enqueue, client_of):
    enqueue(siti, "old", at=AT)
    enqueue(joko, "old", at=AT)
    client = client_of(siti)
    page = client.get(INBOX)
    assert OutboxMessage.objects.filter(read_at__isnull=False).count() == 0
    enqueue(siti, "arrived meanwhile", at=AT + timedelta(seconds=1))
    response = client.post(reverse("notifications:inbox-read"), {"sampai": page.context["newest"]})
    assert (response.status_code, response.url) == (302, INBOX)
    read = OutboxMessage.objects.filter(read_at__isnull=False).values_list("dedupe_key", flat=True)
    assert list(read) == [f"old:{siti.pk}:in_app"]


@pytest.mark.parametrize("typed", ["", "kemarin", "2026-11-24", "9999-99-99T00:00"])
def test_a_bent_form_marks_everything_seen_so_far(typed, siti, enqueue, client_of):
    enqueue(siti)
    client_of(siti).post(reverse("notifications:inbox-read"), {"sampai": typed})
    assert OutboxMessage.objects.filter(read_at__isnull=False).count() == 1


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("siti", 404),
        ("nonaktif", 302),
        ("budi", 200),
        ("rina", 200),
        ("kepala", 200),
        ("admin", 200),
    ],
)
def test_the_ledger_is_for_the_office(who, status, request, client_of):
    assert client_of(request.getfixturevalue(who)).get(LEDGER).status_code == status


def test_the_ledger_shows_mails_and_can_be_filtered(siti, budi, enqueue, client_of):
    enqueue(siti, "a", subject="Menunggu")
    enqueue(siti, "b", subject="Diparkir")
    OutboxMessage.objects.filter(subject="Diparkir", channel="email").update(
        state="parked", attempts=5, last_error="451 sibuk", closed_at=AT
    )
    client = client_of(budi)
    assert subjects(client.get(LEDGER)) == ["Diparkir", "Menunggu"]
    page = client.get(LEDGER, {"status": "parked"})
    assert subjects(page) == ["Diparkir"]
    shown = page.content.decode()
    assert (
        "Percobaan 5: Lima kali dicoba, belum berhasil. Server surel penerima sedang sibuk."
        in shown
    )
    assert "451 sibuk" not in shown
    assert subjects(client.get(LEDGER, {"status": "x"})) == ["Diparkir", "Menunggu"]


def test_the_it_person_reads_the_servers_own_words_too(siti, admin, mail_row, client_of):
    mail_row(siti)
    OutboxMessage.objects.update(state="failed", last_error="550 5.1.1 no such user", closed_at=AT)
    shown = client_of(admin).get(LEDGER).content.decode()
    assert "Alamat surel ini tidak ada." in shown
    assert "550 5.1.1 no such user" in shown


@pytest.mark.parametrize(("who", "leads"), [("budi", True), ("kepala", True), ("siti", False)])
def test_who_may_read_the_ledger_finds_it_from_the_inbox(who, leads, request, client_of):
    page = client_of(request.getfixturevalue(who)).get(INBOX).content.decode()
    assert (f'href="{LEDGER}"' in page) is leads


def test_only_caseworkers_send_again(siti, budi, kepala, admin, mail_row, client_of):
    row = mail_row(siti)
    OutboxMessage.objects.update(state="parked", attempts=5, closed_at=AT)
    path = reverse("notifications:send-again", args=[row.token])
    assert [client_of(who).post(path).status_code for who in (siti, kepala, admin)] == [
        404,
        404,
        404,
    ]
    assert "Kirim ulang" not in client_of(kepala).get(LEDGER).content.decode()
    assert "Kirim ulang" in client_of(budi).get(LEDGER).content.decode()
    assert client_of(budi).get(path).status_code == 405
    assert client_of(budi).post(path).url == LEDGER
    assert OutboxMessage.objects.get().state == "queued"
    page = client_of(budi).post(path, follow=True)
    assert "Pesan ini tidak sedang gagal." in page.content.decode()


def test_the_pulse_is_silent_until_somebody_delivers(budi, client_of):
    assert queries.outbox_health(AT).is_silent is True
    heartbeat.beat(job="notifications.deliver_due", at=AT)
    health = queries.outbox_health(AT + timedelta(minutes=4))
    assert (health.is_silent, health.last_run, health.seconds_since) == (False, AT, 240)
    assert queries.outbox_health(AT + timedelta(minutes=6)).is_silent is True
    assert "Pengirim diam" in client_of(budi).get(LEDGER).content.decode()
    heartbeat.beat(job="notifications.deliver_due", at=clock.now(), note="Connection refused")
    assert "Pengirim terhalang" in client_of(budi).get(LEDGER).content.decode()


def test_the_health_counts_the_last_day(siti, mail_row):
    states = {"a": "sent", "b": "failed", "c": "parked", "d": "queued", "e": "sent"}
    for key, state in states.items():
        row = mail_row(siti, key)
        old = timedelta(days=2) if key == "e" else timedelta()
        OutboxMessage.objects.filter(pk=row.pk).update(state=state, sent_at=AT - old, closed_at=AT)
    health = queries.outbox_health(AT)
    assert (health.sent_24h, health.failed_24h, health.parked, health.oldest_due) == (1, 1, 1, AT)


@pytest.mark.parametrize("path", [INBOX, LEDGER])
def test_pages_cost_the_same_few_queries_for_1_and_50_rows(path, budi, enqueue, client_of):
    client = client_of(budi)
    enqueue(budi, "first")
    one = queries_of(client, path)
    for number in range(50):
        enqueue(budi, f"{number}")
    assert (queries_of(client, path), one <= 8) == (one, True)
