"""Count the sums of the head's page again, or say where they differ from the rows."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from klik_portal.performance.operations import counts


class Command(BaseCommand):
    help = "Rebuild the sums behind the performance pages; --check only compares."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="compare, change nothing")

    def handle(self, *, check: bool, **_options: Any) -> None:
        if not check:
            self.stdout.write(f"Counted {counts.rebuild()} libraries.")
            return
        found = counts.differences()
        for cell, (kept, counted) in sorted(found.items()):
            self.stdout.write(f"{cell.name}: kept {kept}, counted {counted}")
        if found:
            raise CommandError(f"{len(found)} sums differ. Run: manage.py rebuild_figures")
        self.stdout.write("All sums are as counted.")
