"""Doors of the visit report: write it, finish it, read it, and the signed paper."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accreditation import assessment
from accreditation.models import Indicator
from klik_portal.core import clock
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.files import intake, names, serving
from klik_portal.office.queries import office as the_office
from scheduling import visit_reading
from scheduling.documents import visit_minutes
from scheduling.documents.attendance_sheet import expected
from scheduling.forms.reports import FinishForm, PhotoForm, Place, ReportForm, ScanForm
from scheduling.models import Appointment, FindingFate, VisitPhoto
from scheduling.operations import reports
from scheduling.views.papers import PDF, pdf_bytes, record, visible_visit


def _places(visit: Appointment) -> list[Place]:
    """What findings can be about: the visit as a whole, then each component with its indicators."""
    edition = assessment.edition_of(visit.application, clock.today())
    by_component: dict[Any, list[Indicator]] = {}
    rows = Indicator.objects.filter(component__edition=edition).select_related("component")
    for indicator in rows.order_by("component__position", "number") if edition else ():
        by_component.setdefault(indicator.component, []).append(indicator)
    return [
        Place(0, None),
        *(Place(component.position, component, mine) for component, mine in by_component.items()),
    ]


def _one_place(request: HttpRequest, places: list[Place]) -> Place | None:
    """The component a code on paper leads to; an unknown one leads to the whole report."""
    wanted = request.GET.get("komponen", "")
    return next((p for p in places if p.component and p.component.code == wanted), None)


def visit_report(request: HttpRequest, code: str) -> HttpResponse:
    visit = visible_visit(request, code)
    reading = visit_reading.of_visit(visit, on=clock.today())
    if reading.is_finished:
        return redirect(visit)
    places = _places(visit)
    alone = _one_place(request, places)
    is_sent = request.method == "POST"
    form = ReportForm(
        request.POST if is_sent else None, report=reading.report, findings=reading.findings,
        places=[alone] if alone else places, is_alone=alone is not None,
        known_attendees="" if reading.report else "\n".join(map(", ".join, expected(visit))),
    )  # fmt: skip
    theirs: list[tuple[str, str]] = []
    if is_sent and form.is_valid():
        try:
            reports.save(
                appointment=visit, wish=form.wish(), version=form.cleaned_data["version"],
                by=request.user, at=clock.now(),
            )  # fmt: skip
        except Conflict as conflict:
            theirs = conflict.theirs
            reading = visit_reading.of_visit(visit, on=clock.today())
            form = form.caught_up(reading.report, reading.findings)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(
                request, _("Laporan tersimpan %s WITA.") % f"{clock.wita(clock.now()):%H.%M}"
            )
            return redirect(request.get_full_path())
    context = {
        "appointment": visit, "library": visit.application.library, "reading": reading, "form": form,
        "alone": alone, "places": places, "theirs": theirs, "objection": reports.may_report(visit, clock.now()).sentence,
    }  # fmt: skip
    status = 409 if theirs else 422 if form.errors else 200
    return render(request, "scheduling/visit_report.html", context, status=status)


def report_finish(request: HttpRequest, code: str) -> HttpResponse:
    """What finishing will do, and the button."""
    visit = visible_visit(request, code)
    reading = visit_reading.of_visit(visit, on=clock.today())
    if reading.report is None:
        messages.error(request, _("Tulis dan simpan dulu laporannya."))
        return redirect("scheduling:visit-report", code)
    if reading.is_finished:
        return redirect(visit)
    form = FinishForm(
        request.POST if request.method == "POST" else None,
        initial={"version": reading.report.version},
    )
    if request.method == "POST" and form.is_valid():
        try:
            reports.finish(
                appointment=visit,
                version=form.cleaned_data["version"],
                by=request.user,
                at=clock.now(),
            )
        except Conflict as conflict:
            conflict.back_url = reverse("scheduling:report-finish", args=[code])
            raise
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(
                request, _("Laporan selesai. Cetak berita acara dan mintakan tanda tangan.")
            )
            return redirect(visit)
    context = {
        "appointment": visit, "library": visit.application.library, "reading": reading, "form": form,
        "objections": reports.unfinished(report=reading.report, findings=reading.findings, at=clock.now()),
        "counts": [
            (label, sum(finding.fate == fate for finding in reading.findings))
            for fate, label in FindingFate.choices
        ],
    }  # fmt: skip
    return render(
        request, "scheduling/report_finish.html", context, status=422 if form.errors else 200
    )


def report_photos(request: HttpRequest, code: str) -> HttpResponse:
    visit = visible_visit(request, code)
    reading = visit_reading.of_visit(visit, on=clock.today())
    if reading.is_finished and request.method == "GET":
        return redirect(visit)
    is_sent = request.method == "POST"
    form = PhotoForm(
        request.POST if is_sent else None, request.FILES if is_sent else None, places=_places(visit)
    )
    if is_sent and form.is_valid() and _take_photos(request, visit, form):
        messages.success(request, _("Foto diterima %s WITA.") % f"{clock.wita(clock.now()):%H.%M}")
        return redirect("scheduling:report-photos", code)
    context = {
        "appointment": visit, "library": visit.application.library, "form": form,
        "photos": visit_reading.of_visit(visit, on=clock.today()).photos if is_sent else reading.photos,
        "objection": reports.may_report(visit, clock.now()).sentence,
    }  # fmt: skip
    return render(
        request, "scheduling/report_photos.html", context, status=422 if form.errors else 200
    )


def _take_photos(request: HttpRequest, visit: Appointment, form: PhotoForm) -> bool:
    """Every photo gets its own answer: what is refused is named, the others are kept."""
    at = clock.now()
    try:
        reports.ensure_may_add_photos(appointment=visit, by=request.user, at=at)
    except Refused as refusal:
        form.add_error(None, list(refusal.reasons))
        return False
    for upload in form.cleaned_data["files"]:
        try:
            stored = intake.receive(upload=upload, by=request.user, at=at)
            if not stored.is_image:
                raise Refused(_("ini bukan foto. Kirim foto, bukan PDF."))
            reports.add_photo(
                appointment=visit, file=stored, component=form.component,
                caption=form.cleaned_data["caption"], has_consent=form.cleaned_data["has_consent"],
                by=request.user, at=at,
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(
                "files", [f"{names.clean_name(upload.name)}: {why}" for why in refusal.reasons]
            )
    return not form.errors


def report_photo_remove(request: HttpRequest, code: str, token: str) -> HttpResponse:
    visit = visible_visit(request, code)
    photo = get_object_or_404(
        VisitPhoto.objects.select_related("report__appointment", "file"),
        report__appointment=visit, token=token,
    )  # fmt: skip
    try:
        reports.remove_photo(photo=photo, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, _("Foto dihapus dari laporan."))
    return redirect("scheduling:report-photos", code)


def report_scan(request: HttpRequest, code: str) -> HttpResponse:
    """Take the signed paper in."""
    visit = visible_visit(request, code)
    reading = visit_reading.of_visit(visit, on=clock.today())
    is_sent = request.method == "POST"
    scan = reading.report and reading.report.scan
    form = ScanForm(
        request.POST if is_sent else None, request.FILES if is_sent else None,
        seen=scan.token if scan else "",
    )  # fmt: skip
    if is_sent and form.is_valid():
        try:
            reports.ensure_may_attach_scan(appointment=visit, by=request.user)
            stored = intake.receive(
                upload=form.cleaned_data["file"], by=request.user, at=clock.now()
            )
            reports.attach_scan(
                appointment=visit, file=stored, seen=form.cleaned_data["seen"], by=request.user,
                at=clock.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.catch_up()
            form.add_error("file", list(refusal.reasons))
        else:
            messages.success(request, _("Pindaian berita acara tersimpan."))
            return redirect(visit)
    context = {
        "appointment": visit,
        "library": visit.application.library,
        "reading": reading,
        "form": form,
    }
    return render(
        request, "scheduling/report_scan.html", context, status=422 if form.errors else 200
    )


def _readable(request: HttpRequest, code: str) -> visit_reading.VisitReading:
    """Staff read drafts too, the library's people what is finished; for everybody else there is nothing."""
    reading = visit_reading.of_visit(visible_visit(request, code), on=clock.today())
    if not visit_reading.readable_by(reading, request.user):
        raise Http404
    return reading


