"""Agree who does what until when, and see it through."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accreditation import policies, queries
from accreditation.models import Application
from accreditation.workflow import State
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import wording
from klik_portal.core.verdict import Conflict, Refused, Verdict
from klik_portal.notifications.models import Channel
from klik_portal.notifications.operations import outbox
from scheduling.models import ActionState, AgreedAction, Appointment, Side
from scheduling.operations import next_steps

KIND = "application"
WHAT = 240


@transaction.atomic
def agree(
    *,
    application: Application,
    appointment: Appointment | None,
    what: str,
    side: str,
    by: User,
    at: datetime,
    who: str = "",
    due_on: date | None = None,
    tell: bool = True,
) -> AgreedAction:
    """Write down one agreed action; the ball of the request follows it.

    `tell=False` when the caller's own message (minutes, a visit report) lists it.
    """
    application = _locked(application)
    if not by.is_caseworker:
        raise Refused(_("Hanya petugas yang mencatat tindak lanjut."))
    if not application.is_open or application.state == State.DRAFT:
        raise Refused(_("Tindak lanjut hanya dicatat selama permohonan berjalan."))
    if appointment is not None and appointment.application_id != application.pk:
        raise Refused(_("Pertemuan itu milik permohonan lain."))
    action = AgreedAction.objects.create(
        application=application, appointment=appointment, what=_worded(what), side=Side(side),
        who=who.strip(), due_on=due_on, created_by=by, created_at=at,
    )  # fmt: skip
    _record(action, "agreed", by, at)
    next_steps.plan(application=application, by=by, at=at, tell=False)
    if tell:
        tell_agreed(application=application, agreed=[action], at=at)
    return action


def tell_agreed(*, application: Application, agreed: Sequence[AgreedAction], at: datetime) -> None:
    """One message to each of the library's people about actions agreed outside of minutes."""
    for person in queries.applicants_of(application):
        outbox.enqueue(
            recipient=person,
            event="action.agreed",
            dedupe="agreed:" + ",".join(action.token for action in agreed),
            values={"nomor": application.code, "tindak_lanjut": lines_of(agreed)},
            at=at,
            link=application.get_absolute_url(),
            about_kind=KIND,
            about_code=application.code,
        )


def lines_of(agreed: Sequence[AgreedAction]) -> list[str]:
    """The actions as numbered lines for a message."""
    return [
        f"{number}. {action.what.rstrip(' .')}. {action.owner}"
        + (_(", sampai %s.") % wording.day(action.due_on) if action.due_on else ".")
        for number, action in enumerate(agreed, 1)
    ]


def may_finish(*, action: AgreedAction, user: User) -> Verdict:
    """Caseworkers finish all of them, the library's people their own."""
    capacities = queries.capacities_of(user=user, application=action.application)
    if user.is_caseworker or (capacities & policies.LIBRARY_PEOPLE and action.is_the_librarys):
        return Verdict.yes()
    return Verdict.no(_("Tindak lanjut ini dikerjakan pihak lain."))


@transaction.atomic
def finish(*, action: AgreedAction, by: User, at: datetime, note: str = "") -> AgreedAction:
    """It is done. Saying so twice changes nothing."""
    action = _locked_action(action)
    verdict = may_finish(action=action, user=by)
    if not verdict:
        raise Refused(*verdict.reasons)
    if action.state == ActionState.DONE:
        return action
    _ensure_open(action)
    _close(action, ActionState.DONE, note, by, at)
    if not by.is_caseworker:
        _tell_office(action, by, at)
    return action


@transaction.atomic
def drop(
    *, action: AgreedAction, version: int, reason: str, by: User, at: datetime
) -> AgreedAction:
    """It is not going to happen; the reason stays readable for both sides."""
    action = _locked_action(action)
    _ensure_caseworker(by)
    _ensure_open(action)
    _ensure_seen(action, version, [(_("Alasan"), reason)])
    if not reason.strip():
        raise Refused(_("Tulis mengapa tidak jadi; perpustakaan akan membacanya."))
    _close(action, ActionState.DROPPED, reason, by, at)
    return action


