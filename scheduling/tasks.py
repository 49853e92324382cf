"""The doorbell of the reminders."""

from typing import Any

from celery import shared_task

from klik_portal.core import clock
from scheduling.operations import reminders


@shared_task(name="scheduling.remind_appointments", ignore_result=True)
def remind_appointments(**_ignored: Any) -> None:
    reminders.remind_appointments(at=clock.now())
