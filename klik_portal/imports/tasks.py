"""Doorbells: thin, keyword-only, harmless when rung twice."""

from typing import Any

from celery import shared_task

from klik_portal.core import clock, doorbell
from klik_portal.imports.operations import steps
from klik_portal.imports.operations.receiving import WORK


@shared_task(name=WORK, ignore_result=True)
def work(**_ignored: Any) -> None:
    """A second or two of steps a ring, so that messages need not wait for 20,000 rows."""
    if steps.work(at=clock.now()):
        doorbell.ring(WORK)


@shared_task(name="imports.wake", ignore_result=True)
def wake(**_ignored: Any) -> None:
    """Only when nothing moves: a second chain of rings would leave less room for the others."""
    steps.wake_if_stalled(at=clock.now())
