"""The quick check without an account: about ten questions, kept in the visitor's session. Reads only."""

from collections.abc import Mapping, MutableMapping
from datetime import date
from typing import Any

from accreditation import assessment
from accreditation.assessment import Assessment
from accreditation.models import AnswerOption, InstrumentEdition
from libraries.models import LibraryType

SESSION_KEY = "readiness_check"
Answers = dict[int, int | str]  # indicator -> option, or "unknown"


def types_with_sheet(*, on: date) -> list[LibraryType]:
    """Types of library for which a sheet is in force, in our usual order."""
    known = set(InstrumentEdition.objects.valid_on(on).values_list("library_type", flat=True))
    return [kind for kind in LibraryType if kind in known]


def questions(*, library_type: str, given: Mapping[int, int | str], on: date) -> Assessment | None:
    """The questions of the check with the answers given so far."""
    edition = InstrumentEdition.objects.in_force(library_type=library_type, on=on)
    if edition is None:
        return None
    options = AnswerOption.objects.in_bulk([pk for pk in given.values() if isinstance(pk, int)])
    answers = {
        indicator: options.get(option) if isinstance(option, int) else None
        for indicator, option in given.items()
    }
    return assessment.of_answers(edition, answers, on=on, quick_only=True)


def keep(session: MutableMapping[str, Any], *, library_type: str, answers: Answers) -> None:
    """Until the visitor signs up and starts a request, or the session ends."""
    session[SESSION_KEY] = {
        "type": library_type, "answers": {str(pk): option for pk, option in answers.items()},
    }  # fmt: skip


def kept(session: Mapping[str, Any], *, library_type: str) -> Answers:
    """What this visitor answered for this type of library; empty when nothing."""
    told = session.get(SESSION_KEY) or {}
    if told.get("type") != library_type:
        return {}
    return {int(pk): option for pk, option in told["answers"].items()}
