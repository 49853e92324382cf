"""A library asks for a visit, changes its mind, is planned, visited, or asked to wait again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accreditation import policies as request_policies
from accreditation import queries
from accreditation.models import Application
from accreditation.workflow import State
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import wording
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.notifications.operations import outbox
from libraries import policies as library_policies
from libraries.models import Library
from libraries.operations import registry
from scheduling.models import Readiness, VisitRequest, VisitRequestState

KIND = "visit_request"
UNDER_WAY = (VisitRequestState.OPEN, VisitRequestState.PLANNED)


@dataclass(frozen=True)
class Wish:
    """What a library says about the visit it would like."""

    weeks: Sequence[date]  # Mondays; none: any week
    readiness: str
    ready_on: date | None
    way_to_get_there: str
    note: str
    keeps_the_way: bool = False  # also among the library's own facts


@transaction.atomic
def ask(
    *, application: Application, wish: Wish, version: int, by: User, at: datetime
) -> VisitRequest:
    """Ask for a visit, or change what was asked; `version` is 0 for the first time."""
    application = _begin(application, by)
    if application.state != State.MENTORING:
        raise Refused(_("Kunjungan dapat diminta selama pendampingan."))
    if wish.readiness == Readiness.LATER and wish.ready_on is None:
        raise Refused(_("Tulis mulai tanggal berapa perpustakaan siap dikunjungi."))
    current = _current(application)
    if (current.version if current else 0) != version:
        raise Conflict(theirs=_shown(current), yours=_shown(VisitRequest(**_columns(wish))))
    is_new = current is None
    visit_request = current or VisitRequest(application=application, asked_by=by, asked_at=at)
    _ensure_not_planned(visit_request)
    for name, value in _columns(wish).items():
        setattr(visit_request, name, value)
    if not is_new:
        visit_request.version += 1
    visit_request.save()
    if wish.keeps_the_way:
        _keep_the_way(application.library, wish.way_to_get_there, by, at)
    audit.record(
        kind="application", code=application.code, verb="visit_asked" if is_new else "visit_changed",
        actor=by, at=at, weeks=visit_request.weeks,
    )  # fmt: skip
    if is_new:
        _confirm(visit_request, by, at)
    return visit_request


@transaction.atomic
def withdraw(*, application: Application, version: int, by: User, at: datetime) -> None:
    application = _begin(application, by)
    current = _current(application)
    if current is None:
        raise Refused(_("Tidak ada permintaan kunjungan yang terbuka."))
    if current.version != version:
        raise Conflict(theirs=_shown(current))
    _ensure_not_planned(current)
    _close(current, VisitRequestState.WITHDRAWN, at)
    audit.record(kind="application", code=application.code, verb="visit_withdrawn", actor=by, at=at)


def mark_planned(application: Application) -> None:
    """The office has fixed a trip that comes by."""
    VisitRequest.objects.filter(application=application, state=VisitRequestState.OPEN).update(
        state=VisitRequestState.PLANNED
    )


def mark_visited(application: Application, at: datetime) -> None:
    for visit_request in VisitRequest.objects.filter(application=application, state__in=UNDER_WAY):
        _close(visit_request, VisitRequestState.VISITED, at)


def open_again(application: Application, note: str = "") -> None:
    """The visit does not take place; the library waits for the next trip."""
    for visit_request in VisitRequest.objects.filter(
        application=application, state=VisitRequestState.PLANNED
    ):
        visit_request.state = VisitRequestState.OPEN
        visit_request.version += 1
        visit_request.note = "\n".join(part for part in (visit_request.note, note) if part)
        visit_request.save()


def close_with_request(*, application: Application, at: datetime) -> None:
    """The request for help is over, so is its wish for a visit."""
    for visit_request in VisitRequest.objects.filter(application=application, state__in=UNDER_WAY):
        _close(visit_request, VisitRequestState.WITHDRAWN, at)


def _begin(application: Application, by: User) -> Application:
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("library__desa", "library__kecamatan", "assigned_to")
        .get(pk=application.pk)
    )
    capacities = queries.capacities_of(user=by, application=application)
    if not capacities & request_policies.LIBRARY_PEOPLE:
        raise Refused(_("Hanya pengelola perpustakaan yang meminta kunjungan."))
    return application


def _current(application: Application) -> VisitRequest | None:
    return VisitRequest.objects.filter(application=application, state__in=UNDER_WAY).first()


def _ensure_not_planned(visit_request: VisitRequest) -> None:
    if visit_request.state == VisitRequestState.PLANNED:
        raise Refused(
            _("Kunjungan Anda sudah masuk perjalanan. Hubungi petugas bila waktunya tidak cocok.")
        )


def _columns(wish: Wish) -> dict[str, object]:
    is_later = wish.readiness == Readiness.LATER
    return {
        "weeks": [week.isoformat() for week in sorted(wish.weeks)],
        "readiness": Readiness(wish.readiness),
        "ready_on": wish.ready_on if is_later else None,
        "way_to_get_there": wish.way_to_get_there.strip(),
        "note": wish.note.strip(),
    }


def _close(visit_request: VisitRequest, state: VisitRequestState, at: datetime) -> None:
    visit_request.state, visit_request.closed_at = state, at
    visit_request.version += 1
    visit_request.save()


def _keep_the_way(library: Library, way: str, by: User, at: datetime) -> None:
    """Among the library's facts, where the next visitor looks; only those who may change them."""
    if not library_policies.may_edit(library=library, user=by):
        return
    facts = {name: getattr(library, name) for name in registry.FIELDS}
    facts["way_to_get_there"] = way.strip()
    registry.update(library=library, version=library.version, facts=facts, by=by, at=at)


def _confirm(visit_request: VisitRequest, by: User, at: datetime) -> None:
    application = visit_request.application
    weeks = ", ".join(wording.work_week(week) for week in visit_request.monday_list)
    values = {
        "perpustakaan": application.library.name,
        "nomor": application.code,
        "pekan": weeks or _("pekan mana saja"),
        "kesiapan": visit_request.readiness_text,
    }
    common = {
        "values": values,
        "dedupe": f"{visit_request.token}:received", "at": at, "link": application.get_absolute_url(),
        "about_kind": KIND, "about_code": visit_request.token,
    }  # fmt: skip
    for person in queries.applicants_of(application):
        outbox.enqueue(recipient=person, event="visit_request.received", **common)
    if application.assigned_to and application.assigned_to != by:
        outbox.enqueue(recipient=application.assigned_to, event="visit_request.new", **common)


def _shown(visit_request: VisitRequest | None) -> list[tuple[str, str]]:
    if visit_request is None:
        return [(_("Permintaan kunjungan"), _("Sudah ditarik atau selesai."))]
    weeks = ", ".join(wording.work_week(week) for week in visit_request.monday_list)
    return [
        (_("Pekan yang cocok"), weeks or _("pekan mana saja")),
        (_("Kesiapan"), visit_request.readiness_text),
        (_("Cara ke sana"), visit_request.way_to_get_there),
        (_("Catatan"), visit_request.note),
    ]
