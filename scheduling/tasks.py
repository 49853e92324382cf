"""The doorbell of the reminders."""

from typing import Any

from celery import shared_task

from klik_portal.core import clock
from scheduling.operations import reminders, taps


@shared_task(name="scheduling.remind_appointments", ignore_result=True)
def remind_appointments(**_ignored: Any) -> None:
    reminders.remind_appointments(at=clock.now())


@shared_task(name="scheduling.ask_readiness", ignore_result=True)
def ask_readiness(**_ignored: Any) -> None:
    taps.ask_due(at=clock.now())
