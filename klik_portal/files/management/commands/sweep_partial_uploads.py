"""Forget uploads that nobody went on with, by hand."""

from typing import Any

from django.core.management.base import BaseCommand

from klik_portal.core import clock
from klik_portal.files import resumable


class Command(BaseCommand):
    help = "Forget uploads in pieces that nobody went on with for two days."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{resumable.sweep(at=clock.now())} uploads swept.")
