"""The improvement plan as people read it: each step with the answer of today. Reads only."""

from dataclasses import dataclass

from accreditation.models import Answer, AnswerOption, Application, ImprovementStep, ReadinessRecord


@dataclass(frozen=True)
class PlanRow:
    step: ImprovementStep
    now: AnswerOption | None

    @property
    def key(self) -> str:
        """A1: names the step in forms, whatever else is added or dropped."""
        return f"{self.step.indicator.component.code}{self.step.indicator.number}"

    @property
    def is_reached(self) -> bool:
        return self.now is not None and self.now.value >= self.step.wanted.value

    @property
    def is_blocking(self) -> bool:
        below = self.step.indicator.blocks_below
        return below is not None and (self.now is None or self.now.value < below)


@dataclass(frozen=True)
class ImprovementPlan:
    rows: tuple[PlanRow, ...]
    latest: ReadinessRecord | None  # the newest estimate

    @property
    def reached(self) -> int:
        return sum(row.is_reached for row in self.rows)


def of_application(application: Application) -> ImprovementPlan:
    """Three queries: steps that block first, then by their date."""
    steps = application.improvement_steps.select_related("indicator__component", "wanted")
    given = {
        answer.indicator_id: answer.option
        for answer in Answer.objects.filter(application=application).select_related("option")
    }
    rows = [PlanRow(step, given.get(step.indicator_id)) for step in steps]
    rows.sort(key=lambda row: (not row.is_blocking, row.step.due_on is None, row.step.due_on or 0))
    return ImprovementPlan(tuple(rows), application.readiness.order_by("-day").first())
