"""Write the reminders that are due, by hand."""

from typing import Any

from django.core.management.base import BaseCommand

from klik_portal.core import clock
from scheduling.operations import reminders


class Command(BaseCommand):
    help = "Remind of coming appointments."

    def handle(self, **options: Any) -> None:
        self.stdout.write(
            f"{reminders.remind_appointments(at=clock.now())} appointments within a day."
        )
