"""Load the shipped guides; what staff changed stays as it is."""

from typing import Any

from django.core.management.base import BaseCommand

from klik_portal.core import clock
from klik_portal.guides.operations import shipped


class Command(BaseCommand):
    help = "Load the guides that come with Klik (idempotent)."

    def handle(self, **options: Any) -> None:
        loaded = shipped.load(at=clock.now())
        self.stdout.write(
            f"{loaded.added} guides added, {loaded.updated} updated, {loaded.kept} kept as changed."
        )
