"""What the pages of a request show: rows and tickets, ready to print. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from accreditation import completeness, file_hints, policies, queries, tracking
from accreditation.completeness import MAXIMUM_FILES, MINIMUM_FILES, SLOT_HINTS, Slot, Unreadable
from accreditation.models import Application, ApplicationDocument
from accreditation.workflow import FACTS, ROAD, TRANSITIONS, Capacity, State, Turn
from klik_portal.core import clock
from klik_portal.core.verdict import Verdict
from klik_portal.office import queries as office
from klik_portal.office import working_days


def verdict_of(
    *,
    application: Application,
    step: str,
    capacities: frozenset[Capacity],
    at: datetime,
    reason: str = "",
) -> Verdict:
    """Why a step is or is not possible right now, before anything is typed."""
    case = queries.case_of(application=application, at=at, reason=reason, corrections_named=1)
    return TRANSITIONS[step].verdict(case, capacities)


@dataclass(frozen=True)
class SlotRow:
    slot: Slot
    hint: str
    documents: list[ApplicationDocument]
    removed: list[ApplicationDocument]
    missing: int
    verdict: Verdict
    is_full: bool

    @property
    def label(self) -> str:
        return str(self.slot.label)

    @property
    def is_complete(self) -> bool:
        return self.missing == 0

    @property
    def has_carried(self) -> bool:
        return any(document.is_carried for document in self.documents)


def slots(*, application: Application, capacities: frozenset[Capacity]) -> list[SlotRow]:
    """Each slot with its files; three queries whatever the number of files."""
    current, removed = queries.split_by_removal(application.documents.all())
    file_hints.attach(current, application=application, capacities=capacities)
    by_slot, gone = _by_slot(current), _by_slot(removed)
    asked = _asked_items(application)
    return [
        SlotRow(
            slot=slot,
            hint=str(SLOT_HINTS[slot]),
            documents=by_slot[slot],
            removed=gone[slot],
            missing=max(0, MINIMUM_FILES[slot] - len(by_slot[slot])),
            verdict=_slot_verdict(application, slot, capacities, asked),
            is_full=len(by_slot[slot]) >= MAXIMUM_FILES[slot],
        )
        for slot in Slot
    ]


def _by_slot(documents: list[ApplicationDocument]) -> dict[str, list[ApplicationDocument]]:
    return {slot: [each for each in documents if each.slot == slot] for slot in Slot}


def _asked_items(application: Application) -> set[str]:
    if application.state != State.RETURNED:
        return set()
    return set(application.corrections.unanswered().values_list("item", flat=True))


def _slot_verdict(
    application: Application, slot: Slot, capacities: frozenset[Capacity], asked: set[str]
) -> Verdict:
    if application.state == State.RETURNED and slot in asked and capacities & policies.FILLERS:
        return Verdict.yes()
    if application.state == State.RETURNED:
        return Verdict.no(_("Tidak diminta diperbaiki."))
    return policies.may_edit(application=application, item=slot, capacities=capacities)


@dataclass(frozen=True)
class AnswerRow:
    label: str
    text: str
    problem: str


def answers(*, application: Application, today: date) -> list[AnswerRow]:
    """What was typed, with the sentence about what is still missing or odd."""
    rows = []
    for question in completeness.QUESTIONS:
        problem = ""
        try:
            completeness.answer(question, application.details, today)
        except Unreadable as unreadable:
            problem = str(unreadable)
        rows.append(
            AnswerRow(str(question.label), application.details.get(question.key, ""), problem)
        )
    return rows


@dataclass(frozen=True)
class Stage:
    label: str
    note: str
    status: str


def stages(application: Application) -> list[Stage]:
    """Where the request stands on the usual road."""
    state = State(application.state)
    here = {State.RETURNED: State.SUBMITTED, State.NOT_ACCREDITED: State.ACCREDITED}.get(
        state, state
    )
    order = [stop for stop, _label in ROAD]
    position = order.index(here) if here in order else -1
    finished = state in (State.ACCREDITED, State.NOT_ACCREDITED)
    return [
        Stage(
            label=str(label),
            note=str(FACTS[state].applicant_label) if index == position else "",
            status="done"
            if index < position or (finished and index == position)
            else "now"
            if index == position
            else "todo",
        )
        for index, (_stop, label) in enumerate(ROAD)
    ]


def tracking_text(application: Application) -> str:
    """Ready to be sent on by WhatsApp to whoever waits for news too."""
    return _(
        "Pantau permohonan akreditasi perpustakaan di %(url)s\nNomor: %(number)s\nKode lacak: %(secret)s"
    ) % {
        "url": tracking.page_url(),
        "number": application.code,
        "secret": application.tracking_code,
    }


@dataclass(frozen=True)
class Deadline:
    """How much is left until the next step is expected."""

    text: str
    tone: str


def deadline(application: Application, at: datetime, holidays: frozenset[date]) -> Deadline:
    """First answers count working hours; everything else counts days."""
    if application.due_at is None:
        return Deadline("", "plain")
    if application.state == State.SUBMITTED:
        return answer_deadline(application.due_at, at, holidays)
    days = (clock.wita(application.due_at).date() - clock.wita(at).date()).days
    if days < 0:
        return Deadline(_("lewat %d hari") % -days, "bad")
    if days == 0:
        return Deadline(_("hari ini"), "warn")
    return Deadline(_("%d hari lagi") % days, "plain")


def answer_deadline(due_at: datetime, at: datetime, holidays: frozenset[date]) -> Deadline:
    left = working_days.working_time_between(at, due_at, holidays)
    hours, minutes = divmod(int(abs(left) / timedelta(minutes=1)), 60)
    amount = _("%d jam") % hours if hours else _("%d menit") % minutes
    if left <= timedelta(0):
        return Deadline(_("lewat %s kerja") % amount, "bad")
    return Deadline(_("sisa %s kerja") % amount, "warn" if left < timedelta(hours=8) else "plain")


@dataclass(frozen=True)
class QueueRow:
    application: Application
    deadline: Deadline
    state_label: str
    turn_label: str


def queue_rows(rows: Iterable[Application], *, at: datetime) -> list[QueueRow]:
    holidays = office.holidays_around(clock.wita(at).date())
    return [
        QueueRow(
            application=row,
            deadline=deadline(row, at, holidays),
            state_label=str(State(row.state).label),
            turn_label=str(Turn(row.turn).label),
        )
        for row in rows
    ]
