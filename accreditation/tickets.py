"""Corrections as both sides see them: what was asked, what it was before, what it is now. Reads only."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from accreditation.completeness import DETAILS, INDICATOR, QUESTIONS, Slot
from accreditation.models import Application, ApplicationDocument, Correction, Evidence

AttachedFile = ApplicationDocument | Evidence


@dataclass(frozen=True)
class Change:
    """One text before and after the correction."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Ticket:
    correction: Correction
    changes: tuple[Change, ...] = ()
    files_before: tuple[AttachedFile, ...] = ()
    files_after: tuple[AttachedFile, ...] = ()
    form: Any = None

    @property
    def label(self) -> str:
        return self.correction.label

    @property
    def takes_files(self) -> bool:
        return self.correction.item in (*Slot.values, INDICATOR)

    @property
    def is_details(self) -> bool:
        return self.correction.item == DETAILS

    @property
    def has_comparison(self) -> bool:
        return bool(self.changes or self.files_before or self.files_after)


@dataclass(frozen=True)
class Round:
    number: int
    asked_at: datetime
    tickets: tuple[Ticket, ...]


def latest(
    application: Application, *, answered_with: tuple[str, Any] | None = None
) -> list[Ticket]:
    """The corrections of the latest return, unanswered first; `answered_with` keeps a refused form."""
    asked = list(_corrections(application))
    newest = max((c.round for c in asked), default=0)
    in_order = sorted(
        (c for c in asked if c.round == newest), key=lambda c: (c.answered_at is not None, c.pk)
    )
    compared = _comparer(application, in_order)
    form_of = dict([answered_with]) if answered_with else {}
    return [compared(correction, form_of.get(correction.token)) for correction in in_order]


def rounds(
    application: Application, *, item: str = "", indicator: int | None = None
) -> list[Round]:
    """Every return with its corrections, newest first; of one item only when it is named."""
    asked = _corrections(application)
    if item:
        asked = asked.filter(item=item, indicator=indicator)
    asked = list(asked)
    compared = _comparer(application, asked)
    return [
        Round(number, tickets[0].correction.asked_at, tickets)
        for number, tickets in (
            (number, tuple(compared(correction, None) for correction in group))
            for number, group in groupby(
                sorted(asked, key=lambda c: (-c.round, c.pk)), key=lambda c: c.round
            )
        )
    ]


def _corrections(application: Application) -> Any:
    return application.corrections.select_related(
        "indicator__component", "reason", "asked_by", "answered_by"
    )


def _comparer(
    application: Application, asked: Iterable[Correction]
) -> Callable[[Correction, Any], Ticket]:
    """Reads the files and answers of all these corrections at once."""
    asked = list(asked)
    indicators = {c.indicator_id for c in asked if c.indicator_id}
    files: dict[object, list[AttachedFile]] = {}
    for document in application.documents.select_related("file") if asked else ():
        document.application = application
        files.setdefault(document.slot, []).append(document)
    shown = application.evidence.filter(indicator__in=indicators).select_related("file")
    for row in shown if indicators else ():
        row.application = application
        files.setdefault(row.indicator_id, []).append(row)
    answers = application.answers.filter(indicator__in=indicators).select_related("option")
    now_says = {
        row.indicator_id: row.option.text if row.option else ""
        for row in (answers if indicators else ())
    }

    def compared(correction: Correction, form: Any) -> Ticket:
        rows = files.get(correction.indicator_id or correction.item, [])
        until = correction.answered_at
        before = tuple(row for row in rows if _was_there(row, correction.asked_at))
        after = tuple(
            row for row in rows if _was_there(row, until) or (until is None and not row.removed_at)
        )
        if [row.pk for row in before] == [row.pk for row in after]:
            after = ()  # nothing to hold side by side
        return Ticket(correction, _changes(correction, application, now_says), before, after, form)

    return compared


def _was_there(row: AttachedFile, at: datetime | None) -> bool:
    if at is None or row.added_at > at:
        return False
    return row.removed_at is None or row.removed_at > at


def _changes(
    correction: Correction, application: Application, now_says: dict[int, str]
) -> tuple[Change, ...]:
    before = correction.before
    after = correction.after
    if correction.item == INDICATOR:
        says = (
            after.get("answer", "")
            if correction.answered_at
            else now_says.get(correction.indicator_id, "")
        )
        return (Change(_("Jawaban"), before.get("answer", ""), says),)
    if correction.item != DETAILS:
        return ()
    says = after if correction.answered_at else application.details
    return tuple(
        Change(str(question.label), before.get(question.key, ""), says.get(question.key, ""))
        for question in QUESTIONS
        if before.get(question.key, "") != says.get(question.key, "")
    )
