"""Send what is due, by hand or from cron, where no worker runs."""

from typing import Any

from django.core.management.base import BaseCommand

from klik_portal.core import clock
from klik_portal.notifications.operations import delivery


class Command(BaseCommand):
    help = "Deliver due messages once."

    def handle(self, **options: Any) -> None:
        report = delivery.deliver_due(now=clock.now())
        self.stdout.write(
            f"sent {report.sent}, to be tried again {report.retried}, "
            f"failed {report.failed}, parked {report.parked}, cancelled {report.cancelled}"
        )
        if report.trouble:
            self.stderr.write(report.trouble)
