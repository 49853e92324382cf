"""Where each person lands after signing in: the one next thing, then the rest."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accreditation import conversation, queries
from accreditation.models import Application, MessageSide
from accreditation.workflow import State, Turn
from klik_portal.accounts.models import User
from klik_portal.accounts.roles import Role
from klik_portal.core import clock, wording
from libraries import queries as libraries
from libraries.models import LibraryMembership
from scheduling.models import Appointment, VisitRequest, VisitRequestState
from scheduling.operations import next_steps

LANDING = {
    Role.OFFICER: "accreditation:queue",
    Role.COORDINATOR: "accreditation:queue",
    Role.HEAD: "performance:dashboard",
    Role.SYSADMIN: "admin:index",
}


@dataclass(frozen=True)
class NextStep:
    title: str
    text: str
    url: str = ""
    label: str = ""
    due: str = ""
    is_yours: bool = True


def home(request: HttpRequest) -> HttpResponse:
    role = Role(request.user.role)
    if role in LANDING:
        return redirect(LANDING[role])
    memberships = list(
        LibraryMembership.objects.current()
        .filter(user=request.user)
        .select_related("library__desa", "library__kecamatan")
        .order_by("library__name")
    )
    rows = conversation.with_unread(queries.applications_of(request.user), MessageSide.LIBRARY)
    every = list(rows[:50])
    applications = [a for a in every if a.is_open]
    appointments = list(
        Appointment.objects.filter(
            application__in=applications, starts_at__gte=clock.now(), state="scheduled"
        ).order_by("starts_at")
    )
    context = {
        "memberships": memberships,
        "applications": applications,
        "unread": [a for a in every if a.unread_count],
        "appointments": appointments[:5],
        "visit_requests": _visit_requests(applications),
        "step": _offer(request.user) or next_step(memberships, applications, appointments),
    }
    return render(request, "desks/home.html", context)


def _offer(person: User) -> NextStep | None:
    """Somebody hands a library over and waits for a yes."""
    offer = libraries.offers_to(person).first()
    return offer and NextStep(
        _("Terima tugas pengelola?"), offer.library.name, offer.get_absolute_url(), _("Lihat serah terima")
    )  # fmt: skip


def _visit_requests(applications: list[Application]) -> list[VisitRequest]:
    """Which libraries wait for a visit; nobody asks when nothing is in mentoring."""
    mentored = [a for a in applications if a.state == State.MENTORING]
    if not mentored:
        return []
    under_way = (VisitRequestState.OPEN, VisitRequestState.PLANNED)
    rows = VisitRequest.objects.filter(application__in=mentored, state__in=under_way)
    return list(rows.select_related("application__library"))


def next_step(
    memberships: list[LibraryMembership],
    applications: list[Application],
    appointments: list[Appointment],
) -> NextStep:
    """The one thing this applicant should do next, or the good news that there is none."""
    mine = [a for a in applications if a.turn == Turn.APPLICANT]
    if mine:
        return _continue(min(mine, key=lambda a: (a.state == State.DRAFT, a.turn_since)))
    if not memberships:
        return NextStep(
            _("Cari perpustakaan Anda"),
            _("Pilih perpustakaan yang Anda kelola, atau daftarkan bila belum ada di daftar."),
            reverse("libraries:find"),
            _("Cari perpustakaan"),
        )
    if appointments:
        return _meet(appointments[0])
    if applications:
        first = applications[0]
        due = _due(first)
        return NextStep(
            _("Sekarang giliran %s") % Turn(first.turn).label,
            first.next_step_sentence,
            first.get_absolute_url(),
            _("Lihat permohonan"),
            due,
            is_yours=False,
        )
    return NextStep(
        _("Ajukan permohonan"),
        _(
            "Minta pendampingan akreditasi untuk perpustakaan Anda. Kira-kira 10 menit, bisa disimpan dan dilanjutkan."
        ),
        reverse("accreditation:application-new"),
        _("Mulai permohonan"),
    )


def _meet(appointment: Appointment) -> NextStep:
    """Nobody's turn: the day both look forward to."""
    return NextStep(
        _("Jadwal Anda berikutnya"),
        _("%(what)s pada %(when)s.")
        % {"what": appointment.get_mode_display(), "when": wording.moment(appointment.starts_at)},
        appointment.get_absolute_url(),
        _("Buka jadwal"),
        is_yours=False,
    )


def _due(application: Application) -> str:
    """Nothing when the sentence tells the moment already."""
    if not application.due_at:
        return ""
    latest = wording.moment(application.due_at)
    return "" if latest in application.next_step_sentence else _("Paling lambat %s.") % latest


def _continue(application: Application) -> NextStep:
    url, label = application.get_absolute_url(), _("Lanjutkan")
    if application.state == State.RETURNED:
        url = reverse("accreditation:corrections", args=[application.code])
        label = _("Perbaiki sekarang")
    elif next_steps.is_to_pick(application):
        url = reverse("scheduling:talk-new", args=[application.code])
        label = _("Pilih waktu konsultasi")
    return NextStep(
        _("Giliran Anda: %s") % application.library.name,
        application.next_step_sentence,
        url,
        label,
        _due(application),
    )
