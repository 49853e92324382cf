from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from klik_portal.audit.models import AuditEvent
from klik_portal.core.verdict import Refused
from klik_portal.notifications.models import OutboxMessage
from klik_portal.notifications.operations import outbox
from tests.factories.people import UserFactory
from tests.notifications.conftest import AT

pytestmark = pytest.mark.django_db


def rows() -> list[tuple[str, str]]:
    return list(OutboxMessage.objects.order_by("channel").values_list("channel", "state"))


def test_a_message_is_shown_in_klik_at_once_and_queued_for_mail(wati, enqueue):
    enqueue(wati)
    assert rows() == [("email", "queued"), ("in_app", "sent")]


def test_somebody_with_only_a_phone_gets_a_whatsapp_that_a_person_sends(enqueue):
    enqueue(UserFactory(email=None, phone="+628115550101"))
    assert rows() == [("in_app", "sent"), ("whatsapp_hand", "waiting")]


def test_somebody_with_neither_mail_nor_phone_is_told_in_klik_only(enqueue):
    enqueue(UserFactory(email=None))
    assert rows() == [("in_app", "sent")]


def test_the_same_occasion_is_written_once_and_keeps_its_first_words(wati, enqueue):
    first = enqueue(wati, subject="Pertama")
    again = enqueue(wati, subject="Kedua")
    assert [row.pk for row in again] == [row.pk for row in first]
    assert [row.subject for row in again] == ["Pertama", "Pertama"]
    assert OutboxMessage.objects.count() == 2


def test_the_same_occasion_for_two_people_is_two_messages(wati, enqueue):
    enqueue(wati, channels=["email"])
    enqueue(UserFactory(), channels=["email"])
    assert OutboxMessage.objects.count() == 2


def test_an_occasion_with_a_very_long_name_is_still_one(wati, enqueue):
    enqueue(wati, dedupe="x" * 500, channels=["email"])
    enqueue(wati, dedupe="x" * 500, channels=["email"])
    assert OutboxMessage.objects.count() == 1


def test_an_unknown_channel_is_an_error_and_not_a_silent_loss(wati, enqueue):
    with pytest.raises(ValueError, match="pigeon"):
        enqueue(wati, channels=["pigeon"])


def test_a_message_due_later_waits_on_every_channel(wati, enqueue):
    enqueue(wati, due_at=AT + timedelta(hours=1))
    assert rows() == [("email", "queued"), ("in_app", "queued")]


def test_line_breaks_in_a_subject_become_spaces(wati, mail_row):
    row = mail_row(wati, subject="Kabar\r\nBcc: lain@contoh.id\n baik")
    assert row.subject == "Kabar Bcc: lain@contoh.id baik"


def test_the_message_id_comes_from_the_occasion(wati, mail_row):
    row = mail_row(wati)
    assert row.message_id == outbox.message_id(f"occasion:{wati.pk}:email")
    assert row.message_id.endswith("@127.0.0.1>")


def test_cancelling_takes_back_what_has_not_left(wati, enqueue):
    about = {"about_kind": "appointment", "about_code": "J-1"}
    enqueue(wati, "d1", event="d1", due_at=AT + timedelta(days=1), **about)
    enqueue(wati, "h1", event="h1", due_at=AT + timedelta(days=1), **about)
    enqueue(
        wati,
        "other",
        event="d1",
        due_at=AT + timedelta(days=1),
        about_kind="appointment",
        about_code="J-2",
    )
    assert outbox.cancel(about_kind="appointment", about_code="J-1", events=["d1"], at=AT) == 2
    assert outbox.cancel(about_kind="appointment", about_code="J-1", at=AT) == 2
    assert OutboxMessage.objects.filter(state="queued").count() == 2
    assert set(
        OutboxMessage.objects.filter(state="cancelled").values_list("closed_at", flat=True)
    ) == {AT}


def test_what_was_sent_is_not_cancelled(wati, enqueue):
    enqueue(wati, channels=["in_app"], about_kind="k", about_code="c")
    assert outbox.cancel(about_kind="k", about_code="c", at=AT) == 0


@pytest.mark.parametrize("state", ["failed", "parked"])
def test_a_stuck_message_gets_new_tries_and_it_is_known_who_gave_them(state, wati, budi, mail_row):
    row = mail_row(wati)
    OutboxMessage.objects.update(state=state, attempts=5, closed_at=AT)
    outbox.send_again(message=row, by=budi, at=AT)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.closed_at) == ("queued", 0, None)
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor_id) == ("sent_again", budi.pk)


def test_a_message_that_left_is_not_sent_again(wati, budi, mail_row):
    row = mail_row(wati)
    OutboxMessage.objects.update(state="sent")
    with pytest.raises(Refused, match="tidak sedang gagal"):
        outbox.send_again(message=row, by=budi, at=AT)
    assert not AuditEvent.objects.exists()


def test_one_ring_per_transaction_and_only_for_what_is_due(
    wati, enqueue, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as rings:
        enqueue(wati, "a")
        enqueue(wati, "b")
    assert len(rings) == 1
    with django_capture_on_commit_callbacks() as rings:
        enqueue(wati, "c", due_at=AT + timedelta(hours=1))
        enqueue(wati, "d", channels=["in_app"])
    assert rings == []


@pytest.mark.parametrize(
    ("name", "messages"),
    [
        ("outbox_due", lambda: OutboxMessage.objects.due(AT)[:20]),
        ("outbox_leased", lambda: OutboxMessage.objects.abandoned(AT)[:20]),
        ("outbox_failed", lambda: OutboxMessage.objects.filter(state="failed", closed_at__gte=AT)),
        ("outbox_newest", lambda: OutboxMessage.objects.leaving().order_by("-pk")[:26]),
        ("outbox_by_hand", lambda: OutboxMessage.objects.for_hands(AT)[:26]),
        (
            "outbox_ledger",
            lambda: OutboxMessage.objects.leaving().filter(state="parked").order_by("-pk")[:26],
        ),
    ],
)
def test_among_many_rows_the_database_reads_the_right_index(name, messages, wati):
    """Of 3,000 rows five are to be found; a plan that walks the table would be another one."""
    states = ["queued", "sending", "parked", "failed", "waiting"]
    OutboxMessage.objects.bulk_create(
        OutboxMessage(
            dedupe_key=f"{number}", event="e", recipient=wati, subject="s", body_text="b" * 300,
            channel="email" if number < 5 else "in_app", due_at=AT, created_at=AT, sent_at=AT,
            state=states[number] if number < 5 else "sent", lease_until=AT if number == 1 else None,
        )
        for number in range(3000)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE notifications_outboxmessage")
    plan = messages().explain()
    assert (name in plan, "SCAN notifications_outboxmessage\n" in plan + "\n") == (True, False), (
        plan
    )


def test_the_lease_is_a_setting():
    assert settings.OUTBOX_LEASE_SECONDS == 120
