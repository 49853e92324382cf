"""Doorbells: thin, keyword-only, harmless when rung twice."""

from typing import Any

from celery import shared_task

from accreditation.operations import reminders
from klik_portal.core import clock


@shared_task(name="accreditation.nudge_applicants", ignore_result=True)
def nudge_applicants(**_ignored: Any) -> None:
    reminders.nudge_applicants(at=clock.now())
