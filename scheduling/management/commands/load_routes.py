"""Load the routes an office begins with; a list that was begun stays as it is."""

from typing import Any

from django.core.management.base import BaseCommand

from scheduling.operations import routes


class Command(BaseCommand):
    help = "Load the shipped travel routes (idempotent)."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{routes.load_shipped()} travel routes loaded.")
