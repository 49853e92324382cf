"""Send the report of a month to the heads, by hand. Who had it already does not get it again."""

from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.performance.monthly import month_before
from klik_portal.performance.operations import monthly


class Command(BaseCommand):
    help = "Send the report of a month to every head; without --month the one that ended last."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--month", help="YYYY-MM")

    def handle(self, *, month: str | None, **_options: Any) -> None:
        try:
            report = monthly.send(month=_first_day(month), at=clock.now())
        except Refused as refusal:
            raise CommandError(" ".join(refusal.reasons)) from refusal
        self.stdout.write(f"{report.month:%Y-%m}: {len(monthly.wanting())} heads have it.")


def _first_day(month: str | None) -> date:
    if month is None:
        return month_before(clock.today())
    try:
        return datetime.strptime(month, "%Y-%m").date()  # noqa: DTZ007 -- a month has no zone
    except ValueError:
        raise CommandError("Write the month as YYYY-MM.") from None
