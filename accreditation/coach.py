"""The cheapest set of improvements that reaches a score. Pure.

Raising an answer by one costs the effort of its indicator. Inside a component every point is worth the same,
so the cheapest points come first; between components the best mix is found exactly, by the most score
that each total effort can buy.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from accreditation.scoring import BEST, score_of


@dataclass(frozen=True)
class Rung:
    """One indicator as the coach sees it. `effort` is what one step up costs, a positive whole number."""

    key: str
    answer: int  # 0 (not answered) to 5
    effort: int


@dataclass(frozen=True)
class Part:
    """One component: its weight and its indicators in their order."""

    weight: Decimal
    rungs: tuple[Rung, ...]

    def score(self, extra_points: int = 0) -> Decimal:
        points = sum(rung.answer for rung in self.rungs) + extra_points
        return score_of(points=points, indicators=len(self.rungs), weight=self.weight)


@dataclass(frozen=True)
class Improvement:
    key: str
    answer: int
    wanted: int
    effort: int


@dataclass(frozen=True)
class Plan:
    """What to raise, dearest first; `score` is what the answers are worth afterwards."""

    improvements: tuple[Improvement, ...]
    effort: int
    score: Decimal


@dataclass(frozen=True)
class _Choice:
    """So many more points in one part, bought in the cheapest way."""

    effort: int
    gain: Decimal
    improvements: tuple[Improvement, ...]


def cheapest_plan(parts: Sequence[Part], goal: Decimal) -> Plan | None:
    """The plan of least effort that reaches the goal; None when even perfect answers do not."""
    missing = goal - sum((part.score() for part in parts), Decimal(0))
    bought: dict[int, _Choice] = {0: _Choice(0, Decimal(0), ())}
    for part in parts:
        bought = _combined(bought, _choices(part), missing)
    enough = [choice for choice in bought.values() if choice.gain >= missing]
    if not enough:
        return None
    best = min(enough, key=lambda choice: (choice.effort, len(choice.improvements), -choice.gain))
    ordered = sorted(best.improvements, key=lambda i: -(i.wanted - i.answer) * i.effort)
    return Plan(tuple(ordered), best.effort, goal - missing + best.gain)


def _choices(part: Part) -> list[_Choice]:
    """For every number of extra points the cheapest way to get them: lowest effort first, one by one."""
    now = part.score()
    raised: list[Improvement] = []
    found: list[_Choice] = []
    points = effort = 0
    for rung in sorted(part.rungs, key=lambda rung: rung.effort):
        for wanted in range(rung.answer + 1, BEST + 1):
            points, effort = points + 1, effort + rung.effort
            step = Improvement(rung.key, rung.answer, wanted, rung.effort)
            found.append(_Choice(effort, part.score(points) - now, (*raised, step)))
        if rung.answer < BEST:
            raised.append(Improvement(rung.key, rung.answer, BEST, rung.effort))
    return found


def _combined(
    bought: dict[int, _Choice], choices: list[_Choice], missing: Decimal
) -> dict[int, _Choice]:
    """The most gain per effort when this part may add to what the parts before have bought."""
    best = dict(bought)
    cheapest_enough = min((c.effort for c in bought.values() if c.gain >= missing), default=None)
    for base in bought.values():
        if base.gain >= missing:
            continue
        for more in choices:
            effort, gain = base.effort + more.effort, base.gain + more.gain
            if cheapest_enough is not None and effort > cheapest_enough:
                break
            known = best.get(effort)
            if known is None or gain > known.gain:
                best[effort] = _Choice(effort, gain, base.improvements + more.improvements)
            if gain >= missing:
                cheapest_enough = (
                    effort if cheapest_enough is None else min(cheapest_enough, effort)
                )
                break
    return _worth_keeping(best)


def _worth_keeping(best: dict[int, _Choice]) -> dict[int, _Choice]:
    """Only what buys more than every cheaper choice."""
    kept: dict[int, _Choice] = {}
    highest = Decimal(-1)
    for effort in sorted(best):
        if best[effort].gain > highest:
            kept[effort], highest = best[effort], best[effort].gain
    return kept
