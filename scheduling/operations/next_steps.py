"""What a request in mentoring waits for next, told from its meetings and from what was agreed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.models import Application
from accreditation.operations import applications, deadlines
from accreditation.workflow import State, Turn
from klik_portal.accounts.models import User
from klik_portal.core import clock, wording
from klik_portal.office import queries as office
from klik_portal.office import working_days
from scheduling import availability
from scheduling.models import AgreedAction, Appointment, AppointmentState, Side, TimeProposal

AFTERWARDS_DAYS = 2  # working days to decide what follows a talk or visit
SENTENCE = 240  # what a request has room for
OVERDUE, DATED, UNDATED = range(3)
PICK = ""  # what the state itself says: pick one of the free times
CHOOSE = gettext_lazy("Pilih salah satu waktu konsultasi yang ditawarkan petugas.")


@dataclass(frozen=True)
class Step:
    """One thing a request may wait for; without `due_at` the office's usual patience counts."""

    urgency: int
    due_at: datetime | None
    turn: Turn
    sentence: str

    @property
    def rank(self) -> tuple[int, float]:
        return self.urgency, self.due_at.timestamp() if self.due_at else 0


def plan(*, application: Application, by: User | None, at: datetime, tell: bool = True) -> None:
    """Whoever owns the soonest meeting or open action has the ball; overdue actions come first.

    With neither, the library picks a time for a talk, unless the office owes an answer, or has met
    them or seen work done and decides what follows. What has not changed is not said again; who did it themselves
    reads it on the page that follows, and with `tell=False` another message says it.
    """
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if application.state != State.MENTORING:
        return
    steps = [*_meetings(application), *_actions(application, at)]
    step = min(steps, key=lambda step: step.rank) if steps else _nothing_agreed(application, at)
    if not _is_news(application, step):
        return
    applications.plan_next_step(
        application=application, turn=step.turn, sentence=step.sentence, due_at=step.due_at,
        by=by, at=at, tell=tell and (by is None or by.is_caseworker),
    )  # fmt: skip


def is_to_pick(application: Application) -> bool:
    """Is a time for a talk what the library should pick now?"""
    is_theirs = application.state == State.MENTORING and application.turn == Turn.APPLICANT
    return is_theirs and application.next_step in (PICK, str(CHOOSE))


def _is_news(application: Application, step: Step) -> bool:
    due_at = step.due_at or application.due_at
    return (application.turn, application.next_step, application.due_at) != (
        step.turn, step.sentence, due_at,
    )  # fmt: skip


def _meetings(application: Application) -> Iterable[Step]:
    coming = Appointment.objects.scheduled().filter(application=application)
    for meeting in coming.order_by("starts_at", "pk")[:1]:
        named = {"mode": meeting.get_mode_display(), "moment": wording.moment(meeting.starts_at)}
        yield Step(DATED, meeting.starts_at, Turn.OFFICER, _("%(mode)s pada %(moment)s.") % named)


def _actions(application: Application, at: datetime) -> Iterable[Step]:
    today = clock.wita(at).date()
    for action in AgreedAction.objects.open().filter(application=application).order_by("pk"):
        turn = Turn.APPLICANT if action.side == Side.LIBRARY else Turn.OFFICER
        if action.due_on is None:
            yield Step(UNDATED, None, turn, sentence_of(action))
        else:
            urgency = OVERDUE if action.is_overdue(today) else DATED
            yield Step(urgency, deadlines.closing_time(action.due_on), turn, sentence_of(action))


def sentence_of(action: AgreedAction) -> str:
    """What everybody who looks at the request reads while this is the next thing to do."""
    doing = _("Kerjakan: %s") if action.side == Side.LIBRARY else _("Petugas mengerjakan: %s")
    until = _(" (sampai %s)") % wording.day(action.due_on) if action.due_on else ""
    room = SENTENCE - len(doing % "" + until + ".")
    what = action.what.rstrip(" .")
    if len(what) > room:
        what = what[: room - 1].rstrip() + "…"
    return doing % what + until + "."


def _nothing_agreed(application: Application, at: datetime) -> Step:
    proposal = TimeProposal.objects.open().filter(application=application).first()
    if proposal is not None and proposal.is_offered:
        return Step(UNDATED, None, Turn.APPLICANT, str(CHOOSE))
    if proposal is not None:
        return _office_decides(_("Petugas menjawab usulan waktu konsultasi."), at)
    if _has_come_to_nothing(application):
        return Step(UNDATED, None, Turn.APPLICANT, PICK)
    return _office_decides(_("Petugas menentukan langkah berikutnya."), at)


def _has_come_to_nothing(application: Application) -> bool:
    """Nothing was met or done yet, or the last meeting was missed or called off."""
    of_it = [
        rows.filter(application=application, closed_at__isnull=False).order_by("-closed_at").first()
        for rows in (Appointment.objects.all(), AgreedAction.objects.all())
    ]
    last = max((one for one in of_it if one), key=lambda one: one.closed_at, default=None)
    return last is None or last.state in (AppointmentState.MISSED, AppointmentState.CANCELLED)


def _office_decides(sentence: str, at: datetime) -> Step:
    today = clock.wita(at).date()
    due_on = working_days.add_working_days(today, AFTERWARDS_DAYS, office.holidays_around(today))
    return Step(
        UNDATED,
        clock.at_wita(due_on, availability.OFFICE_END),
        Turn.OFFICER,
        sentence,
    )
