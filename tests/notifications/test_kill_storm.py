"""A real worker is killed again and again while it sends: nothing is lost, copies are known.

Rings are lost with the killed worker on the filesystem broker; the test rings on as beat would.
"""

import os
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta

import pytest

from klik_portal.core import clock
from klik_portal.notifications.models import Heartbeat, OutboxMessage
from klik_portal.notifications.operations import outbox
from tests.factories.people import UserFactory
from tests.services import celery_worker, child_environment, doorbell, smtp_sink, wait_until

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True)]

MAILS, KILLS, TASK = 100, 3, "notifications.deliver_due"
REDIS_URL = os.environ.get("KLIK_TEST_REDIS_URL", "")
BROKERS = [
    "",
    pytest.param(
        REDIS_URL, marks=pytest.mark.skipif(not REDIS_URL, reason="KLIK_TEST_REDIS_URL is not set")
    ),
]


@pytest.fixture(params=BROKERS, ids=["filesystem", "redis"])
def storm(request, tmp_path):
    """SMTP server, environment of the children, and a bell."""
    with ExitStack() as stack:
        sink = stack.enter_context(smtp_sink(delay=0.05))
        env = child_environment(
            tmp_path / "data", smtp=sink, redis_url=request.param, KLIK_OUTBOX_LEASE_SECONDS="3"
        )
        yield sink, env, stack.enter_context(doorbell(env))


def write_mails(count: int) -> None:
    person = UserFactory(email="wati@contoh.id")
    for number in range(count):
        outbox.enqueue(
            recipient=person, event="membership.confirmed", dedupe=f"{number}",
            values={"perpustakaan": f"Kabar {number}"}, at=clock.now() - timedelta(seconds=1), channels=["email"],
        )  # fmt: skip


def unsent() -> int:
    return OutboxMessage.objects.exclude(state="sent").count()


def test_no_message_is_lost_and_copies_carry_the_same_message_id(storm):
    sink, env, ring = storm
    write_mails(MAILS)
    for kill in range(1, KILLS + 1):
        with celery_worker(env) as worker:

            def arrived(share: int = kill * MAILS // 4) -> bool:
                ring(TASK)
                return len(sink.mails) >= share

            assert wait_until(arrived, seconds=60, every=0.1), worker.log.read_text()[-3000:]
            worker.kill()
        assert unsent() > 0  # the storm hit while there was work

    with celery_worker(env) as worker:

        def all_sent() -> bool:
            ring(TASK)
            return unsent() == 0

        assert wait_until(all_sent, seconds=90, every=0.5), worker.log.read_text()[-3000:]

    copies = Counter(sink.message_ids)
    assert set(copies) == set(OutboxMessage.objects.values_list("message_id", flat=True))
    assert (len(copies), len(sink.mails) - MAILS <= KILLS) == (MAILS, True)
    assert set(OutboxMessage.objects.values_list("state", "lease_until")) == {("sent", None)}
    assert Heartbeat.objects.get(job=TASK).last_ok_at is not None


def test_two_workers_and_two_bells_send_every_mail_once(storm):
    sink, env, ring = storm
    write_mails(40)
    with celery_worker(env, concurrency=2) as worker:

        def all_sent() -> bool:
            ring(TASK)
            ring(TASK)
            return unsent() == 0

        assert wait_until(all_sent, seconds=60, every=0.2), worker.log.read_text()[-3000:]
        assert sorted(sink.message_ids) == sorted(
            OutboxMessage.objects.values_list("message_id", flat=True)
        )
        worker.stop()


def test_a_worker_with_beat_delivers_without_any_bell(storm):
    sink, env, _ = storm
    write_mails(3)
    with celery_worker(env, beat=True) as worker:
        assert wait_until(lambda: unsent() == 0, seconds=60, every=0.3), worker.log.read_text()[
            -3000:
        ]
        log = worker.log.read_text()
    assert len(sink.mails) == 3
    assert ("Traceback" in log, "unregistered" in log) == (False, False), log[-3000:]
