"""The doorbell of the outbox: ring as often as you like, a claimed message is never sent twice."""

from typing import Any

from celery import shared_task

from klik_portal.core import clock, doorbell
from klik_portal.notifications.operations import delivery, watch


@shared_task(name=delivery.JOB, ignore_result=True)
def deliver_due(**_ignored: Any) -> None:
    """Rung by every new message too, so it notices when beat is silent."""
    watch.tell_silence(at=clock.now())
    if delivery.deliver_due(now=clock.now()).has_more:
        doorbell.ring(delivery.JOB)
