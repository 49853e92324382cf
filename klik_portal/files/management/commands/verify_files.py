"""Hash every stored file again and fail when one is missing or changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from klik_portal.files.queries import verify_store


class Command(BaseCommand):
    help = "Verify that every received file is in the store, byte for byte."

    def handle(self, **options: Any) -> None:
        report = verify_store()
        for word, digests in (("missing", report.missing), ("corrupt", report.corrupt)):
            for digest in digests:
                self.stderr.write(f"{word}: {digest}")
        summary = (
            f"{report.files} files, {len(report.missing)} missing, {len(report.corrupt)} corrupt, "
            f"{report.orphans} orphaned blobs, {report.unfinished} unfinished uploads."
        )
        if not report.is_sound:
            raise CommandError(summary)
        self.stdout.write(summary)
