"""Fill an empty demo installation with example data."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from klik_portal.core import clock
from klik_portal.desks import demo


class Command(BaseCommand):
    help = "Create example accounts, libraries, requests and results (demo mode only, once)."

    def handle(self, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Example data is only for demo mode (KLIK_DEMO).")
        if demo.is_seeded():
            self.stdout.write("Example data is there already.")
            return
        demo.seed(now=clock.now())
        self.stdout.write("Example data loaded.")
