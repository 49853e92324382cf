"""All figures of a year, gathered once: the page, and whoever else tells them, start here."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from klik_portal.accounts.models import User
from klik_portal.core.quarters import quarter_end
from klik_portal.performance import pipeline
from klik_portal.performance.achievement import Achievement, required_per_month
from klik_portal.performance.counting import NOW
from klik_portal.performance.models import PerformanceIndicator, StrategicPlan
from klik_portal.performance.queries import counts as sums
from klik_portal.performance.queries import plans, trips
from klik_portal.performance.queries.counts import Counts
from klik_portal.performance.queries.plans import Stated
from klik_portal.performance.shapes import (
    ExpiryFigure,
    Figures,
    IndicatorFigure,
    LoadFigure,
    Pace,
    PartFigure,
    PlanFacts,
    QuarterFigure,
    YearFigure,
)
from klik_portal.performance.sources import SOURCES, Asked, accredited_libraries
from libraries.models import Kecamatan, LibraryType, TypeGroup
from libraries.models.library import GROUP_OF

HEADLINE = "accredited_libraries"
EXPIRY_MONTHS = (1, 3, 6, 12)


def of_year(*, year: int, today: date, compared: int | None = None) -> Figures:
    """Six queries, whatever the number of libraries and requests."""
    every = plans.indicators_of_every_plan()
    known = list(dict.fromkeys(indicator.plan for indicator in every))
    plan = plans.plan_for(year, known)
    indicators = [indicator for indicator in every if indicator.plan == plan]
    asked_years = sorted({year, today.year, *(plan.years if plan else ()), compared or year})
    counts = sums.read(years=asked_years, detailed={year, compared or year}, today=today)
    stated = plans.stated(indicators)
    teller = Teller(counts, stated, year, today, compared, plan)
    told = [teller.indicator(indicator) for indicator in indicators]
    headline = next(
        (figure for figure in told if figure.source == HEADLINE), teller.without_a_plan()
    )
    main = next((i for i in indicators if i.source == HEADLINE), None)
    forecast = pipeline.forecast(counts, year=year, today=today)
    return Figures(
        year=year,
        today=today,
        compared_year=compared,
        plan=_facts(plan) if plan else None,
        other_plans=[_facts(other) for other in known if other != plan],
        indicators=told,
        headline=headline,
        groups=teller.groups(main),
        areas=teller.areas(main),
        stages=pipeline.stages(counts, year),
        answers=pipeline.answers(counts, year),
        trips=trips.of_year(year),
        expiring=_expiring(counts, today),
        load=_load(counts),
        pace=_pace(headline.result, year, today),
        forecast=forecast,
        late=counts.split(year, "late", "accredited")[""],
        corrected=counts.split(year, "late", "corrected")[""],
    )


def _facts(plan: StrategicPlan) -> PlanFacts:
    return PlanFacts(str(plan), plan.first_year, plan.last_year, plan.document_number)


class Teller:
    """Sets the sums against the targets of one plan."""

    def __init__(
        self,
        counts: Counts,
        stated: Stated,
        year: int,
        today: date,
        compared: int | None,
        plan: StrategicPlan | None,
    ) -> None:
        self.counts, self.stated, self.year = counts, stated, year
        self.today, self.compared, self.plan = today, compared, plan

    def indicator(self, indicator: PerformanceIndicator) -> IndicatorFigure:
        source = SOURCES.get(indicator.source)
        result = self.result(indicator, self.year)
        return IndicatorFigure(
            code=indicator.code,
            name=indicator.name,
            goal=indicator.goal.name if indicator.goal else "",
            unit=indicator.unit,
            source=indicator.source,
            measure=source.measure if source else "",
            rule=indicator.formula_note or (str(source.rule) if source else ""),
            responsible=indicator.responsible,
            result=result,
            years=[
                YearFigure(year, self.result(indicator, year))
                for year in (self.plan.years if self.plan else ())
            ],
            quarters=[self.quarter(indicator, quarter) for quarter in (1, 2, 3, 4)],
            compared=self.result(indicator, self.compared) if self.compared else None,
            compared_proof=self.stated.proof(indicator.pk, self.compared or 0),
            page=source.page if source else "",
            proof=self.stated.proof(indicator.pk, self.year),
        )

    def without_a_plan(self) -> IndicatorFigure:
        """What was achieved is told even when nobody has written a plan yet."""
        source = SOURCES[HEADLINE]
        achieved = accredited_libraries(Asked(self.counts, self.year, self.today))
        return IndicatorFigure(
            code="", name=str(source.label), goal="", unit=source.unit, source=HEADLINE, measure=source.measure,
            rule=str(source.rule), responsible="", result=Achievement(achieved, None), years=[], quarters=[],
        )  # fmt: skip

    def value(self, indicator: PerformanceIndicator, year: int, quarter: int = 0) -> Decimal | None:
        source = SOURCES.get(indicator.source)
        if source is None:
            return self.stated.value(indicator.pk, year, quarter)
        return source.value(Asked(self.counts, year, self.today, quarter))

    def result(self, indicator: PerformanceIndicator, year: int, quarter: int = 0) -> Achievement:
        return Achievement(
            self.value(indicator, year, quarter),
            self.stated.target(indicator.pk, year, quarter),
            higher_is_better=indicator.higher_is_better,
            decimals=indicator.decimals,
        )

    def quarter(self, indicator: PerformanceIndicator, quarter: int) -> QuarterFigure:
        result = self.result(indicator, self.year, quarter)
        before = self.value(indicator, self.year, quarter - 1) if quarter > 1 else Decimal(0)
        is_summed = indicator.is_counted and not SOURCES[indicator.source].is_share
        has_begun = Asked(self.counts, self.year, self.today, quarter).has_begun
        return QuarterFigure(
            quarter=quarter,
            result=result if has_begun else replace(result, achieved=None),
            within=result.achieved - before if is_summed and has_begun else None,
            compared=self.value(indicator, self.compared, quarter) if self.compared else None,
            has_begun=has_begun,
        )

    def scoped(self, main: PerformanceIndicator | None, scope: str, achieved: int) -> Achievement:
        target = self.stated.target(main.pk, self.year, scope=scope) if main else None
        return Achievement(achieved, target)

    def groups(self, main: PerformanceIndicator | None) -> list[PartFigure]:
        return self.parts(main, TypeGroup.choices, self.by_group)

    def areas(self, main: PerformanceIndicator | None) -> list[PartFigure]:
        return self.parts(main, Kecamatan.objects.values_list("code", "name"), self.by_kecamatan)

    def parts(
        self,
        main: PerformanceIndicator | None,
        names: Iterable[tuple[str, str]],
        split: Callable[[int, str], Counter[str]],
    ) -> list[PartFigure]:
        here, running = split(self.year, "accredited"), split(NOW, "running")
        there = split(self.compared, "accredited") if self.compared else None
        return [
            PartFigure(
                code=code,
                label=str(label),
                result=self.scoped(main, code, here[code]),
                compared=None if there is None else there[code],
                running=running[code],
            )
            for code, label in names
        ]

    def by_kecamatan(self, year: int, measure: str) -> Counter[str]:
        return self.counts.split(year, "kecamatan", measure)

    def by_group(self, year: int, measure: str) -> Counter[str]:
        found = Counter[str]()
        for kind, count in self.counts.split(year, "type", measure).items():
            found[GROUP_OF[LibraryType(kind)].value] += count
        return found


def _pace(result: Achievement, year: int, today: date) -> Pace | None:
    """Only the running year has a pace."""
    if year != today.year:
        return None
    so_far = Decimal(result.achieved or 0) / today.month
    left = 13 - today.month
    return Pace(so_far.quantize(Decimal("0.1")), required_per_month(result, left), left)


def _expiring(counts: Counts, today: date) -> list[ExpiryFigure]:
    """By whole months from this one; a certificate that has ended this month is still among them."""
    first = today.replace(day=1)
    ends = []
    for months in EXPIRY_MONTHS:
        count = sum(
            counts.split(year, "month", "valid_until")[f"{month:02d}"]
            for year, month in _months(first, months)
        )
        last_year, last_month = _months(first, months)[-1]
        last = _month_end(last_year, last_month)
        ends.append(ExpiryFigure(months, first, last, count))
    return ends


def _months(first: date, count: int) -> list[tuple[int, int]]:
    start = first.year * 12 + first.month - 1
    return [(number // 12, number % 12 + 1) for number in range(start, start + count)]


def _month_end(year: int, month: int) -> date:
    quarter = (month + 2) // 3
    if month % 3 == 0:
        return quarter_end(year, quarter)
    following = date(year, month + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def _load(counts: Counts) -> list[LoadFigure]:
    """Who has how many requests, the most loaded first; those nobody has taken stand last."""
    by_officer = counts.split(NOW, "officer", "running")
    names = User.objects.in_bulk([int(key) for key in by_officer if key])
    taken = [
        LoadFigure(names[int(key)].display_name, names[int(key)].public_id, count)
        for key, count in by_officer.items()
        if key and int(key) in names
    ]
    taken.sort(key=lambda load: (-load.running, load.name))
    return [*taken, *([LoadFigure("", "none", by_officer[""])] if by_officer[""] else [])]
