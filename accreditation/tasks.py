"""Doorbells: thin, keyword-only, harmless when rung twice."""

from typing import Any

from celery import shared_task

from accreditation.operations import bundle_building, bundles
from klik_portal.core import clock, doorbell


@shared_task(name=bundles.BUILD, ignore_result=True)
def build_bundles(**_ignored: Any) -> None:
    """One bundle a ring, so that messages need not wait for a long row of bundles."""
    if bundle_building.build_next(at=clock.now()):
        doorbell.ring(bundles.BUILD)
