"""A few messages that nobody takes hold up no other, and people see them."""

from datetime import timedelta

import pytest

from klik_portal.notifications.models import OutboxMessage
from klik_portal.notifications.operations import delivery
from tests.notifications.conftest import AT

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
BROKEN = {7, 77, 177, 277, 477}


def test_of_500_messages_with_5_broken_ones_495_leave_and_5_are_parked_and_shown(
    wati, budi, mail_row, sink, client_of
):
    rows = [mail_row(wati, f"{n}", subject=f"Kabar {n}") for n in range(500)]
    refused = {f"Kabar {n}" for n in BROKEN}
    sink.data_answer = lambda mail: "451 4.3.0 rusak" if mail["Subject"] in refused else "250 OK"

    now = AT
    while delivery.deliver_due(now=now).has_more:
        pass
    assert OutboxMessage.objects.filter(state="sent").count() == 495
    for _again in range(delivery.MAX_ATTEMPTS):
        now += timedelta(hours=2)
        delivery.deliver_due(now=now)

    assert (len(sink.mails), len(set(sink.message_ids))) == (495, 495)
    assert OutboxMessage.objects.filter(state="sent").count() == 495
    parked = {rows[n].pk for n in BROKEN}
    assert set(OutboxMessage.objects.filter(state="parked").values_list("pk", flat=True)) == parked
    page = client_of(budi).get("/petugas/pesan/", {"status": "parked"})
    assert {row.pk for row in page.context["page"].rows} == parked
    assert "Lima kali dicoba, belum berhasil." in page.content.decode()
