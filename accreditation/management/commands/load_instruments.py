"""Load Klik's own readiness sheets; what is there already stays."""

from typing import Any

from django.core.management.base import BaseCommand

from accreditation.operations import instruments
from klik_portal.core import clock


class Command(BaseCommand):
    help = "Load the shipped readiness instruments (idempotent)."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{len(instruments.load_shipped(at=clock.now()))} instruments loaded.")
