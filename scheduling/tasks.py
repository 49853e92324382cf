"""The doorbells of the readiness questions and of Zoom."""

from typing import Any

from celery import shared_task

from klik_portal.core import clock
from scheduling.operations import taps, zoom_meetings


@shared_task(name=zoom_meetings.JOB, ignore_result=True)
def sync_zoom(**_ignored: Any) -> None:
    """Ring as often as you like: two workers never make two meetings of one talk."""
    zoom_meetings.sync_due(at=clock.now())


@shared_task(name="scheduling.ask_readiness", ignore_result=True)
def ask_readiness(**_ignored: Any) -> None:
    taps.ask_due(at=clock.now())
