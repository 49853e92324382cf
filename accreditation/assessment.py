"""A request's self-assessment, read as a whole: answers, estimate, what blocks, what to improve. Reads only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from django.db.models import Count, Q

from accreditation.coach import Part, Plan, Rung, cheapest_plan
from accreditation.models import Answer, AnswerOption, Application, Indicator, InstrumentEdition
from accreditation.models import Component as ComponentRow
from accreditation.scoring import (
    UNANSWERED,
    ComponentScore,
    Threshold,
    grade_for,
    next_grade,
    total,
)
from klik_portal.office import queries as office


@dataclass(frozen=True)
class Item:
    """One indicator and the answer that was given."""

    indicator: Indicator
    chosen: AnswerOption | None = None
    is_unknown: bool = False  # "belum tahu" was said

    @property
    def options(self) -> list[AnswerOption]:
        """Its five answers, for every tier."""
        return list(self.indicator.options.all())

    @property
    def value(self) -> int:
        return self.chosen.value if self.chosen else UNANSWERED

    def worth(self, value: int) -> AnswerOption:
        """The answer worth so much, of the same tier as the one that was given."""
        tier = (self.chosen or self.options[0]).tier
        return next(o for o in self.options if (o.tier, o.value) == (tier, value))

    @property
    def is_answered(self) -> bool:
        return self.chosen is not None or self.is_unknown

    @property
    def is_blocking(self) -> bool:
        below = self.indicator.blocks_below
        return below is not None and self.is_answered and self.value < below


@dataclass(frozen=True)
class Section:
    """One component with its items."""

    component: ComponentRow
    items: tuple[Item, ...]

    @property
    def answered(self) -> int:
        return sum(item.is_answered for item in self.items)

    @property
    def is_complete(self) -> bool:
        return self.answered == len(self.items)

    @property
    def scored(self) -> ComponentScore:
        return ComponentScore(self.component.weight, tuple(item.value for item in self.items))

    @property
    def score(self) -> Decimal:
        return self.scored.score


@dataclass(frozen=True)
class Improvement:
    item: Item
    wanted: AnswerOption


class Assessment:
    """Everything about one sheet and the answers to it. The score is an estimate, never a judgement."""

    def __init__(self, edition: InstrumentEdition, sections: Iterable[Section], on: date) -> None:
        self.edition, self.sections, self.on = edition, tuple(sections), on

    @cached_property
    def thresholds(self) -> list[Threshold]:
        """From which score each grade starts on that day."""
        return [Threshold(rule.grade, rule.from_score) for rule in office.grade_rules(on=self.on)]

    @property
    def items(self) -> list[Item]:
        return [item for section in self.sections for item in section.items]

    @property
    def answered(self) -> int:
        return sum(section.answered for section in self.sections)

    @property
    def is_started(self) -> bool:
        return self.answered > 0

    @property
    def is_complete(self) -> bool:
        return self.answered == len(self.items)

    @cached_property
    def score(self) -> Decimal:
        return total(section.scored for section in self.sections)

    @property
    def grade(self) -> str:
        return self._grade(self.score)

    @property
    def likely_grade(self) -> str:
        """For a sheet of which only a part is asked: as if the rest were answered alike."""
        asked = sum((section.component.weight for section in self.sections), Decimal(0))
        return self._grade(self.score * 100 / asked) if asked else ""

    def _grade(self, score: Decimal) -> str:
        reached = grade_for(score, self.thresholds)
        return reached.grade if reached else ""

    @property
    def next_grade(self) -> Threshold | None:
        return next_grade(self.score, self.thresholds)

    @property
    def blockers(self) -> list[Item]:
        return [item for item in self.items if item.is_blocking]

    @property
    def unfinished(self) -> Section | None:
        """The first component that still wants an answer."""
        return next((section for section in self.sections if not section.is_complete), None)

    @cached_property
    def plan(self) -> Plan | None:
        """The cheapest way to the next grade; None at the top or when there is no way."""
        if self.next_grade is None:
            return None
        return cheapest_plan(
            [_part(section) for section in self.sections], self.next_grade.from_score
        )

    @property
    def improvements(self) -> list[Improvement]:
        by_key = {str(item.indicator.pk): item for item in self.items}
        found = []
        for step in self.plan.improvements if self.plan else ():
            item = by_key[step.key]
            found.append(Improvement(item, item.worth(step.wanted)))
        return found


def _part(section: Section) -> Part:
    return Part(
        section.component.weight,
        tuple(
            Rung(str(item.indicator.pk), item.value, item.indicator.effort)
            for item in section.items
        ),
    )


def edition_of(application: Application, on: date) -> InstrumentEdition | None:
    """The edition the request keeps, or the one it would begin with; none for types without a sheet."""
    return application.edition if application.edition_id else newest_for(application, on)


def newest_for(application: Application, on: date) -> InstrumentEdition | None:
    """The edition a request of this library's type would begin with on that day."""
    return InstrumentEdition.objects.in_force(library_type=application.library.type, on=on)


