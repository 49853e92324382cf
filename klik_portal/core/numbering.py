"""Yearly running numbers such as KLK-2026-0001, taken under a row lock."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F

from klik_portal.core.clock import wita
from klik_portal.core.models import YearCounter


def next_number(*, series: str, at: datetime) -> str:
    """The next number of the series in the WITA year of `at`."""
    return next_numbers(series=series, at=at, count=1)[0]


def next_numbers(*, series: str, at: datetime, count: int) -> list[str]:
    """So many numbers in a row."""
    year = wita(at).year
    last = _count_on(series=series, year=year, by=count)
    return [f"{series}-{year}-{number:04d}" for number in range(last - count + 1, last + 1)]


def next_count(*, series: str, year: int) -> int:
    """The next of 1, 2, 3 in the year."""
    return _count_on(series=series, year=year, by=1)


def _count_on(*, series: str, year: int, by: int) -> int:
    """The last of so many numbers.

    Must run inside the transaction that stores them: the counter row stays locked until then, so
    numbers are unique and a rolled-back request leaves no gap.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a number needs a surrounding transaction")
    YearCounter.objects.bulk_create([YearCounter(series=series, year=year)], ignore_conflicts=True)
    YearCounter.objects.filter(series=series, year=year).update(last=F("last") + by)
    return YearCounter.objects.values_list("last", flat=True).get(series=series, year=year)


def last_count(*, series: str, year: int) -> int:
    """The last one given out; 0 before the first."""
    found = YearCounter.objects.filter(series=series, year=year).values_list("last", flat=True)
    return found.first() or 0


def last_counts(*, series: Iterable[str], year: int) -> dict[str, int]:
    """The same of several at once; a series that has not begun is left out."""
    rows = YearCounter.objects.filter(series__in=list(series), year=year)
    return dict(rows.values_list("series", "last"))


def go_on_after(*, series: str, year: int, last: int) -> None:
    """Numbers given out elsewhere: the next one here follows them."""
    YearCounter.objects.update_or_create(series=series, year=year, defaults={"last": last})
