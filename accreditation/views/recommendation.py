"""Doors of the recommendation letter: issue, read, take back, keep the signed scan."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accreditation import policies, queries, recommendation
from accreditation.documents import recommendation_letter
from accreditation.models import Application
from accreditation.operations import recommendations
from accreditation.recommendation_forms import LetterScanForm, RecommendationForm, RevocationForm
from accreditation.views.applicant import visible_application
from klik_portal.audit import operations as audit
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.files import intake, serving
from klik_portal.office.models import Office
from klik_portal.office.queries import office
from klik_portal.papers import operations as papers
from klik_portal.papers import qr
from klik_portal.papers.models import IssuedPaper, PaperKind
from klik_portal.papers.queries import next_number


def recommend(request: HttpRequest, code: str) -> HttpResponse:
    """The letter that stands, the editions before it, and the form for a new one."""
    application = visible_application(request, code)
    today, agency = clock.today(), office()
    letters = recommendation.letters_of(application)
    current = next((letter for letter in letters if letter.is_current), None)
    capacities = queries.capacities_of(user=request.user, application=application)
    is_sent = request.method == "POST"
    form = RecommendationForm(
        request.POST if is_sent else None, today=today, is_replacing=current is not None,
        next_number=next_number(PaperKind.RECOMMENDATION, today),
    )  # fmt: skip
    if is_sent and form.is_valid():
        try:
            letter = recommendations.issue(
                application=application, by=request.user, at=clock.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _issued(letter, current))
            return redirect("accreditation:recommendation", code)
    context = {
        "application": application,
        "current": current,
        "code": qr.picture(current.code) if current else "",
        "rows": [(letter, letter.standing(today)) for letter in letters],
        "is_changed": bool(current) and _is_changed(application, current, agency),
        "form": form,
        "has_signer": bool(agency.signer_name),
        "verdict": policies.may_recommend(application=application, capacities=capacities),
    }
    status = 422 if form.errors else 200
    return render(request, "accreditation/recommendation.html", context, status=status)


def _issued(letter: IssuedPaper, before: IssuedPaper | None) -> str:
    if letter == before:
        return _("Tidak ada yang berubah: surat yang ada tetap berlaku.")
    return _("Surat rekomendasi nomor %s terbit. Perpustakaan diberi tahu.") % letter.number


def _is_changed(application: Application, current: IssuedPaper, agency: Office) -> bool:
    """Would a letter of today say something else?"""
    text = recommendation.text_of(application, office=agency, on=clock.today())
    sheet = recommendation_letter.sheet(
        text, number=current.number, issued_on=current.issued_on, valid_until=current.valid_until
    )
    return not sheet.is_printed_as(current)


def recommendation_draft(request: HttpRequest, code: str) -> HttpResponse:
    application = visible_application(request, code)
    text = recommendation.text_of(application, office=office(), on=clock.today())
    audit.record(
        kind=recommendation.KIND, code=code, verb="letter_drafted", actor=request.user, at=clock.now()
    )  # fmt: skip
    return serving.download(
        recommendation_letter.draft(text), content_type="application/pdf",
        name=f"{code}-rekomendasi-konsep.pdf",
    )  # fmt: skip


def recommendation_revoke(request: HttpRequest, code: str) -> HttpResponse:
    application = visible_application(request, code)
    form = RevocationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            recommendations.revoke(
                application=application, by=request.user, at=clock.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Surat rekomendasi dicabut. Perpustakaan diberi tahu."))
            return redirect("accreditation:recommendation", code)
    context = {
        "application": application,
        "current": recommendation.current_of(application),
        "form": form,
    }
    return render(
        request, "accreditation/recommendation_revoke.html", context,
        status=422 if form.errors else 200,
    )  # fmt: skip


def recommendation_scan(request: HttpRequest, code: str, letter: str) -> HttpResponse:
    """Take the signed paper in, beside the printed one."""
    application, paper = _letter(request, code, letter)
    is_sent = request.method == "POST"
    form = LetterScanForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if is_sent and form.is_valid():
        try:
            stored = intake.receive(
                upload=form.cleaned_data["file"], by=request.user, at=clock.now()
            )
            papers.attach_scan(paper=paper, scan=stored, by=request.user, at=clock.now())
        except Refused as refusal:
            form.add_error("file", list(refusal.reasons))
        else:
            messages.success(request, _("Pindaian surat tersimpan."))
            return redirect("accreditation:recommendation", code)
    context = {"application": application, "letter": paper, "form": form}
    return render(
        request, "accreditation/recommendation_scan.html", context,
        status=422 if form.errors else 200,
    )  # fmt: skip


def recommendation_file(request: HttpRequest, code: str, letter: str) -> HttpResponseBase:
    """The very bytes that were issued, also of a letter that was replaced since."""
    _application, paper = _letter(request, code, letter)
    return serving.file_response(stored=paper.file, viewer=request.user, at=clock.now())


def recommendation_scan_file(request: HttpRequest, code: str, letter: str) -> HttpResponseBase:
    _application, paper = _letter(request, code, letter)
    if paper.scan is None:
        raise Http404
    return serving.file_response(stored=paper.scan, viewer=request.user, at=clock.now())


def _letter(request: HttpRequest, code: str, letter: str) -> tuple[Application, IssuedPaper]:
    application = visible_application(request, code)
    found = next((p for p in recommendation.letters_of(application) if p.code == letter), None)
    if found is None:
        raise Http404
    return application, found