def of_application(
    application: Application, *, on: date, with_options: bool = True
) -> Assessment | None:
    """Three queries when the request keeps an edition, whatever the size of the sheet.

    Without options, where no other answer than the given one is shown, one less.
    """
    edition = edition_of(application, on)
    if edition is None:
        return None
    given = {
        answer.indicator_id: answer
        for answer in Answer.objects.filter(application=application).select_related("option")
    }
    answers = {pk: answer.option for pk, answer in given.items()}
    return of_answers(edition, answers, on=on, evidence_of=application, with_options=with_options)


def of_answers(
    edition: InstrumentEdition,
    given: Mapping[int, AnswerOption | None],
    *,
    on: date,
    quick_only: bool = False,
    evidence_of: Application | None = None,
    with_options: bool = True,
) -> Assessment:
    """The sheet, or the questions of its quick check, with these answers; None says "belum tahu"."""
    indicators = (
        Indicator.objects.filter(component__edition=edition)
        .select_related("component")
        .annotate(
            evidence_count=Count(
                "evidence",
                filter=Q(evidence__application=evidence_of, evidence__removed_at__isnull=True),
            )
        )
        .order_by("component__position", "number")  # a query that counts ignores the model's order
    )
    if with_options:
        indicators = indicators.prefetch_related("options")
    if quick_only:
        indicators = indicators.filter(in_quick_check=True)
    sections = [
        Section(component, tuple(_item(indicator, given) for indicator in group))
        for component, group in groupby(indicators, key=lambda indicator: indicator.component)
    ]
    return Assessment(edition, sections, on)


def _item(indicator: Indicator, given: Mapping[int, AnswerOption | None]) -> Item:
    option = given.get(indicator.pk)
    return Item(indicator, option, is_unknown=indicator.pk in given and option is None)


@dataclass(frozen=True)
class Move:
    """What becomes of one answer when its request goes over to another edition."""

    answer: Answer
    asked: Indicator  # on the old sheet
    indicator: Indicator | None = None  # on the new one, where question and words are the same
    option: AnswerOption | None = None

    @property
    def is_lost(self) -> bool:
        """It must be given anew; nobody misses a "belum tahu"."""
        return self.indicator is None and self.answer.option_id is not None


def moves_to(edition: InstrumentEdition, application: Application) -> list[Move]:
    """Answers go along where the topic, the tier and the words of the answer are the same."""
    same = {
        (indicator.topic.casefold(), option.tier, option.text): (indicator, option)
        for indicator in Indicator.objects.filter(component__edition=edition).prefetch_related(
            "options"
        )
        for option in indicator.options.all()
    }
    moves = []
    given = application.answers.select_related("indicator__component", "option")
    for answer in given.order_by("indicator__component__position", "indicator__number"):
        option = answer.option
        key = (answer.indicator.topic.casefold(), option.tier, option.text) if option else None
        moves.append(Move(answer, answer.indicator, *same.pop(key, (None, None))))
    return moves
