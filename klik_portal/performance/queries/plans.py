"""Plans with their indicators, and the numbers people set for them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import CharField, Value

from klik_portal.performance.achievement import number_label
from klik_portal.performance.models import HandValue, PerformanceIndicator, StrategicPlan, Target
from klik_portal.performance.models.values import WHOLE_YEAR


@dataclass(frozen=True)
class Stated:
    """Current targets and hand-entered values, by indicator."""

    targets: dict[tuple[int, int, int, str], Decimal] = field(default_factory=dict)
    values: dict[tuple[int, int, int], tuple[Decimal, str]] = field(default_factory=dict)

    def target(
        self, indicator: int, year: int, quarter: int = WHOLE_YEAR, scope: str = ""
    ) -> Decimal | None:
        return self.targets.get((indicator, year, quarter, scope))

    def value(self, indicator: int, year: int, quarter: int = WHOLE_YEAR) -> Decimal | None:
        return self.values.get((indicator, year, quarter), (None, ""))[0]

    def proof(self, indicator: int, year: int, quarter: int = WHOLE_YEAR) -> str:
        return self.values.get((indicator, year, quarter), (None, ""))[1]


def indicators_of_every_plan() -> list[PerformanceIndicator]:
    """A plan never is without an indicator: one query tells of both."""
    return list(
        PerformanceIndicator.objects.select_related("plan", "goal").order_by(
            "-plan__first_year", "goal__position", "code", "pk"
        )
    )


def plan_for(year: int, plans: list[StrategicPlan]) -> StrategicPlan | None:
    """The plan that covers the year, else the newest one; `plans` newest first."""
    return next((plan for plan in plans if year in plan.years), plans[0] if plans else None)


def stated(indicators: Iterable[PerformanceIndicator]) -> Stated:
    """One query for both kinds of numbers."""
    ids = [indicator.pk for indicator in indicators]
    targets = Target.objects.filter(indicator__in=ids, superseded_at__isnull=True).annotate(
        kind=Value("target", CharField())
    )
    values = HandValue.objects.filter(indicator__in=ids, superseded_at__isnull=True).annotate(
        kind=Value("value", CharField())
    )
    found = Stated()
    rows = (
        targets.order_by()
        .values_list("kind", "indicator_id", "year", "quarter", "scope", "value")
        .union(
            values.order_by().values_list(
                "kind", "indicator_id", "year", "quarter", "token", "value"
            ),
            all=True,
        )
    )
    for kind, indicator, year, quarter, text, value in rows:
        if kind == "target":
            found.targets[indicator, year, quarter, text] = value
        else:
            found.values[indicator, year, quarter] = (value, text)
    return found


@dataclass(frozen=True)
class Line:
    """One indicator and its current target of each year of the plan."""

    indicator: PerformanceIndicator
    goal: str  # told once, beside its first indicator
    targets: list[tuple[int, str]]


def lines(plan: StrategicPlan) -> list[Line]:
    indicators = list(
        plan.indicators.select_related("goal").order_by("goal__position", "code", "pk")
    )
    numbers, found, last = stated(indicators), [], ""
    for indicator in indicators:
        goal = indicator.goal.name if indicator.goal else ""
        told = [(year, numbers.target(indicator.pk, year)) for year in plan.years]
        labels = [
            (year, "" if value is None else number_label(value, indicator.decimals))
            for year, value in told
        ]
        found.append(Line(indicator, goal if goal != last else "", labels))
        last = goal
    return found


def locked_years(plan: StrategicPlan) -> list[int]:
    return list(
        plan.locks.filter(unlocked_at__isnull=True).order_by("year").values_list("year", flat=True)
    )
