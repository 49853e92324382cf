"""Build the bundles that were asked for, by hand or from cron, where no worker runs."""

from typing import Any

from django.core.management.base import BaseCommand

from accreditation.operations import bundle_building
from klik_portal.core import clock


class Command(BaseCommand):
    help = "Build every bundle that waits."

    def handle(self, **options: Any) -> None:
        while bundle := bundle_building.build_next(at=clock.now()):
            bundle.refresh_from_db()
            self.stdout.write(f"{bundle.application.code}: {bundle.state}")
