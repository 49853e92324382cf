"""The doorbell of the survey."""

from typing import Any

from celery import shared_task

from klik_portal.core import clock
from klik_portal.satisfaction import operations


@shared_task(name=operations.JOB, ignore_result=True)
def invite_due(**_ignored: Any) -> None:
    operations.invite_due(at=clock.now())
