"""Start a request, keep its answers, and move it from state to state."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation import completeness, policies, queries, renewal
from accreditation.models import Application, HistoryEntry
from accreditation.operations import deadlines, messages, second_looks, vouching
from accreditation.signals import application_closed, mentoring_began
from accreditation.workflow import CLOSED, FACTS, TRANSITIONS, Capacity, State, Turn
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import clock
from klik_portal.core.numbering import next_number
from klik_portal.core.text import without_control_bytes
from klik_portal.core.verdict import Conflict, Refused
from libraries.models import Library, LibraryMembership

SERIES = "KLK"
MAX_ANSWER = 2000
FIRST_ANSWERS = frozenset({"return", "accept", "decline"})


_REFUSALS = {
    False: gettext_lazy("Anda belum dapat mengajukan untuk perpustakaan ini."),
    True: gettext_lazy(
        "Perpustakaan ini sudah punya pengelola terkonfirmasi. Pilih orangnya, atau akhiri dulu keanggotaannya."
    ),
}


class TransitionRefused(Refused):
    """The step is not allowed now; `reasons` say why."""


@transaction.atomic
def start(
    *, library: Library, by: User, at: datetime, on_behalf_of: User | None = None
) -> Application:
    """Open a draft, one's own or for somebody who asked the office. One open request per library."""
    applicant = on_behalf_of or by
    if library not in queries.libraries_to_apply_for(applicant):
        raise Refused(_REFUSALS[on_behalf_of is not None])
    application = Application(
        code=next_number(series=SERIES, at=at),
        library=library,
        kind=renewal.kind_for(library, today=clock.wita(at).date()),
        turn=Turn.APPLICANT,
        turn_since=at,
        created_by=applicant,
        created_at=at,
        filed_on_behalf_by=by if on_behalf_of else None,
        details=_known_details(library, applicant),
    )
    try:
        with transaction.atomic():
            application.save(force_insert=True)
    except IntegrityError:
        if not library.applications.filter(closed_at__isnull=True).exists():
            raise
        raise Refused(_("Perpustakaan ini sudah punya permohonan yang berjalan.")) from None
    audit.record(
        kind="application",
        code=application.code,
        verb="started",
        actor=by,
        at=at,
        on_behalf_of=on_behalf_of.display_name if on_behalf_of else "",
    )
    return application


def _known_details(library: Library, by: User) -> dict[str, str]:
    """What Klik already knows, so that nobody types it twice; of people only to who belongs there."""
    membership = LibraryMembership.objects.of(by, library)
    is_member = membership is not None and membership.is_confirmed
    known = {
        "contact_name": by.name,
        "contact_phone": by.phone or (library.contact_phone if is_member else ""),
        "title_count": str(library.title_count or ""),
        "staff_count": str(library.staff_count or ""),
        "decree_number": library.decree_number,
        "library_head_name": library.head_name if is_member else "",
    }
    return {key: value for key, value in known.items() if value}


@transaction.atomic
def save_details(
    *, application: Application, version: int, typed: Mapping[str, str], by: User, at: datetime,
    is_seen: bool = True,
) -> Application:  # fmt: skip
    """Keep the answers exactly as typed, complete or not.

    `is_seen`: a person looked at the page and saved it, so that what came from the request before
    counts as checked; a page that saves itself only checks what was changed. Raises Conflict when somebody else saved in between, Refused when the answers are locked.
    """
    application = _locked(application)
    capacities = queries.capacities_of(user=by, application=application)
    verdict = policies.may_edit_details(application=application, capacities=capacities)
    if not verdict:
        raise Refused(*verdict.reasons)
    wanted = {
        question.key: without_control_bytes(typed.get(question.key, "").strip())[:MAX_ANSWER]
        for question in completeness.QUESTIONS
    }
    wanted = {key: text for key, text in wanted.items() if text}
    carried = [
        key
        for key in application.carried_details
        if not is_seen and wanted.get(key) == application.details.get(key)
    ]
    if (wanted, carried) == (application.details, application.carried_details):
        return application
    if wanted != application.details and version != application.version:
        raise _details_conflict(application, wanted)
    application.details, application.details_saved_at = wanted, at
    application.carried_details = carried
    application.version += 1
    application.save(update_fields=["details", "details_saved_at", "carried_details", "version"])
    return application


def _details_conflict(application: Application, wanted: dict[str, str]) -> Conflict:
    differing = [
        question
        for question in completeness.QUESTIONS
        if application.details.get(question.key, "") != wanted.get(question.key, "")
    ]
    return Conflict(
        theirs=[(str(q.label), application.details.get(q.key, "")) for q in differing],
        yours=[(str(q.label), wanted.get(q.key, "")) for q in differing],
    )


