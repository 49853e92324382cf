"""Doors of the quick check: for anybody, without an account."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accreditation import readiness_check
from accreditation.assessment import Assessment
from accreditation.forms import QuickCheckForm
from klik_portal.core import clock
from libraries.models import LibraryType


def readiness(request: HttpRequest) -> HttpResponse:
    kinds = readiness_check.types_with_sheet(on=clock.today())
    return render(request, "accreditation/readiness.html", {"kinds": kinds})


def _questions(request: HttpRequest, kind: str) -> Assessment:
    given = readiness_check.kept(request.session, library_type=kind)
    sheet = readiness_check.questions(library_type=kind, given=given, on=clock.today())
    if sheet is None:
        raise Http404
    return sheet


def readiness_questions(request: HttpRequest, kind: str) -> HttpResponse:
    sheet = _questions(request, kind)
    form = QuickCheckForm(request.POST if request.method == "POST" else None, sheet=sheet)
    if request.method == "POST" and form.is_valid():
        readiness_check.keep(request.session, library_type=kind, answers=form.chosen())
        return redirect("accreditation:readiness-result", kind)
    context = {"sheet": sheet, "form": form, "kind": LibraryType(kind)}
    return render(
        request,
        "accreditation/readiness_questions.html",
        context,
        status=422 if form.errors else 200,
    )


def readiness_result(request: HttpRequest, kind: str) -> HttpResponse:
    sheet = _questions(request, kind)
    if not sheet.is_started:
        return redirect("accreditation:readiness-questions", kind)
    return render(
        request, "accreditation/readiness_result.html", {"sheet": sheet, "kind": LibraryType(kind)}
    )
