"""Load the shipped holidays; days that staff already entered or corrected stay as they are."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from klik_portal.office.models import Holiday

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "holidays.csv"


class Command(BaseCommand):
    help = "Load national holidays and collective leave (idempotent)."

    def handle(self, **options: Any) -> None:
        with SHIPPED.open() as rows:
            holidays = [
                Holiday(
                    day=date.fromisoformat(row["day"]),
                    name=row["name"],
                    kind=row["kind"],
                    is_estimate=bool(row["is_estimate"]),
                )
                for row in csv.DictReader(rows)
            ]
        before = Holiday.objects.count()
        Holiday.objects.bulk_create(holidays, ignore_conflicts=True)
        self.stdout.write(f"{Holiday.objects.count() - before} holidays added.")
