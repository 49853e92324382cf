"""Count certificates by decision date and set them against the targets.

A library counts once a year, with its earliest decision of that year.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from time import time

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from accreditation.models import Application, Outcome
from accreditation.workflow import State
from klik_portal.performance.achievement import Achievement, required_per_month
from klik_portal.performance.models import PerformanceIndicator, StrategicPlan, Target
from libraries.models import Kecamatan, LibraryType, TypeGroup
from libraries.models.library import GROUP_OF, types_of

MOST_ROWS = 500  # shown on one page; the heading tells how many there are
PUBLIC_SECONDS = 60
SOURCE = PerformanceIndicator.Source.ACCREDITED_LIBRARIES


def plan_for(year: int, plans: list[StrategicPlan]) -> StrategicPlan | None:
    """The plan that covers the year, else the newest one; `plans` newest first."""
    return next((plan for plan in plans if year in plan.years), plans[0] if plans else None)


def targets(plan: StrategicPlan | None) -> dict[int, int]:
    if plan is None:
        return {}
    rows = Target.objects.filter(
        indicator__plan=plan, indicator__source=SOURCE, superseded_at__isnull=True
    )
    return dict(rows.values_list("year", "value"))


@dataclass(frozen=True)
class YearFigure:
    year: int
    result: Achievement


@dataclass(frozen=True)
class GroupFigure:
    group: TypeGroup
    achieved: int
    running: int


@dataclass(frozen=True)
class KecamatanFigure:
    kecamatan: Kecamatan
    achieved: int


@dataclass(frozen=True)
class StateFigure:
    state: State
    count: int


@dataclass(frozen=True)
class Figures:
    """Everything the head's page shows for one year."""

    year: int
    plan: StrategicPlan | None
    other_plans: list[StrategicPlan]
    years: list[YearFigure]
    groups: list[GroupFigure]
    areas: list[KecamatanFigure]
    states: list[StateFigure]

    @property
    def result(self) -> Achievement:
        for figure in self.years:
            if figure.year == self.year:
                return figure.result
        return Achievement(sum(group.achieved for group in self.groups), None)


STAGES = (State.SUBMITTED, State.RETURNED, State.MENTORING, State.READY, State.PROPOSED)


def figures(year: int) -> Figures:
    """Five queries, whatever the number of libraries.

    A library has one type and one kecamatan, so counts of distinct libraries per year, type and
    kecamatan may be added up along any of the three.
    """
    plans = list(StrategicPlan.objects.order_by("-first_year"))
    plan = plan_for(year, plans)
    wanted = targets(plan)
    cube = _accredited(plan, year)
    per_year = Counter[int]()
    per_group, per_area = Counter[TypeGroup](), Counter[str]()
    for row_year, kind, area, count in cube:
        per_year[row_year] += count
        if row_year == year:
            per_group[GROUP_OF[LibraryType(kind)]] += count
            per_area[area] += count
    running, stages = _running()
    return Figures(
        year=year,
        plan=plan,
        other_plans=[other for other in plans if other != plan],
        years=[
            YearFigure(y, Achievement(per_year[y], wanted.get(y)))
            for y in (plan.years if plan else ())
        ],
        groups=[GroupFigure(group, per_group[group], running[group]) for group in TypeGroup],
        areas=[KecamatanFigure(area, per_area[area.pk]) for area in Kecamatan.objects.all()],
        states=[StateFigure(state, stages[state]) for state in STAGES],
    )


def _accredited(plan: StrategicPlan | None, year: int) -> list[tuple[int, str, str, int]]:
    """(year, type, kecamatan, libraries) over the plan and the asked year."""
    first = min(plan.first_year, year) if plan else year
    last = max(plan.last_year, year) if plan else year
    rows = (
        Outcome.objects.filter(
            decided_on__gte=date(first, 1, 1), decided_on__lte=date(last, 12, 31)
        )
        .order_by()
        .values("decided_on__year", "library__type", "library__kecamatan")
        .annotate(libraries=Count("library", distinct=True))
    )
    return list(
        rows.values_list("decided_on__year", "library__type", "library__kecamatan", "libraries")
    )


def _running() -> tuple[Counter[TypeGroup], Counter[str]]:
    """Requests that staff work on now, by group and by state."""
    rows = (
        Application.objects.in_office()
        .order_by()
        .values_list("library__type", "state")
        .annotate(Count("pk"))
    )
    groups, stages = Counter[TypeGroup](), Counter[str]()
    for kind, state, count in rows:
        groups[GROUP_OF[LibraryType(kind)]] += count
        stages[state] += count
    return groups, stages


def _outcomes_of(year: int) -> QuerySet[Outcome]:
    return Outcome.objects.filter(
        decided_on__gte=date(year, 1, 1), decided_on__lte=date(year, 12, 31)
    )


def counted_libraries(*, year: int, group: str = "", kecamatan: str = "") -> list[Outcome]:
    """Exactly the libraries behind a number, each with the decision that counts."""
    rows = _outcomes_of(year).select_related("library__desa", "library__kecamatan", "application")
    if group:
        rows = rows.filter(library__type__in=types_of(group))
    if kecamatan:
        rows = rows.filter(library__kecamatan=kecamatan)
    first: dict[int, Outcome] = {}
    for outcome in rows.order_by("decided_on", "pk"):
        first.setdefault(outcome.library_id, outcome)
    return sorted(first.values(), key=lambda outcome: outcome.library.name)


@dataclass(frozen=True)
class Headline:
    achieved: int
    unit: str
    caption: str


def public_figures(year: int) -> Figures:
    """The figures for pages that everybody may ask for as often as they like: at most a minute old."""
    return _remembered(year, int(time() // PUBLIC_SECONDS))


@lru_cache(maxsize=16)
def _remembered(year: int, _minute: int) -> Figures:
    return figures(year)


def public_headline(*, today: date) -> Headline | None:
    """The figure for the front page: this year, or the last year with results."""
    past = [
        f for f in public_figures(today.year).years if f.year <= today.year and f.result.achieved
    ]
    if not past:
        return None
    best = past[-1]
    unit = _("dari\u00a0target\u00a0%d") % best.result.target if best.result.target else ""
    return Headline(
        best.result.achieved, unit, _("perpustakaan terakreditasi tahun %d") % best.year
    )


def pace(result: Achievement, *, year: int, today: date) -> str:
    """What is still needed this year, in words; empty for other years or when reached."""
    if year != today.year:
        return ""
    per_month = required_per_month(result, 13 - today.month)
    return (
        _("perlu %s per bulan sampai akhir tahun") % str(per_month).replace(".", ",")
        if per_month
        else ""
    )
