"""Fill an empty, migrated installation from a snapshot, after verifying all of it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from klik_portal.desks import snapshot


class Command(BaseCommand):
    help = "Restore a snapshot into an empty, migrated installation (SQLite or PostgreSQL)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--verify-only", action="store_true", help="check it, change nothing")

    def handle(self, *, folder: Path, verify_only: bool, **options: Any) -> None:
        try:
            rows = snapshot.verify(folder)["rows"] if verify_only else snapshot.restore(folder)
        except snapshot.SnapshotRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{'Sound' if verify_only else 'Restored'}: {sum(rows.values())} rows.")
