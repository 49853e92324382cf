"""The sums of some years, read at once and asked many times."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from klik_portal.performance.counting import NOW
from klik_portal.performance.models import Tally

DETAILS = ("type", "kecamatan", "late", "hours", "days")


class Counts:
    """Sums by (year, split, measure)."""

    def __init__(self, rows: Iterable[tuple[int, str, str, str, int]]) -> None:
        self._read: dict[str, Any] = {}
        self._sums: dict[tuple[int, str, str], Counter[str]] = defaultdict(Counter)
        for year, split, measure, key, count in rows:
            if count:
                self._sums[year, split, measure][key] = count

    def once(self, name: str, read: Callable[[], Any]) -> Any:
        """What another app counts itself, read when the first indicator asks for it."""
        if name not in self._read:
            self._read[name] = read()
        return self._read[name]

    def split(self, year: int, split: str, measure: str) -> Counter[str]:
        return self._sums.get((year, split, measure), Counter())

    def in_year(self, measure: str, year: int, quarter: int = 0) -> int:
        """The whole year, or from January to the end of a quarter."""
        quarters = self.split(year, "quarter", measure)
        return sum(count for key, count in quarters.items() if not quarter or int(key) <= quarter)

    def until(self, measure: str, day: date) -> int:
        """From the beginning to that day, both ends included; for what was counted as `dated`."""
        years = sum(
            count[""]
            for (year, split, name), count in self._sums.items()
            if (split, name) == ("year", measure) and year < day.year
        )
        ends_month = (day + timedelta(days=1)).day == 1
        months = sum(
            count
            for month, count in self.split(day.year, "month", measure).items()
            if int(month) < day.month + ends_month
        )
        days = (
            0
            if ends_month
            else sum(
                count
                for key, count in self.split(day.year, "day", measure).items()
                if f"{day:%m}00" < key <= f"{day:%m%d}"
            )
        )
        return years + months + days


def read(*, years: Iterable[int], detailed: Iterable[int], today: date) -> Counts:
    """One query of about a thousand small rows, however much has been counted.

    Single days are read for this month only: every other day asked about ends a month.
    """
    years = list(years)
    asked = (
        Q(split="year")
        | Q(split="quarter", year__in=years)
        | Q(split="month", year__in=[*years, today.year + 1])
        | Q(split="day", year=today.year, key__gte=f"{today:%m}00", key__lte=f"{today:%m}99")
        | Q(split__in=DETAILS, year__in=list(detailed))
        | Q(year=NOW)
    )
    rows = Tally.objects.filter(asked)
    return Counts(rows.values_list("year", "split", "measure", "key", "count"))
