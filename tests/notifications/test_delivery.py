"""What becomes of claimed messages, against a real SMTP server."""

from datetime import timedelta

import pytest

from klik_portal.accounts.models import User
from klik_portal.notifications.models import Heartbeat, OutboxMessage
from klik_portal.notifications.operations import delivery, outbox
from tests.factories.people import UserFactory
from tests.notifications.conftest import AT

pytestmark = pytest.mark.django_db

LEASE = timedelta(minutes=2)


def deliver(after: timedelta = timedelta(), **more):
    return delivery.deliver_due(now=AT + after, **more)


def test_a_due_mail_is_sent_over_one_connection_and_marked(wati, mail_row, sink):
    for number in range(25):
        mail_row(wati, f"{number}")
    report = deliver()
    assert (report.sent, report.failed, report.has_more) == (25, 0, False)
    assert (len(sink.mails), sink.connections) == (25, 1)
    assert set(OutboxMessage.objects.values_list("state", "lease_until")) == {("sent", None)}


def test_a_mail_due_later_stays(wati, mail_row, sink):
    mail_row(wati, due_at=AT + timedelta(seconds=60))
    assert deliver().sent == 0
    assert deliver(timedelta(minutes=2)).sent == 1


def test_a_message_in_klik_that_was_due_later_appears_without_any_mail(wati, enqueue, sink):
    enqueue(wati, channels=["in_app"], due_at=AT + timedelta(hours=1))
    assert not OutboxMessage.objects.inbox_of(wati).exists()
    assert deliver(timedelta(hours=1)).sent == 1
    assert OutboxMessage.objects.inbox_of(wati).count() == 1
    assert sink.mails == []


def test_a_run_ends_at_its_limit_and_says_that_there_is_more(wati, mail_row, sink):
    for number in range(5):
        mail_row(wati, f"{number}")
    report = deliver(limit=3)
    assert (report.sent, report.has_more, len(sink.mails)) == (3, True, 3)


def test_two_rings_send_one_mail(wati, mail_row, sink):
    mail_row(wati)
    deliver()
    deliver()
    assert len(sink.mails) == 1


def test_a_claimed_message_is_offered_again_only_after_its_lease(wati, mail_row, sink):
    mail_row(wati)
    delivery.claim(now=AT, size=10, lease=LEASE)  # the worker dies here
    assert deliver(LEASE - timedelta(seconds=30)).sent == 0
    assert deliver(LEASE).sent == 1
    assert OutboxMessage.objects.get().attempts == 2


def test_a_message_whose_worker_died_five_times_is_parked(wati, mail_row, sink):
    mail_row(wati)
    for death in range(5):
        delivery.claim(now=AT + death * LEASE, size=10, lease=LEASE)
    assert deliver(5 * LEASE).parked == 1
    assert (OutboxMessage.objects.get().state, sink.mails) == ("parked", [])


def test_a_worker_that_wakes_up_late_marks_nothing(wati, mail_row):
    mail_row(wati)
    (late,) = delivery.claim(now=AT, size=1, lease=LEASE)
    (other,) = delivery.claim(now=AT + LEASE, size=1, lease=LEASE)
    assert delivery._mark(late, state="failed", lease_until=None) is False
    assert delivery._mark(other, state="sent", lease_until=None) is True


def test_a_slow_batch_renews_its_leases_and_nobody_takes_over(wati, mail_row, sink):
    """Six mails of 0.4 s each under a lease of one second: unrenewed, the last ones run out."""
    sink.delay = 0.4
    for number in range(6):
        mail_row(wati, f"{number}")
    report = deliver(lease_seconds=1)
    assert (report.sent, len(sink.mails)) == (6, 6)
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"sent"}


def test_a_busy_server_is_asked_again_after_1_5_15_and_60_minutes_then_the_mail_is_parked(
    wati, mail_row, sink
):
    row = mail_row(wati)
    sink.rcpt_answer = lambda address: "451 sibuk"
    now, waits = AT, []
    for _ in range(5):
        delivery.deliver_due(now=now)
        row.refresh_from_db()
        waits.append(round((row.due_at - now) / timedelta(minutes=1)))
        now = row.due_at
    assert waits == [1, 5, 15, 60, 0]
    assert (row.state, row.attempts, row.last_error) == ("parked", 5, "451 sibuk")
    assert delivery.deliver_due(now=now + timedelta(days=1)).sent == 0


