"""Write down what happened to a proposed request in SiPAPI, and put such a date right."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accreditation import policies, queries
from accreditation.milestones import SIPAPI_BEGAN, SipapiStep
from accreditation.models import Application, Milestone, MilestoneCorrection
from accreditation.operations import deadlines, messages
from accreditation.workflow import Capacity, State
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import clock, wording
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.files.models import StoredFile


@transaction.atomic
def keep(
    *, application: Application, step: SipapiStep, happened_on: date, note: str,
    file: StoredFile | None, version: int, by: User, at: datetime,
) -> Milestone:  # fmt: skip
    """Record a step, or change what stands there; `version` is what the person saw, 0 for nothing.

    News restarts the time after which the office asks Perpusnas again. No file keeps the one there.
    """
    application = _locked(application)
    capacities = queries.capacities_of(user=by, application=application)
    present = application.milestones.filter(step=step).first()
    verdict = policies.may_keep_milestone(
        application=application, step=step, present=present, capacities=capacities
    )
    if not verdict:
        raise Refused(*verdict.reasons)
    _ensure_possible(happened_on, at)
    note = note.strip()
    if present and file is None and (present.happened_on, present.note) == (happened_on, note):
        return present
    if (present.version if present else 0) != version:
        raise _conflict(present, happened_on, note)
    milestone = present or Milestone(application=application, step=step, version=0)
    if present:
        _remember(present)
    milestone.happened_on, milestone.note, milestone.file = (
        happened_on,
        note,
        file or milestone.file,
    )
    milestone.told_by_library = Capacity.CASEWORKER not in capacities
    milestone.by, milestone.at = by, at
    milestone.version += 1
    milestone.save()
    _follow(application, milestone, present is None, by, at)
    return milestone


def _locked(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",))
    return rows.select_related("library", "created_by", "assigned_to").get(pk=application.pk)


def _ensure_possible(happened_on: date, at: datetime) -> None:
    if not SIPAPI_BEGAN <= happened_on <= clock.wita(at).date():
        raise Refused(
            _("Tanggalnya tidak boleh di masa depan atau sebelum 2021 (SiPAPI belum ada).")
        )


def _conflict(present: Milestone | None, happened_on: date, note: str) -> Conflict:
    def told(day: date, text: str) -> str:
        return f"{wording.short_day(day)} {text}".strip()

    label = _("Tanggal dan catatan")
    theirs = [(label, told(present.happened_on, present.note))] if present else []
    return Conflict(theirs=theirs, yours=[(label, told(happened_on, note))])


def _remember(present: Milestone) -> None:
    MilestoneCorrection.objects.create(
        milestone=present, happened_on=present.happened_on, note=present.note, file=present.file,
        told_by_library=present.told_by_library, by=present.by, at=present.at,
    )  # fmt: skip


def _follow(
    application: Application, milestone: Milestone, is_news: bool, by: User, at: datetime
) -> None:
    audit.record(
        kind="application", code=application.code,
        verb="milestone_recorded" if is_news else "milestone_corrected", actor=by, at=at,
        step=milestone.label, happened_on=milestone.happened_on.isoformat(),
    )  # fmt: skip
    if not is_news:
        return
    if application.state == State.PROPOSED:
        application.due_at = deadlines.due_on_entering(State.PROPOSED, at)
        application.version += 1
        application.save(update_fields=["due_at", "version"])
    messages.tell_milestone(milestone=milestone, at=at)
