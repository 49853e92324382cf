"""What the public may read: released figures only, as they were when they were released."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from time import time

from django.utils.translation import gettext as _

from klik_portal.performance.achievement import Achievement
from klik_portal.performance.models import Release
from klik_portal.performance.shapes import AnswerFigure, PartFigure, YearFigure

PUBLIC_SECONDS = 60


@dataclass(frozen=True)
class Headline:
    achieved: int
    unit: str
    caption: str


@dataclass(frozen=True)
class Released:
    """One year as the public sees it."""

    year: int
    name: str
    rule: str
    plan: str
    released_at: datetime
    result: Achievement
    groups: list[PartFigure]
    areas: list[PartFigure]
    answers: AnswerFigure | None = None  # first answers, if the coordinator gave them too


@dataclass(frozen=True)
class PublicFigures:
    """The asked year, or the newest released one; beside it what was released for the others."""

    year: int
    chosen: Released | None
    years: list[YearFigure]


def newest_releases() -> dict[int, Release]:
    """By year; the newest release of a year is the one that counts."""
    rows = Release.objects.select_related("released_by").order_by("released_at", "pk")
    return {row.year: row for row in rows}


def public_figures(year: int | None, *, today: date) -> PublicFigures:
    """At most a minute old: everybody may ask as often as they like."""
    every = _remembered(int(time() // PUBLIC_SECONDS))
    shown = year or max((y for y in every if y <= today.year), default=today.year)
    return PublicFigures(
        shown, every.get(shown), [YearFigure(y, every[y].result) for y in sorted(every)]
    )


@lru_cache(maxsize=1)
def _remembered(_minute: int) -> dict[int, Released]:
    return {year: _read(row) for year, row in newest_releases().items()}


def kept_promise() -> Released | None:
    """The newest year whose first answers were released."""
    every = _remembered(int(time() // PUBLIC_SECONDS))
    years = [year for year, told in every.items() if told.answers and told.answers.answered]
    return every[max(years)] if years else None


def _read(row: Release) -> Released:
    told = row.figures
    answers = told.get("answers")
    target = told["target"]
    return Released(
        year=row.year,
        name=told["name"],
        rule=told["rule"],
        plan=told["plan"],
        released_at=row.released_at,
        result=Achievement(told["achieved"], None if target is None else Decimal(target)),
        groups=_parts(told["groups"]),
        areas=_parts(told["areas"]),
        answers=AnswerFigure(*answers, median_hours=None) if answers else None,
    )


def _parts(rows: list[tuple[str, str, int]]) -> list[PartFigure]:
    return [
        PartFigure(code, label, Achievement(count, None), None, 0) for code, label, count in rows
    ]


def public_headline(*, today: date) -> Headline | None:
    """The figure for the front page: the newest released year with results."""
    past = [
        f
        for f in public_figures(None, today=today).years
        if f.year <= today.year and f.result.achieved
    ]
    if not past:
        return None
    best = past[-1]
    unit = _("dari\u00a0target\u00a0%s") % best.result.target_label if best.result.target else ""
    return Headline(
        int(best.result.achieved or 0), unit, _("perpustakaan terakreditasi tahun %d") % best.year
    )
