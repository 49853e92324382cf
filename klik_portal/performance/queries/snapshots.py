"""Snapshots, and the same quarter as it reads now."""

from datetime import date

from klik_portal.performance import figures, frozen
from klik_portal.performance.models import Snapshot
from klik_portal.performance.queries import certificates


def of_year(year: int) -> list[Snapshot]:
    return list(Snapshot.objects.filter(year=year).defer("figures").select_related("frozen_by"))


def quarter_now(*, year: int, quarter: int, today: date) -> dict:
    return frozen.told(
        figures.of_year(year=year, today=today),
        quarter,
        certificates.of_year(year=year, today=today, quarter=quarter),
    )
