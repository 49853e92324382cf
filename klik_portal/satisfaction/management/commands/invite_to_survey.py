"""Ask for answers that are due, by hand."""

from typing import Any

from django.core.management.base import BaseCommand

from klik_portal.core import clock
from klik_portal.satisfaction import operations


class Command(BaseCommand):
    help = "Invite people to the survey after an outcome or a visit."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{operations.invite_due(at=clock.now())} invitations written.")
