"""Doors of the office's papers: letters of a trip, and what the team takes along to a visit.

They carry names and phone numbers: kept nowhere on the way, and taking one is on record.
"""

from collections.abc import Callable
from io import BytesIO
from typing import BinaryIO

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from klik_portal.audit import operations as audit
from klik_portal.core import clock
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.files.serving import download, file_response
from klik_portal.office.queries import office as the_office
from klik_portal.papers.models import PaperKind
from klik_portal.papers.queries import next_number
from scheduling import visit_pack
from scheduling.documents import (
    assignment_letter,
    attendance_sheet,
    itinerary_sheet,
    pack_page,
    pack_sheet,
)
from scheduling.forms.papers import LetterForm
from scheduling.models import Appointment, Mode, Trip
from scheduling.operations import letters
from scheduling.trip_letter import TripLetter
from scheduling.trip_plan import TripPlan

PDF, HTML = "application/pdf", "text/html; charset=utf-8"


def pdf_bytes(write: Callable[[BinaryIO], None]) -> bytes:
    target = BytesIO()
    write(target)
    return target.getvalue()


def record(request: HttpRequest, subject: Appointment | Trip, verb: str) -> None:
    kind = "trip" if isinstance(subject, Trip) else "appointment"
    audit.record(kind=kind, code=subject.code, verb=verb, actor=request.user, at=clock.now())


def _visible_trip(request: HttpRequest, code: str) -> Trip:
    return get_object_or_404(Trip.objects.visible_to(request.user), code=code)


def visible_visit(request: HttpRequest, code: str) -> Appointment:
    """A visit on site that this person may see; other meetings have no papers."""
    rows = Appointment.objects.visible_to(request.user).filter(mode=Mode.ON_SITE)
    return get_object_or_404(
        rows.select_related(
            "officer", "application__library__desa", "application__library__kecamatan",
            "trip_stop__trip", "application__second_look", "application__edition",
        ),
        code=code,
    )  # fmt: skip


def trip_letter(request: HttpRequest, code: str) -> HttpResponse:
    """Number and date of the assignment letter, and the team's posts."""
    trip = _visible_trip(request, code)
    plan = TripPlan(trip)
    is_sent = request.method == "POST"
    theirs: list[tuple[str, str]] = []
    form = LetterForm(
        request.POST if is_sent else None, trip=trip, members=plan.members,
        next_number=next_number(PaperKind.ASSIGNMENT, clock.today()),
    )  # fmt: skip
    if is_sent and form.is_valid():
        try:
            letters.keep(
                trip=trip, number=form.cleaned_data["number"], letter_on=form.cleaned_data["letter_on"],
                posts=form.posts, version=form.cleaned_data["version"], by=request.user, at=clock.now(),
                takes_number="take_number" in request.POST,
            )  # fmt: skip
        except Conflict as conflict:
            theirs = conflict.theirs
            form.catch_up(_visible_trip(request, code).version)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Surat tugas tersimpan. Unduh PDF-nya di bawah."))
            return redirect("scheduling:trip-letter", code)
    status = 409 if theirs else 422 if form.errors else 200
    context = {
        "trip": trip,
        "plan": plan,
        "form": form,
        "theirs": theirs,
        "letter": TripLetter(plan),
    }
    return render(request, "scheduling/trip_letter.html", context, status=status)


def trip_letter_pdf(request: HttpRequest, code: str) -> HttpResponseBase:
    """As it was issued; before that, as a form to complete by hand."""
    trip = _visible_trip(request, code)
    plan, office = TripPlan(trip), the_office()
    issued = TripLetter(plan).issued
    if issued:
        record(request, trip, "letter_downloaded")
        return file_response(stored=issued.file, viewer=request.user, at=clock.now())
    content = pdf_bytes(lambda to: assignment_letter.write(to, plan=plan, office=office))
    record(request, trip, "letter_downloaded")
    return download(content, content_type=PDF, name=f"{code}-surat-tugas.pdf")


def trip_itinerary_pdf(request: HttpRequest, code: str) -> HttpResponse:
    trip = _visible_trip(request, code)
    plan, office = TripPlan(trip), the_office()
    content = pdf_bytes(lambda to: itinerary_sheet.write(to, plan=plan, office=office))
    record(request, trip, "itinerary_downloaded")
    return download(content, content_type=PDF, name=f"{code}-jadwal.pdf")


def attendance_pdf(request: HttpRequest, code: str) -> HttpResponse:
    visit, office = visible_visit(request, code), the_office()
    content = pdf_bytes(lambda to: attendance_sheet.write(to, appointment=visit, office=office))
    record(request, visit, "attendance_downloaded")
    return download(content, content_type=PDF, name=f"{code}-daftar-hadir.pdf")


def pack_pdf(request: HttpRequest, code: str) -> HttpResponse:
    pack = _pack(request, code)
    content = pdf_bytes(lambda to: pack_sheet.write(to, pack=pack))
    record(request, pack.appointment, "pack_downloaded")
    return download(content, content_type=PDF, name=f"{code}-paket-kunjungan.pdf")


def pack_html(request: HttpRequest, code: str) -> HttpResponse:
    """One file to open later from the disk: always saved, never shown by this address."""
    pack = _pack(request, code)
    content = pack_page.html(pack).encode()
    record(request, pack.appointment, "pack_downloaded")
    return download(content, content_type=HTML, name=f"{code}-paket-kunjungan.html")


def _pack(request: HttpRequest, code: str) -> visit_pack.VisitPack:
    visit = visible_visit(request, code)
    if not request.user.is_reader:
        raise Http404
    return visit_pack.of_appointment(visit, viewer=request.user, on=clock.today())
