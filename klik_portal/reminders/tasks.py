"""The doorbell of the reminder ladder."""

from typing import Any

from celery import shared_task

from klik_portal.core import clock, doorbell
from klik_portal.reminders.operations import climb


@shared_task(name=climb.JOB, ignore_result=True)
def climb_reminders(**_ignored: Any) -> None:
    """Ring as often as you like: a rung is taken once."""
    if climb.climb(at=clock.now()).has_more:
        doorbell.ring(climb.JOB)
