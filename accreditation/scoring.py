"""Answers to component scores, a total and a grade. Pure, in exact decimals.

Score of a component = sum of answers / (indicators x 5) x weight, as in SiPAPI's published source;
the total is the sum of the component scores as printed, each rounded half up to two places.
Everything here is an estimate: only Perpusnas judges.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

BEST = 5  # the value of the best of the five answers
UNANSWERED = 0
CENT = Decimal("0.01")


@dataclass(frozen=True)
class ComponentScore:
    """What one component's answers are worth. `answers` holds 0 (not answered) to 5 per indicator."""

    weight: Decimal
    answers: tuple[int, ...]

    @property
    def points(self) -> int:
        return sum(self.answers)

    @property
    def answered(self) -> int:
        return sum(answer != UNANSWERED for answer in self.answers)

    @property
    def score(self) -> Decimal:
        return score_of(points=self.points, indicators=len(self.answers), weight=self.weight)


def score_of(*, points: int, indicators: int, weight: Decimal) -> Decimal:
    """0.00 up to the weight; a component without indicators is worth nothing."""
    if not indicators:
        return Decimal("0.00")
    exact = Decimal(points) * weight / Decimal(indicators * BEST)
    return exact.quantize(CENT, ROUND_HALF_UP)


def total(components: Iterable[ComponentScore]) -> Decimal:
    """0.00 to 100.00 when the weights add up to 100."""
    return sum((component.score for component in components), Decimal("0.00"))


@dataclass(frozen=True)
class Threshold:
    """From which score a grade starts."""

    grade: str
    from_score: Decimal


def grade_for(score: Decimal, thresholds: Sequence[Threshold]) -> Threshold | None:
    """The best grade this score reaches, or None."""
    reached = [t for t in thresholds if score >= t.from_score]
    return max(reached, key=lambda t: t.from_score, default=None)


def next_grade(score: Decimal, thresholds: Sequence[Threshold]) -> Threshold | None:
    """The nearest grade above this score; None at the top."""
    ahead = [t for t in thresholds if score < t.from_score]
    return min(ahead, key=lambda t: t.from_score, default=None)
