"""The line of SiPAPI steps as both sides see it on the page of a request. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from statistics import median

from accreditation import milestones, policies
from accreditation.milestones import ORDER, SipapiStep
from accreditation.models import Application, Milestone
from accreditation.workflow import Capacity


@dataclass(frozen=True)
class Stop:
    step: SipapiStep
    milestone: Milestone | None
    status: str
    may_keep: bool

    @property
    def label(self) -> str:
        return str(self.step.label)


class Line:
    """One query, asked only when the line is shown."""

    def __init__(self, application: Application, capacities: frozenset[Capacity]) -> None:
        self.application, self.capacities = application, capacities

    @cached_property
    def kept(self) -> dict[str, Milestone]:
        return {row.step: row for row in self.application.milestones.all()}

    @cached_property
    def _dates(self) -> dict[str, date]:
        return {step: row.happened_on for step, row in self.kept.items()}

    @property
    def is_shown(self) -> bool:
        return self.application.state in policies.WITH_MILESTONES and (
            self.application.is_open or bool(self.kept)
        )

    @property
    def expected(self) -> SipapiStep | None:
        return milestones.next_expected(self._dates) if self.application.is_open else None

    @property
    def oddities(self) -> list[str]:
        return milestones.oddities(self._dates)

    @property
    def stops(self) -> list[Stop]:
        return [self._stop(step) for step in ORDER]

    def _stop(self, step: SipapiStep) -> Stop:
        present = self.kept.get(step)
        status = "done" if present else "now" if step == self.expected else "todo"
        verdict = policies.may_keep_milestone(
            application=self.application, step=step, present=present, capacities=self.capacities
        )
        return Stop(step, present, status, bool(verdict))


def median_days(*, since: date, until: date) -> dict[SipapiStep, tuple[float, int]]:
    """For steps that happened in this time: median days since the dated step before, and of how many."""
    touched = Milestone.objects.filter(happened_on__range=(since, until)).values("application")
    rows = Milestone.objects.filter(application__in=touched).order_by("application_id")
    ways: dict[int, dict[str, date]] = {}
    for application, step, day in rows.values_list("application_id", "step", "happened_on"):
        ways.setdefault(application, {})[step] = day
    spans: dict[SipapiStep, list[int]] = {}
    for step, days, day in _spans(ways.values()):
        if since <= day <= until:
            spans.setdefault(step, []).append(days)
    return {step: (median(spans[step]), len(spans[step])) for step in ORDER if step in spans}


def _spans(ways: Iterable[dict[str, date]]) -> Iterable[tuple[SipapiStep, int, date]]:
    for dates in ways:
        dated = [step for step in ORDER if step in dates]
        for earlier, later in pairwise(dated):
            yield later, max(0, (dates[later] - dates[earlier]).days), dates[later]
