"""Figures for pages that everybody may ask for as often as they like: at most a minute old."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from time import time

from django.utils.translation import gettext as _

from klik_portal.core import clock
from klik_portal.performance import figures
from klik_portal.performance.shapes import Figures

PUBLIC_SECONDS = 60


@dataclass(frozen=True)
class Headline:
    achieved: int
    unit: str
    caption: str


def public_figures(year: int) -> Figures:
    return _remembered(year, int(time() // PUBLIC_SECONDS))


@lru_cache(maxsize=16)
def _remembered(year: int, _minute: int) -> Figures:
    return figures.of_year(year=year, today=clock.today())


def public_headline(*, today: date) -> Headline | None:
    """The figure for the front page: this year, or the last year with results."""
    past = [
        f for f in public_figures(today.year).years if f.year <= today.year and f.result.achieved
    ]
    if not past:
        return None
    best = past[-1]
    target = best.result.target_label
    unit = _("dari\u00a0target\u00a0%s") % target if best.result.target else ""
    return Headline(
        int(best.result.achieved), unit, _("perpustakaan terakreditasi tahun %d") % best.year
    )
