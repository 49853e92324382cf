"""Yearly running numbers such as KLK-2026-0001, taken under a row lock."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from klik_portal.core.clock import wita
from klik_portal.core.models import YearCounter


def next_number(*, series: str, at: datetime) -> str:
    """The next number of the series in the WITA year of `at`."""
    year = wita(at).year
    return f"{series}-{year}-{next_count(series=series, year=year):04d}"


def next_count(*, series: str, year: int) -> int:
    """The next of 1, 2, 3 in the year.

    Must run inside the transaction that stores the number: the counter row stays locked until
    then, so numbers are unique and a rolled-back request leaves no gap.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a number needs a surrounding transaction")
    YearCounter.objects.bulk_create([YearCounter(series=series, year=year)], ignore_conflicts=True)
    YearCounter.objects.filter(series=series, year=year).update(last=F("last") + 1)
    return YearCounter.objects.values_list("last", flat=True).get(series=series, year=year)


def last_count(*, series: str, year: int) -> int:
    """The last one given out; 0 before the first."""
    found = YearCounter.objects.filter(series=series, year=year).values_list("last", flat=True)
    return found.first() or 0


def go_on_after(*, series: str, year: int, last: int) -> None:
    """Numbers given out elsewhere: the next one here follows them."""
    YearCounter.objects.update_or_create(series=series, year=year, defaults={"last": last})
