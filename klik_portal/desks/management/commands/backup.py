"""Write one consistent snapshot of database and files."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from klik_portal.core import clock
from klik_portal.desks import snapshot


class Command(BaseCommand):
    help = "Write one consistent snapshot of database and files into KLIK_BACKUP_DIR."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--keep", type=int, default=14, help="how many snapshots stay (14)")

    def handle(self, *, keep: int, **options: Any) -> None:
        if keep < 1:
            raise CommandError("--keep needs at least 1.")
        try:
            folder = snapshot.write(at=clock.now())
        except snapshot.SnapshotRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"Written: {folder}")
        for old in snapshot.forget_old(keep):
            self.stdout.write(f"Removed: {old}")
