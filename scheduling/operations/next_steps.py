"""What a request in mentoring waits for next, told from its meetings and from what was agreed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accreditation.models import Application
from accreditation.operations import applications, deadlines
from accreditation.workflow import State, Turn
from klik_portal.accounts.models import User
from klik_portal.core import clock, wording
from klik_portal.office import queries as office
from klik_portal.office import working_days
from scheduling import availability
from scheduling.models import AgreedAction, Appointment, Side

AFTERWARDS_DAYS = 2  # working days to decide what follows a talk or visit
SENTENCE = 240  # what a request has room for
OVERDUE, DATED, UNDATED = range(3)


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

    Without any the officer decides what follows. What has not changed is not said again; with
    `tell=False` the library's people hear of it through another message.
    """
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if application.state != State.MENTORING:
        return
    steps = [*_meetings(application), *_actions(application, at)]
    step = min(steps, key=lambda step: step.rank) if steps else _afterwards(at)
    if not _is_news(application, step):
        return
    applications.plan_next_step(
        application=application, turn=step.turn, sentence=step.sentence, due_at=step.due_at,
        by=by, at=at, tell=tell,
    )  # fmt: skip


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


def _afterwards(at: datetime) -> Step:
    today = clock.wita(at).date()
    due_on = working_days.add_working_days(today, AFTERWARDS_DAYS, office.holidays_around(today))
    return Step(
        UNDATED,
        clock.at_wita(due_on, availability.OFFICE_END),
        Turn.OFFICER,
        _("Petugas menentukan langkah berikutnya."),
    )
