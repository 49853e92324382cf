"""Remind applicants who have held the ball for days, by hand."""

from typing import Any

from django.core.management.base import BaseCommand

from accreditation.operations import reminders
from klik_portal.core import clock


class Command(BaseCommand):
    help = "Nudge applicants whose turn it has been for days."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{reminders.nudge_applicants(at=clock.now())} requests nudged.")
