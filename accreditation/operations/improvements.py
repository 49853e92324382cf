"""The improvement plan with names and dates: taken from the coach, then kept by the library's people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accreditation import assessment, policies, queries
from accreditation.models import AnswerOption, Application, ImprovementStep
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import clock
from klik_portal.core.verdict import Refused


@dataclass(frozen=True)
class Wish:
    """What somebody typed beside one step, and which version of it they had seen."""

    responsible: str
    due_on: date | None
    is_dropped: bool
    version: int


@transaction.atomic
def adopt(*, application: Application, by: User, at: datetime) -> int:
    """Put what blocks and the cheapest improvements into the plan; gives how many steps are new or higher.

    Steps that are there keep their names and dates: asking twice changes nothing.
    """
    application = _begin(application, by)
    sheet = assessment.of_application(application, on=clock.wita(at).date())
    if sheet is None or not sheet.is_started:
        raise Refused(_("Isi penilaian mandiri dulu; rencana dibuat dari jawaban itu."))
    present = {
        step.indicator_id: step for step in application.improvement_steps.select_related("wanted")
    }
    changed = 0
    for indicator_id, wanted in _wanted(sheet).items():
        step = present.get(indicator_id)
        if step is None:
            ImprovementStep.objects.create(
                application=application, indicator_id=indicator_id, wanted=wanted,
                changed_by=by, changed_at=at,
            )  # fmt: skip
        elif step.wanted.value < wanted.value:
            _change(step, by, at, wanted=wanted)
        else:
            continue
        changed += 1
    if changed:
        _record("plan_adopted", application, by, at, changed)
    return changed


def _wanted(sheet: assessment.Assessment) -> dict[int, AnswerOption]:
    """Indicator -> the answer it needs: blockers first, then the coach's cheapest set."""
    wanted = {item.indicator.pk: item.worth(item.indicator.blocks_below) for item in sheet.blockers}
    for improvement in sheet.improvements:
        key = improvement.item.indicator.pk
        if key not in wanted or wanted[key].value < improvement.wanted.value:
            wanted[key] = improvement.wanted
    return wanted


@transaction.atomic
def save(
    *, application: Application, wishes: Mapping[int, Wish], by: User, at: datetime
) -> list[ImprovementStep]:
    """Keep names and dates, step -> wish. Gives back the steps somebody else changed meanwhile, untouched."""
    application = _begin(application, by)
    overtaken, changed = [], 0
    for step in application.improvement_steps.select_related("indicator__component", "changed_by"):
        wish = wishes.get(step.pk)
        if wish is None or not _is_news(step, wish):
            continue
        if wish.version != step.version:
            overtaken.append(step)
            continue
        changed += 1
        if wish.is_dropped:
            step.delete()
        else:
            _change(step, by, at, responsible=wish.responsible, due_on=wish.due_on)
    if changed:
        _record("plan_saved", application, by, at, changed)
    return overtaken


def _is_news(step: ImprovementStep, wish: Wish) -> bool:
    return wish.is_dropped or (wish.responsible, wish.due_on) != (step.responsible, step.due_on)


def _begin(application: Application, by: User) -> Application:
    """The request, locked: one person's changes at a time."""
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("library", "edition")
        .get(pk=application.pk)
    )
    capacities = queries.capacities_of(user=by, application=application)
    verdict = policies.may_plan(application=application, capacities=capacities)
    if not verdict:
        raise Refused(*verdict.reasons)
    return application


def _change(step: ImprovementStep, by: User, at: datetime, **changes: object) -> None:
    ImprovementStep.objects.filter(pk=step.pk).update(
        version=F("version") + 1, changed_by=by, changed_at=at, **changes
    )


def _record(verb: str, application: Application, by: User, at: datetime, steps: int) -> None:
    audit.record(kind="application", code=application.code, verb=verb, actor=by, at=at, steps=steps)
