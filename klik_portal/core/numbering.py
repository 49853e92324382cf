"""Yearly running numbers such as KLK-2026-0001, taken under a row lock."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from klik_portal.core.clock import wita
from klik_portal.core.models import YearCounter


def next_number(*, series: str, at: datetime) -> str:
    """The next number of the series in the WITA year of `at`.

    Must run inside the transaction that stores the number: the counter row stays locked until
    then, so numbers are unique and a rolled-back request leaves no gap.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("next_number needs a surrounding transaction")
    year = wita(at).year
    YearCounter.objects.bulk_create([YearCounter(series=series, year=year)], ignore_conflicts=True)
    YearCounter.objects.filter(series=series, year=year).update(last=F("last") + 1)
    last = YearCounter.objects.values_list("last", flat=True).get(series=series, year=year)
    return f"{series}-{year}-{last:04d}"
