"""The figures of a year as plain values: what the page draws, and whatever else tells the same numbers."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from klik_portal.core import wording
from klik_portal.performance.achievement import Achievement
from klik_portal.performance.forecast import Forecast


@dataclass(frozen=True)
class PlanFacts:
    title: str
    first_year: int
    last_year: int
    document_number: str

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)


@dataclass(frozen=True)
class YearFigure:
    year: int
    result: Achievement


@dataclass(frozen=True)
class QuarterFigure:
    """From January to the end of the quarter; `within` is what the quarter itself added."""

    quarter: int
    result: Achievement
    within: Decimal | None
    compared: Decimal | None
    has_begun: bool

    @property
    def label(self) -> str:
        return _("Triwulan %s") % ("I", "II", "III", "IV")[self.quarter - 1]


@dataclass(frozen=True)
class IndicatorFigure:
    code: str
    name: str
    goal: str
    unit: str
    source: str  # empty: entered by hand
    measure: str  # names the list behind the number; empty: there is none
    rule: str
    responsible: str
    result: Achievement
    years: list[YearFigure]
    quarters: list[QuarterFigure]
    compared: Achievement | None = None  # the same in another year
    compared_proof: str = ""
    page: str = ""  # names the page that proves it when there is no list
    proof: str = ""  # token of the paper behind a value entered by hand


@dataclass(frozen=True)
class PartFigure:
    """A part of the main figure: one of the four groups of library types, or a kecamatan."""

    code: str
    label: str
    result: Achievement
    compared: int | None
    running: int

    @property
    def achieved(self) -> int:
        return int(self.result.achieved or 0)


@dataclass(frozen=True)
class StageFigure:
    """One state on the way: what is in it now, who holds it, and how long it usually takes."""

    code: str
    label: str
    count: int
    with_applicant: int
    with_office: int
    with_perpusnas: int
    median_days: int | None  # of those that left it in the year
    left_count: int


@dataclass(frozen=True)
class AnswerFigure:
    answered: int
    in_time: int
    median_hours: int | None

    @property
    def share(self) -> Decimal | None:
        return Decimal(self.in_time) * 100 / self.answered if self.answered else None

    @property
    def share_label(self) -> str:
        return "" if self.share is None else f"{wording.decimal(self.share, 1)} %"


@dataclass(frozen=True)
class TripFigure:
    trips: int
    visited: int
    cost: int

    @property
    def cost_each(self) -> int | None:
        return round(self.cost / self.visited) if self.visited else None


@dataclass(frozen=True)
class ExpiryFigure:
    """Certificates that end from this month to the end of another, and have no successor."""

    months: int
    first: date
    last: date
    count: int


@dataclass(frozen=True)
class LoadFigure:
    name: str
    officer: str  # as the queue's filter wants it
    running: int


@dataclass(frozen=True)
class Pace:
    """Per month: what was reached so far, and what the rest of the year needs."""

    so_far: Decimal | None
    needed: Decimal | None
    months_left: int

    @property
    def so_far_label(self) -> str:
        return "" if self.so_far is None else wording.decimal(self.so_far, 1)

    @property
    def needed_label(self) -> str:
        return "" if self.needed is None else wording.decimal(self.needed, 1)


@dataclass(frozen=True)
class Figures:
    """Everything told about one year, as it stands today."""

    year: int
    today: date
    compared_year: int | None
    plan: PlanFacts | None
    other_plans: list[PlanFacts]
    indicators: list[IndicatorFigure]
    headline: IndicatorFigure
    groups: list[PartFigure]
    areas: list[PartFigure]
    stages: list[StageFigure]
    answers: AnswerFigure
    trips: TripFigure
    expiring: list[ExpiryFigure]
    load: list[LoadFigure]
    pace: Pace | None
    forecast: Forecast | None
    late: int
    corrected: int

    @property
    def years(self) -> list[YearFigure]:
        return self.headline.years

    @property
    def result(self) -> Achievement:
        return self.headline.result

    @property
    def is_this_year(self) -> bool:
        return self.year == self.today.year