@transaction.atomic
def advance(
    *,
    application: Application,
    step: str,
    by: User,
    at: datetime,
    note: str = "",
    corrections_named: int = 0,
) -> Application:
    """Take one step of the workflow table: state, clock, history, audit and messages together.

    Raises TransitionRefused with the sentences of the guard.
    """
    application = _locked(application)
    transition = TRANSITIONS[step]
    case = queries.case_of(
        application=application, at=at, reason=note, corrections_named=corrections_named
    )
    verdict = transition.verdict(case, queries.capacities_of(user=by, application=application))
    if not verdict:
        raise TransitionRefused(*verdict.reasons)
    previous = State(application.state)
    _enter(application, transition.target, at)
    if by.is_caseworker and transition.capacity != Capacity.KEEPER:
        application.assigned_to = application.assigned_to or by
        if step in FIRST_ANSWERS and application.first_answered_at is None:
            application.first_answered_at = at
    application.version += 1
    application.save()
    HistoryEntry.objects.create(
        application=application,
        step=step,
        previous=previous,
        state=application.state,
        by=by,
        at=at,
        note=note,
    )
    audit.record(
        kind="application",
        code=application.code,
        verb=step,
        actor=by,
        at=at,
        note=note,
        previous=previous,
    )
    vouching.follow(application=application, by=by, at=at)
    if transition.target == State.MENTORING:
        mentoring_began.send(sender=Application, application=application, by=by, at=at)
        application.refresh_from_db()
    if transition.target in CLOSED:
        messages.withdraw_waiting(application=application, at=at)
    messages.announce(application=application, step=step, by=by, at=at, note=note)
    if step == "mark_ready":
        second_looks.draw(application=application, at=at)
    if transition.target in CLOSED:
        application_closed.send(sender=Application, application=application, by=by, at=at)
    return application


def _enter(application: Application, target: State, at: datetime) -> None:
    application.state = target
    application.hand_turn(
        turn=FACTS[target].turn, at=at, due_at=deadlines.due_on_entering(target, at)
    )
    application.closed_at = at if target in CLOSED else None
    if target == State.SUBMITTED:
        application.submitted_at = at
        application.first_submitted_at = application.first_submitted_at or at


@transaction.atomic
def assign(*, application: Application, officer: User, by: User, at: datetime) -> Application:
    """Give the request to an officer: coordinators to anybody, officers only to themselves."""
    application = _locked(application)
    if not by.is_caseworker or (officer != by and not by.is_coordinator):
        raise Refused(_("Hanya koordinator yang dapat membagi tugas kepada petugas lain."))
    if not officer.is_caseworker or not officer.is_active:
        raise Refused(_("Orang ini tidak sedang bertugas sebagai petugas."))
    if not application.is_open:
        raise Refused(_("Permohonan ini sudah selesai."))
    if application.assigned_to_id == officer.pk:
        return application
    application.assigned_to = officer
    application.version += 1
    application.save(update_fields=["assigned_to", "version"])
    audit.record(
        kind="application",
        code=application.code,
        verb="assigned",
        actor=by,
        at=at,
        officer=officer.display_name,
    )
    if officer != by:
        messages.tell_assigned(application=application, officer=officer, by=by, at=at)
    return application


@transaction.atomic
def plan_next_step(
    *,
    application: Application,
    turn: Turn,
    sentence: str,
    due_at: datetime | None,
    by: User | None,
    at: datetime,
    tell: bool = True,
) -> Application:
    """During mentoring: who does what until when. Shown to both sides on every page.

    With `tell=False` the library's people hear of it through another message.
    """
    application = _locked(application)
    if application.state != State.MENTORING:
        raise Refused(_("Langkah berikutnya hanya diatur selama pendampingan."))
    if turn not in (Turn.APPLICANT, Turn.OFFICER):
        raise Refused(_("Pilih siapa yang mengerjakan langkah berikutnya."))
    due_at = due_at or deadlines.due_on_entering(State.MENTORING, at)
    application.hand_turn(turn=turn, at=at, due_at=due_at, next_step=sentence)
    application.version += 1
    application.save(update_fields=["turn", "turn_since", "due_at", "next_step", "version"])
    audit.record(
        kind="application",
        code=application.code,
        verb="planned",
        actor=by,
        at=at,
        note=sentence,
        turn=turn,
    )
    if turn == Turn.APPLICANT and tell:
        messages.tell_next_step(application=application, at=at)
    return application


def _locked(application: Application) -> Application:
    return (
        Application.objects.select_for_update(of=("self",))
        .select_related("library__desa", "library__kecamatan", "created_by", "assigned_to")
        .get(pk=application.pk)
    )