def minutes_pdf(request: HttpRequest, code: str) -> HttpResponseBase:
    reading, office = _readable(request, code), the_office()
    if reading.paper:
        record(request, reading.appointment, "minutes_downloaded")
        return serving.file_response(stored=reading.paper.file, viewer=request.user, at=clock.now())
    content = pdf_bytes(
        lambda to: visit_minutes.write(
            to, appointment=reading.appointment, report=reading.report, findings=reading.findings,
            scores=reading.scores, office=office,
        )
    )  # fmt: skip
    record(request, reading.appointment, "minutes_downloaded")
    name = f"{code}-berita-acara{'' if reading.is_finished else '-konsep'}.pdf"
    return serving.download(content, content_type=PDF, name=name)


def report_scan_file(request: HttpRequest, code: str) -> HttpResponseBase:
    """The signed paper, for those who may read the report; viewing is logged."""
    reading = _readable(request, code)
    if reading.report.scan is None:
        raise Http404
    return serving.file_response(stored=reading.report.scan, viewer=request.user, at=clock.now())


def report_photo(request: HttpRequest, code: str, token: str) -> HttpResponseBase:
    photo = _photo(request, code, token)
    return serving.file_response(
        stored=photo.file, viewer=request.user, at=clock.now(), inline=True
    )


def report_photo_preview(request: HttpRequest, code: str, token: str) -> HttpResponseBase:
    return serving.preview_response(stored=_photo(request, code, token).file)


def _photo(request: HttpRequest, code: str, token: str) -> VisitPhoto:
    photos = _readable(request, code).photos_for(request.user)
    photo = next((photo for photo in photos if photo.token == token), None)
    if photo is None:
        raise Http404
    return photo
