"""Times that go back and forth: the library proposes, the office confirms one or offers others."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accreditation import queries as requests
from accreditation.models import Application
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import wording
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.notifications.operations import outbox
from scheduling import availability
from scheduling.models import Appointment, BookingRules, ProposalState, TimeProposal
from scheduling.operations import appointments, next_steps, talks

KIND = "proposal"
MOST_TIMES = 3


@transaction.atomic
def propose(
    *,
    application: Application,
    mode: str,
    times: Sequence[datetime],
    agenda: str,
    by: User,
    at: datetime,
) -> TimeProposal:
    """The library says when it could, because no offered time fits."""
    application = talks.locked(application)
    talks.ensure_may_ask(application, by, at)
    talks.ensure_talk(mode)
    if TimeProposal.objects.open().filter(application=application).exists():
        raise Refused(_("Usulan waktu sudah ada. Tunggu jawabannya, atau tarik dulu yang itu."))
    proposal = TimeProposal.objects.create(
        application=application,
        mode=mode,
        agenda=agenda.strip(),
        times=_kept(times, at),
        asked_by=by,
        asked_at=at,
    )
    _record(proposal, "proposed", by, at)
    _tell_office(proposal, at)
    next_steps.plan(application=application, by=by, at=at)
    return proposal


@transaction.atomic
def confirm(
    *,
    proposal: TimeProposal,
    starts_at: datetime,
    officer: User,
    join_url: str,
    by: User,
    at: datetime,
) -> Appointment:
    """The office takes one of the library's times; that books it and invites everybody."""
    proposal = _for_the_office(proposal, by)
    if starts_at not in proposal.wishes:
        raise Refused(_("Pilih salah satu waktu yang diusulkan perpustakaan."))
    return _booked(proposal, starts_at, officer, join_url, by, at)


@transaction.atomic
def offer(
    *,
    proposal: TimeProposal,
    version: int,
    times: Sequence[datetime],
    officer: User,
    note: str,
    by: User,
    at: datetime,
) -> TimeProposal:
    """None of the times fits: the office names others, the library picks."""
    proposal = _for_the_office(proposal, by)
    if proposal.version != version:
        raise Conflict(
            theirs=[(_("Waktu"), "; ".join(map(wording.moment, proposal.offers)))],
            yours=[(_("Waktu"), "; ".join(map(wording.moment, times)))],
        )
    if not officer.is_caseworker or not officer.is_active:
        raise Refused(_("Orang ini tidak sedang bertugas sebagai petugas."))
    proposal.offered = _kept(times, at)
    proposal.officer, proposal.note = officer, note.strip()
    _enter(proposal, ProposalState.OFFERED, at)
    _record(proposal, "offered", by, at)
    _tell_library(proposal, at)
    next_steps.plan(application=proposal.application, by=by, at=at, tell=False)
    return proposal


@transaction.atomic
def pick(*, proposal: TimeProposal, starts_at: datetime, by: User, at: datetime) -> Appointment:
    """The library takes one of the offered times; raises SlotTaken when it is gone meanwhile."""
    proposal = _locked(proposal)
    talks.ensure_may_ask(proposal.application, by, at)
    if not proposal.is_offered or starts_at not in proposal.offers:
        raise Refused(_("Tawaran ini sudah berubah. Buka lagi halaman konsultasi."))
    return _booked(proposal, starts_at, proposal.officer, "", by, at)


@transaction.atomic
def withdraw(*, proposal: TimeProposal, by: User, at: datetime) -> TimeProposal:
    """The library takes its wish back, or does without the office's offers."""
    proposal = _locked(proposal)
    talks.ensure_may_ask(proposal.application, by, at)
    if not proposal.is_open:
        raise Refused(_("Usulan ini sudah dijawab atau ditarik."))
    _withdrawn(proposal, by, at)
    next_steps.plan(application=proposal.application, by=by, at=at)
    return proposal


