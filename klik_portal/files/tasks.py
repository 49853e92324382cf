"""Doorbells: thin, keyword-only, harmless when rung twice."""

from typing import Any

from celery import shared_task

from klik_portal.core import clock
from klik_portal.files import resumable


@shared_task(name="files.sweep_partial_uploads", ignore_result=True)
def sweep_partial_uploads(**_ignored: Any) -> None:
    resumable.sweep(at=clock.now())
