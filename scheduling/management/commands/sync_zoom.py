"""Bring Zoom in line with the appointments, by hand."""

from typing import Any

from django.core.management.base import BaseCommand

from klik_portal.core import clock
from scheduling import zoom
from scheduling.operations import zoom_meetings


class Command(BaseCommand):
    help = "Create, move and remove Zoom meetings that are due."

    def handle(self, **options: Any) -> None:
        if not zoom.is_configured():
            self.stdout.write("Zoom is not configured: officers paste the links themselves.")
            return
        done = zoom_meetings.sync_due(at=clock.now())
        self.stdout.write(f"{done.settled} settled, {done.retried} later, {done.parked} parked.")