@transaction.atomic
def change(
    *,
    action: AgreedAction,
    version: int,
    what: str,
    side: str,
    who: str,
    due_on: date | None,
    by: User,
    at: datetime,
) -> AgreedAction:
    """Word it anew, give it another owner or day. Raises Conflict when somebody was faster."""
    action = _locked_action(action)
    _ensure_caseworker(by)
    _ensure_open(action)
    wanted = (_worded(what), Side(side), who.strip(), due_on)
    if wanted == (action.what, action.side, action.who, action.due_on):
        return action
    named = AgreedAction(what=wanted[0], side=wanted[1], who=wanted[2], due_on=due_on)
    _ensure_seen(action, version, _told(named))
    action.what, action.side, action.who, action.due_on = wanted
    action.version += 1
    action.save(update_fields=["what", "side", "who", "due_on", "version"])
    _record(action, "action_changed", by, at)
    next_steps.plan(application=action.application, by=by, at=at)
    return action


def _worded(what: str) -> str:
    what = " ".join(what.split())
    if not what:
        raise Refused(_("Tulis apa yang akan dikerjakan."))
    if len(what) > WHAT:
        raise Refused(_("Terlalu panjang: paling banyak %d huruf.") % WHAT)
    return what


def _close(action: AgreedAction, state: ActionState, note: str, by: User, at: datetime) -> None:
    action.state, action.closed_by, action.closed_at = state, by, at
    action.closing_note = " ".join(note.split())[:WHAT]
    action.version += 1
    action.save()
    _record(action, f"action_{state}", by, at, action.closing_note)
    # Who has just finished something reads the next thing on the page that follows.
    next_steps.plan(application=action.application, by=by, at=at, tell=by.is_caseworker)


def _tell_office(action: AgreedAction, by: User, at: datetime) -> None:
    """In Klik only: good news needs no mail."""
    application = action.application
    outbox.enqueue(
        recipient=application.assigned_to or action.created_by,
        event="action.done",
        dedupe=f"action:{action.token}:{action.version}",
        values={
            "nomor": application.code,
            "nama": by.display_name,
            "tindak_lanjut": action,
            "catatan": action.closing_note,
        },
        at=at,
        link=application.get_absolute_url(),
        about_kind=KIND,
        about_code=application.code,
        channels=[Channel.IN_APP],
    )


def _ensure_caseworker(by: User) -> None:
    if not by.is_caseworker:
        raise Refused(_("Hanya petugas yang mengubah tindak lanjut."))


def _ensure_open(action: AgreedAction) -> None:
    if not action.is_open:
        raise Refused(_("Tindak lanjut ini sudah ditutup."))
    if not action.application.is_open:
        raise Refused(_("Permohonan ini sudah selesai."))


def _ensure_seen(action: AgreedAction, version: int, yours: list[tuple[str, str]]) -> None:
    if action.version != version:
        raise Conflict(theirs=_told(action), yours=yours)


def _told(action: AgreedAction) -> list[tuple[str, str]]:
    return [
        (_("Apa"), action.what),
        (_("Siapa"), action.owner),
        (_("Sampai"), wording.day(action.due_on) if action.due_on else "–"),
    ]


def _record(action: AgreedAction, verb: str, by: User, at: datetime, note: str = "") -> None:
    audit.record(
        kind=KIND, code=action.application.code, verb=verb, actor=by, at=at, note=note,
        action=action.token, what=action.what, side=action.side,
        due_on=action.due_on.isoformat() if action.due_on else None,
    )  # fmt: skip


def _locked(application: Application) -> Application:
    return (
        Application.objects.select_for_update(of=("self",))
        .select_related("library", "created_by", "assigned_to")
        .get(pk=application.pk)
    )


def _locked_action(action: AgreedAction) -> AgreedAction:
    """Locks the request first, as every other operation does, so that two of them cannot deadlock."""
    application = _locked(action.application)
    action = AgreedAction.objects.select_for_update(of=("self",)).get(pk=action.pk)
    action.application = application
    return action
