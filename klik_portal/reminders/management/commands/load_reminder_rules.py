"""Load the shipped reminder rules; what a coordinator changed stays as it is."""

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from klik_portal.reminders.models import ReminderRule

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "reminders.csv"
NUMBERS = ("months", "days", "hours")


class Command(BaseCommand):
    help = "Load the shipped reminder rules (idempotent)."

    def handle(self, **options: Any) -> None:
        before = ReminderRule.objects.count()
        for facts in shipped():
            code = facts.pop("code")
            ReminderRule.objects.get_or_create(code=code, defaults=facts)
            ReminderRule.objects.filter(code=code, version=1).update(**facts)
        self.stdout.write(f"{ReminderRule.objects.count() - before} reminder rules added.")


def shipped() -> list[dict[str, Any]]:
    with SHIPPED.open() as rows:
        return [_facts(row) for row in csv.DictReader(rows)]


def _facts(row: dict[str, str]) -> dict[str, Any]:
    numbers = {name: int(row[name]) for name in NUMBERS}
    return {**row, **numbers, "on_working_days": bool(row["on_working_days"])}
