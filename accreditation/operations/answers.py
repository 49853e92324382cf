"""Keep the answers of a self-assessment. Half a sheet is as welcome as a whole one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accreditation import assessment, policies, queries
from accreditation.models import (
    Answer,
    AnswerOption,
    Application,
    Component,
    Indicator,
    ReadinessRecord,
)
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import clock
from klik_portal.core.verdict import Refused

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Overtaken:
    """Somebody else answered this indicator meanwhile; their answer stays."""

    indicator: Indicator
    theirs: Answer
    yours: str


@transaction.atomic
def save(
    *, application: Application, component: Component, chosen: Mapping[int, int | str],
    seen: Mapping[int, int | str], by: User, at: datetime, is_seen: bool = True,
) -> list[Overtaken]:  # fmt: skip
    """Keep one component's answers: indicator -> option, or UNKNOWN for "belum tahu".

    `is_seen`: a person saved the page, so that answers from the request before count as checked.

    Indicators that are not named stay as they are. `seen` is what the page had shown: where somebody
    else has changed that meanwhile, their answer stays and is given back. Raises Refused when locked.
    """
    application = _begin(application=application, by=by, at=at)
    if component.edition_id != application.edition_id:
        raise Refused(_("Lembar penilaian sudah berganti. Buka lagi halamannya."))
    present = {
        answer.indicator_id: answer
        for answer in Answer.objects.select_related("option", "answered_by").filter(
            application=application, indicator__component=component
        )
    }
    overtaken, changed, checked = [], [], []
    unlocked = policies.unlocked_indicators(application)
    for indicator in component.indicators.prefetch_related("options"):
        wanted = chosen.get(indicator.pk)
        if wanted is None:
            continue
        option = _option(indicator, wanted)
        answer = present.get(indicator.pk)
        if answer is not None and answer.option_id == (option.pk if option else None):
            checked.append(answer.pk)
            continue
        if answer is not None and _is_overtaken(answer, seen.get(indicator.pk), by):
            overtaken.append(Overtaken(indicator, answer, option.text if option else ""))
            continue
        if unlocked and indicator.pk not in unlocked:
            raise Refused(_("“%s” tidak diminta diperbaiki, jadi terkunci.") % indicator.topic)
        _keep(application, indicator, option, answer, by, at)
        changed.append(indicator.pk)
    if is_seen:
        Answer.objects.filter(pk__in=checked, is_carried=True).update(is_carried=False)
    if changed:
        _remember(application, at)
        audit.record(
            kind="application", code=application.code, verb="assessed", actor=by, at=at,
            component=component.code, answers=len(changed),
        )  # fmt: skip
    return overtaken


@transaction.atomic
def take_over(
    *, application: Application, answers: Mapping[int, int | str], by: User, at: datetime
) -> int:
    """Put answers of the readiness check into a draft that has none yet; gives how many."""
    application = _begin(application=application, by=by, at=at)
    if application.edition is None or application.answers.exists():
        return 0
    indicators = Indicator.objects.filter(
        component__edition=application.edition, pk__in=answers
    ).prefetch_related("options")
    for indicator in indicators:
        _keep(application, indicator, _option(indicator, answers[indicator.pk]), None, by, at)
    if indicators:
        _remember(application, at)
    return len(indicators)


@transaction.atomic
def move_to_newest(*, application: Application, by: User, at: datetime) -> list[Indicator]:
    """Measure a request by the newest edition: answers whose question and words are the same go along.

    Gives the answered indicators of the old sheet that must be answered anew on the new one.
    """
    application = _begin(application=application, by=by, at=at)
    verdict = policies.may_change_edition(
        application=application,
        capacities=queries.capacities_of(user=by, application=application),
    )
    if not verdict:
        raise Refused(*verdict.reasons)
    newest = assessment.newest_for(application, clock.wita(at).date())
    if newest is None or newest.pk == application.edition_id:
        return []
    moves = assessment.moves_to(newest, application)
    for move in moves:
        if move.indicator is None:
            move.answer.delete()
            continue
        move.answer.indicator, move.answer.option = move.indicator, move.option
        move.answer.save(update_fields=["indicator", "option"])
    by_topic = {
        indicator.topic.casefold(): indicator
        for indicator in Indicator.objects.filter(component__edition=newest)
    }
    for shown in application.evidence.current().select_related("indicator"):
        match = by_topic.get(shown.indicator.topic.casefold())
        if match is not None:  # the others stay with the old question, ready to be picked again
            shown.indicator = match
            shown.save(update_fields=["indicator"])
    application.edition = newest
    application.save(update_fields=["edition"])
    _remember(application, at)
    lost = [move.asked for move in moves if move.is_lost]
    audit.record(
        kind="application", code=application.code, verb="edition_changed", actor=by, at=at,
        edition=newest.token, lost=len(lost),
    )  # fmt: skip
    return lost


def _begin(*, application: Application, by: User, at: datetime) -> Application:
    """The request, locked, with the edition it keeps from now on."""
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("library", "edition")
        .get(pk=application.pk)
    )
    verdict = policies.may_assess(
        application=application,
        capacities=queries.capacities_of(user=by, application=application),
    )
    if not verdict:
        raise Refused(*verdict.reasons)
    if application.edition is None:
        application.edition = assessment.edition_of(application, clock.wita(at).date())
        application.save(update_fields=["edition"])
    return application


def _option(indicator: Indicator, wanted: int | str) -> AnswerOption | None:
    if wanted == UNKNOWN:
        return None
    for option in indicator.options.all():
        if option.pk == wanted:
            return option
    raise Refused(_("Pilihan untuk “%s” tidak dikenal. Pilih lagi.") % indicator.topic)


def _is_overtaken(answer: Answer, seen: int | str | None, by: User) -> bool:
    shown = answer.option_id if answer.option_id is not None else UNKNOWN
    return answer.answered_by_id != by.pk and seen != shown


def _keep(
    application: Application, indicator: Indicator, option: AnswerOption | None, answer: Answer | None,
    by: User, at: datetime,
) -> None:  # fmt: skip
    if answer is None:
        answer = Answer(application=application, indicator=indicator)
    answer.option, answer.answered_by, answer.answered_at = option, by, at
    answer.is_carried = False
    answer.save()


def _remember(application: Application, at: datetime) -> None:
    """The estimate of the day, for the line that shows how readiness grew."""
    day = clock.wita(at).date()
    now = assessment.of_application(application, on=day)
    if now is None:
        return
    ReadinessRecord.objects.update_or_create(
        application=application, day=day,
        defaults={"estimated_score": now.score, "answered_count": now.answered},
    )  # fmt: skip
