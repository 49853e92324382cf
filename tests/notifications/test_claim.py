"""Two workers at the same moment, on real connections of their own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from klik_portal.notifications.models import OutboxMessage
from klik_portal.notifications.operations import delivery
from tests.notifications.conftest import AT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def in_two_threads(work):
    start = Barrier(2)

    def run(number: int):
        start.wait()
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, range(2)))


def test_two_workers_never_claim_the_same_message(wati, mail_row):
    for number in range(40):
        mail_row(wati, f"{number}")

    def claim_all() -> list[int]:
        mine = []
        while batch := delivery.claim(now=AT, size=3, lease=timedelta(minutes=2)):
            mine += [message.pk for message in batch]
        return mine

    first, second = in_two_threads(claim_all)
    assert len(first) + len(second) == 40
    assert set(first).isdisjoint(second)


def test_two_workers_send_every_mail_once(wati, mail_row, sink):
    for number in range(30):
        mail_row(wati, f"{number}")
    first, second = in_two_threads(lambda: delivery.deliver_due(now=AT))
    assert first.sent + second.sent == 30
    assert sorted(sink.message_ids) == sorted(
        OutboxMessage.objects.values_list("message_id", flat=True)
    )


def test_two_requests_write_the_same_occasion_once(wati, enqueue):
    in_two_threads(lambda: enqueue(wati))
    assert OutboxMessage.objects.count() == 2
