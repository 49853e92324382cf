"""Ask the questions before visits that are due, by hand."""

from typing import Any

from django.core.management.base import BaseCommand

from klik_portal.core import clock
from scheduling.operations import taps


class Command(BaseCommand):
    help = "Ask libraries whether the coming visit suits."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{taps.ask_due(at=clock.now())} questions asked.")
