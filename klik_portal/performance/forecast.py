"""How many of the running requests will be accredited before a year ends, from the office's own history. Pure."""

from dataclasses import dataclass
from math import ceil, floor, sqrt

from klik_portal.performance.counting import NEVER

ENOUGH = 10  # finished requests that have passed a state, before its share says anything
SPREAD = 1.28  # standard deviations on each side: eight years of ten lie inside


@dataclass(frozen=True)
class Chance:
    """One state: how many requests are in it, and what became of those that were in it before."""

    state: str
    label: str
    running: int
    finished: int
    accredited_in_time: int

    @property
    def is_thin(self) -> bool:
        return self.finished < ENOUGH

    @property
    def share(self) -> float:
        return self.accredited_in_time / self.finished if self.finished else 0.0

    @property
    def percent(self) -> int:
        return round(self.share * 100)

    @property
    def expected(self) -> float:
        return self.running * self.share

    @property
    def variance(self) -> float:
        """Of the outcome, and of not knowing the share itself better than history tells."""
        one = self.share * (1 - self.share)
        return self.running * one + (self.running**2 * one / self.finished if self.finished else 0)


@dataclass(frozen=True)
class Forecast:
    achieved: int
    chances: tuple[Chance, ...]

    @property
    def running(self) -> int:
        return sum(chance.running for chance in self.chances)

    @property
    def thin(self) -> tuple[Chance, ...]:
        return tuple(chance for chance in self.chances if chance.running and chance.is_thin)

    @property
    def enough(self) -> int:
        return ENOUGH

    @property
    def is_told(self) -> bool:
        return not self.thin

    @property
    def middle(self) -> int:
        return self.achieved + round(sum(chance.expected for chance in self.chances))

    @property
    def low(self) -> int:
        return self.achieved + max(0, floor(self._sum - self._reach))

    @property
    def high(self) -> int:
        return self.achieved + min(self.running, ceil(self._sum + self._reach))

    @property
    def _sum(self) -> float:
        return sum(chance.expected for chance in self.chances)

    @property
    def _reach(self) -> float:
        return SPREAD * sqrt(sum(chance.variance for chance in self.chances))


def chance(state: str, label: str, running: int, fates: dict[str, int], days_left: int) -> Chance:
    """`fates`: days until accredited (or never) -> how many finished requests."""
    return Chance(
        state=state,
        label=label,
        running=running,
        finished=sum(fates.values()),
        accredited_in_time=sum(
            count for days, count in fates.items() if days != NEVER and int(days) <= days_left
        ),
    )
