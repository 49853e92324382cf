"""Agreed actions as people read them: on a request's page, under a meeting, in the office's list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accreditation import policies
from accreditation.models import Application
from accreditation.workflow import OPEN, Capacity
from klik_portal.accounts.models import User
from klik_portal.core.wording import parse_day
from scheduling.models import ActionState, AgreedAction, Side

PAGE = 50
TONES = {ActionState.OPEN: "info", ActionState.DONE: "good", ActionState.DROPPED: "plain"}


@dataclass(frozen=True)
class ActionRow:
    action: AgreedAction
    label: str
    tone: str
    may_finish: bool
    may_change: bool


def rows(
    actions: Iterable[AgreedAction],
    *,
    application: Application,
    capacities: frozenset[Capacity],
    today: date,
) -> list[ActionRow]:
    """Open ones first, the soonest on top."""
    ordered = sorted(actions, key=lambda a: (not a.is_open, a.due_on or date.max, a.pk))
    return [_row(action, application, capacities, today) for action in ordered]


def _row(
    action: AgreedAction, application: Application, capacities: frozenset[Capacity], today: date
) -> ActionRow:
    is_live = action.is_open and application.is_open
    is_caseworker = Capacity.CASEWORKER in capacities
    is_own = bool(capacities & policies.LIBRARY_PEOPLE) and action.is_the_librarys
    return ActionRow(
        action, *_tag(action, application, today),
        may_finish=is_live and (is_caseworker or is_own), may_change=is_live and is_caseworker,
    )  # fmt: skip


def _tag(action: AgreedAction, application: Application, today: date) -> tuple[str, str]:
    if action.is_open and not application.is_open:
        return _("Tidak selesai"), "warn"
    if action.is_overdue(today):
        return _("Terlambat"), "bad"
    return action.get_state_display(), TONES[ActionState(action.state)]


@dataclass(frozen=True)
class Wanted:
    """Which open actions the office's list shows."""

    mine: bool = False
    overdue: bool = False
    side: str = ""
    after: str = ""


@dataclass(frozen=True)
class Page:
    rows: list[AgreedAction]
    next_cursor: str


def open_actions(*, user: User, wanted: Wanted, today: date) -> Page:
    """Open actions of open requests by day; those without a day at the end."""
    found: QuerySet[AgreedAction] = (
        AgreedAction.objects.visible_to(user).open().filter(application__state__in=OPEN)
    )
    if wanted.mine:
        found = found.filter(application__assigned_to=user)
    if wanted.overdue:
        found = found.overdue(today)
    if wanted.side in Side.values:
        found = found.filter(side=wanted.side)
    found = _after(found, wanted.after).select_related(
        "application__library__kecamatan", "application__assigned_to"
    )
    shown = list(found.soonest_first()[: PAGE + 1])
    more = len(shown) > PAGE
    return Page(shown[:PAGE], _cursor(shown[PAGE - 1]) if more else "")


def _cursor(action: AgreedAction) -> str:
    return f"{action.due_on.isoformat() if action.due_on else ''}~{action.pk}"


def _after(found: QuerySet[AgreedAction], cursor: str) -> QuerySet[AgreedAction]:
    """What comes behind the last row of the page before; an odd cursor is no cursor."""
    day, _tilde, key = cursor.partition("~")
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return found
    if not day:
        return found.filter(due_on__isnull=True, pk__gt=int(key))
    try:
        due_on = parse_day(day)
    except ValueError:
        return found
    later = Q(due_on__gt=due_on) | Q(due_on=due_on, pk__gt=int(key)) | Q(due_on__isnull=True)
    return found.filter(later)