def test_a_refused_address_fails_at_once_and_holds_up_nobody(wati, mail_row, sink):
    mail_row(UserFactory(email="tidakada@contoh.id"))
    mail_row(wati)
    sink.rcpt_answer = lambda address: (
        "550 tidak ada" if address.startswith("tidakada") else "250 OK"
    )
    report = deliver()
    assert (report.sent, report.failed) == (1, 1)
    failed = OutboxMessage.objects.get(state="failed")
    assert (failed.to_address, failed.attempts, failed.closed_at.date()) == (
        "tidakada@contoh.id",
        1,
        AT.date(),
    )


def test_refused_content_fails_at_once(wati, mail_row, sink):
    mail_row(wati)
    sink.data_answer = lambda mail: "554 ditolak"
    assert deliver().failed == 1


def test_an_address_that_cannot_be_one_fails_alone(wati, mail_row, sink):
    mail_row(wati, "a")
    OutboxMessage.objects.update(to_address="wati@contoh.id\nBcc: lain@contoh.id")
    mail_row(wati, "b")
    report = deliver()
    assert (report.sent, report.failed, [mail["To"] for mail in sink.mails]) == (
        1,
        1,
        ["wati@contoh.id"],
    )


def test_while_the_server_is_away_the_run_stops_and_only_one_try_is_counted(
    wati, mail_row, sink, settings
):
    for number in range(3):
        mail_row(wati, f"{number}")
    settings.EMAIL_PORT = 1
    report = deliver()
    assert (report.retried, report.trouble != "") == (1, True)
    assert list(OutboxMessage.objects.order_by("pk").values_list("state", "attempts")) == [
        ("queued", 1), ("queued", 0), ("queued", 0),
    ]  # fmt: skip
    pulse = Heartbeat.objects.get()
    assert (pulse.note, pulse.last_ok_at) == (report.trouble, None)
    settings.EMAIL_PORT = sink.port
    assert deliver(timedelta(minutes=2)).sent == 3


def test_a_server_that_closes_after_every_mail_costs_no_try(wati, mail_row, sink):
    for number in range(3):
        mail_row(wati, f"{number}")
    seen = []

    def close_every_second(address: str) -> str:
        seen.append(address)
        return "421 sampai jumpa" if len(seen) % 2 == 0 else "250 OK"

    sink.rcpt_answer = close_every_second
    assert deliver().sent == 3
    assert set(OutboxMessage.objects.values_list("attempts", flat=True)) == {1}


def test_every_try_carries_the_same_message_id(wati, mail_row, sink):
    row = mail_row(wati)
    answers = iter(["451 sibuk", "250 OK"])
    tried = []

    def answer(mail):
        tried.append(mail["Message-ID"])
        return next(answers)

    sink.data_answer = answer
    deliver()
    deliver(timedelta(minutes=2))
    assert tried == [row.message_id, row.message_id]


def test_somebody_deactivated_meanwhile_hears_nothing(wati, mail_row, sink):
    mail_row(wati)
    User.objects.update(is_active=False)
    assert deliver().cancelled == 1
    assert (OutboxMessage.objects.get().state, sink.mails) == ("cancelled", [])


def test_a_cancelled_message_does_not_leave(wati, mail_row, sink):
    mail_row(wati, about_kind="k", about_code="c")
    outbox.cancel(about_kind="k", about_code="c", at=AT)
    assert (deliver().sent, sink.mails) == (0, [])


def test_a_run_leaves_its_pulse(wati, mail_row, sink):
    mail_row(wati)
    deliver()
    pulse = Heartbeat.objects.get()
    assert (pulse.job, pulse.done, pulse.failed, pulse.note) == (
        "notifications.deliver_due",
        1,
        0,
        "",
    )
    assert pulse.last_ok_at == pulse.last_run_at