def withdraw_all_of(*, application: Application, by: User, at: datetime) -> None:
    """When a request closes, nobody waits for a time any more."""
    for proposal in TimeProposal.objects.open().filter(application=application):
        _withdrawn(proposal, by, at)


def _withdrawn(proposal: TimeProposal, by: User, at: datetime) -> None:
    _enter(proposal, ProposalState.WITHDRAWN, at)
    _record(proposal, "withdrawn", by, at)


def _booked(
    proposal: TimeProposal,
    starts_at: datetime,
    officer: User,
    join_url: str,
    by: User,
    at: datetime,
) -> Appointment:
    return appointments.schedule(
        application=proposal.application,
        mode=proposal.mode,
        officer=officer,
        starts_at=starts_at,
        length_minutes=BookingRules.current().talk_minutes,
        join_url=join_url,
        agenda=proposal.agenda,
        by=by,
        at=at,
        is_offered=True,
    )


def _kept(times: Sequence[datetime], at: datetime) -> list[str]:
    """Different, valid, in order, as ISO text in UTC."""
    wanted = sorted(set(times))
    if not 1 <= len(wanted) <= MOST_TIMES:
        raise Refused(_("Tulis satu sampai tiga waktu yang berbeda."))
    length = timedelta(minutes=BookingRules.current().talk_minutes)
    for start in wanted:
        if reasons := availability.objections(start, start + length, at):
            raise Refused(*(f"{wording.moment(start)}: {reason}" for reason in reasons))
    return [start.astimezone(UTC).isoformat() for start in wanted]


def _locked(proposal: TimeProposal) -> TimeProposal:
    talks.locked(proposal.application)
    rows = TimeProposal.objects.select_for_update(of=("self",)).select_related(
        "application__library", "application__assigned_to", "officer"
    )
    return rows.get(pk=proposal.pk)


def _for_the_office(proposal: TimeProposal, by: User) -> TimeProposal:
    if not by.is_caseworker:
        raise Refused(_("Hanya petugas yang menjawab usulan waktu."))
    proposal = _locked(proposal)
    if not proposal.is_open:
        raise Refused(_("Usulan ini sudah dijawab atau ditarik."))
    return proposal


def _enter(proposal: TimeProposal, state: ProposalState, at: datetime) -> None:
    proposal.state, proposal.answered_at = state, at
    proposal.version += 1
    proposal.save()


def _record(proposal: TimeProposal, verb: str, by: User, at: datetime) -> None:
    audit.record(
        kind=KIND, code=proposal.token, verb=verb, actor=by, at=at, note=proposal.note,
        application=proposal.application.code, times=proposal.times, offered=proposal.offered,
    )  # fmt: skip


def _tell_office(proposal: TimeProposal, at: datetime) -> None:
    """The assigned officer; while there is none, every caseworker, in Klik only."""
    application = proposal.application
    assigned = application.assigned_to
    for person in [assigned] if assigned else User.objects.caseworkers():
        outbox.enqueue(
            recipient=person,
            event="proposal.asked",
            dedupe=f"{proposal.token}:asked",
            values={
                "perpustakaan": application.library.name,
                "waktu": [wording.moment(start) for start in proposal.wishes],
                "bahasan": proposal.agenda,
            },
            at=at,
            link=reverse("scheduling:proposal-answer", args=[proposal.token]),
            link_label=_("Jawab usulan"),
            about_kind=KIND,
            about_code=proposal.token,
            channels=None if assigned else ("in_app",),
        )


def _tell_library(proposal: TimeProposal, at: datetime) -> None:
    application = proposal.application
    for person in requests.applicants_of(application):
        outbox.enqueue(
            recipient=person,
            event="proposal.offered",
            dedupe=f"{proposal.token}:offered:{proposal.version}",
            values={
                "perpustakaan": application.library.name,
                "waktu": [wording.moment(start) for start in proposal.offers],
                "catatan": proposal.note,
            },
            at=at,
            link=reverse("scheduling:talk-new", args=[application.code]),
            link_label=_("Pilih waktu"),
            about_kind=KIND,
            about_code=proposal.token,
        )
