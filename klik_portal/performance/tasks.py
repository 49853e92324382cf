"""The doorbell of the monthly mail."""

from typing import Any

from celery import shared_task

from klik_portal.core import clock
from klik_portal.performance.operations import monthly


@shared_task(name=monthly.JOB, ignore_result=True)
def send_monthly(**_ignored: Any) -> None:
    monthly.send_due(at=clock.now())
