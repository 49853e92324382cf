"""Write the reminders that are due, by hand."""

from typing import Any

from django.core.management.base import BaseCommand

from klik_portal.core import clock
from klik_portal.reminders.operations import climb


class Command(BaseCommand):
    help = "Write every reminder that is due and was not written yet."

    def handle(self, **options: Any) -> None:
        report = climb.climb(at=clock.now())
        self.stdout.write(
            f"{report.told} told, {report.skipped} skipped, {report.parked} parked, "
            f"{report.digests} digests."
        )
