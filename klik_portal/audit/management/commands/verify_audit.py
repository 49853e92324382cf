"""Walk the audit chain and fail at the first row that was changed, removed or slipped in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from klik_portal.audit import operations
from klik_portal.audit.models import AuditEvent


class Command(BaseCommand):
    help = "Verify the hash chain of the audit trail."

    def handle(self, **options: Any) -> None:
        broken_at = operations.first_break()
        if broken_at is not None:
            raise CommandError(f"Audit chain broken at event {broken_at}.")
        self.stdout.write(f"Audit chain intact: {AuditEvent.objects.count()} events.")
