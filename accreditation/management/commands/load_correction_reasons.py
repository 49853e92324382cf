"""Load the reasons for corrections that an office begins with; a list that was begun stays as it is."""

from typing import Any

from django.core.management.base import BaseCommand

from accreditation.operations import corrections


class Command(BaseCommand):
    help = "Load the shipped reasons for corrections (idempotent)."

    def handle(self, **options: Any) -> None:
        count = corrections.load_shipped_reasons()
        self.stdout.write(f"{count} reasons for corrections loaded.")
