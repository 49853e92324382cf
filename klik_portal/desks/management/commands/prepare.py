"""Bring an installation up to date: tables, static files, regions, holidays, example data.

Harmless at every start; what has not changed costs next to nothing.
"""

from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from klik_portal.desks import demo
from klik_portal.guides import rendering
from klik_portal.performance.models import LibraryCount

SHIPPED = (
    "libraries/data",
    "klik_portal/office/data",
    "klik_portal/guides/data/articles",
    "klik_portal/reminders/data",
    "accreditation/data",
    "scheduling/data",
)


class Command(BaseCommand):
    help = (
        "Migrate, collect static files, load regions and holidays; in demo mode also example data."
    )

    def handle(self, **options: Any) -> None:
        self._migrate()
        self._when_changed("static", static_fingerprint(), self._collect_static)
        self._when_changed("data", data_fingerprint(), self._load_data)
        if settings.DEMO and not demo.is_seeded():
            self.stdout.write("Loading example data ...")
            call_command("seed_demo", stdout=self.stdout)

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database ...")
            call_command("migrate", verbosity=0)
            call_command("createcachetable", verbosity=0)
            if not LibraryCount.objects.exists():  # from before the sums were kept
                call_command("rebuild_figures", stdout=self.stdout)

    def _collect_static(self) -> None:
        call_command("collectstatic", interactive=False, verbosity=0)

    def _load_data(self) -> None:
        call_command("load_regions", stdout=self.stdout)
        call_command("load_holidays", stdout=self.stdout)
        call_command("load_instruments", stdout=self.stdout)
        call_command("load_correction_reasons", stdout=self.stdout)
        call_command("load_routes", stdout=self.stdout)
        call_command("load_guides", stdout=self.stdout)
        call_command("load_reminder_rules", stdout=self.stdout)

    def _when_changed(self, name: str, fingerprint: str, work: Any) -> None:
        stamp = settings.DATA_DIR / f"{name}.stamp"
        if stamp.exists() and stamp.read_text() == fingerprint:
            return
        work()
        stamp.write_text(fingerprint)


def static_fingerprint() -> str:
    """Changes with any source of a static file, and with the storage that publishes them."""
    told = [settings.STORAGES["staticfiles"]["BACKEND"]]
    for finder in get_finders():
        for path, storage in finder.list(None):
            told.append(f"{path}:{storage.get_modified_time(path).timestamp()}")
    return sha256("\n".join(told).encode()).hexdigest()


def data_fingerprint() -> str:
    """Changes with the shipped data, how guides are drawn, and the database all is loaded into."""
    told = [str(settings.DATABASES["default"]["NAME"]), f"guides drawn by {rendering.VERSION}"]
    for folder in SHIPPED:
        for path in sorted(Path(settings.BASE_DIR, folder).iterdir()):
            told.append(sha256(path.read_bytes()).hexdigest())
    return sha256("\n".join(told).encode()).hexdigest()
