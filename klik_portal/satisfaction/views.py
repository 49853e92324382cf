"""The survey for everybody, its results for the office, and what was published."""

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from klik_portal.accounts import limits
from klik_portal.audit import operations as audit
from klik_portal.core import clock, spreadsheets
from klik_portal.core.verdict import Refused
from klik_portal.files import serving
from klik_portal.satisfaction import operations, queries, sheets
from klik_portal.satisfaction.forms import PublicationForm, ResultsFilter, SurveyForm
from klik_portal.satisfaction.models import SurveyInvitation

FIRST_YEAR = 2024


def survey(request: HttpRequest) -> HttpResponse:
    """For whoever comes by the public link or the poster."""
    return _fill(request, None)


def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Looking uses nothing up; sending does."""
    invitation = operations.find(token)
    if invitation is None:
        if limits.too_many(request, "wrong_survey"):
            return render(request, "429.html", status=429)
        raise Http404
    closed = operations.why_closed(invitation, clock.now())
    if closed and request.method != "POST":  # a form sent twice gets its first answer again
        return _closed(request, closed)
    return _fill(request, invitation)


def _fill(request: HttpRequest, invitation: SurveyInvitation | None) -> HttpResponse:
    form = SurveyForm(
        request.POST if request.method == "POST" else None, is_invited=invitation is not None
    )
    if request.method == "POST" and form.is_valid():
        if limits.too_many(request, "survey"):
            return render(request, "429.html", status=429)
        try:
            operations.answer(**form.answers(), invitation=invitation, at=clock.now())
        except Refused as refusal:
            return _closed(request, " ".join(refusal.reasons))
        return redirect("satisfaction:thanks")
    context = {"form": form, "invitation": invitation}
    response = render(
        request, "satisfaction/survey.html", context, status=422 if form.errors else 200
    )
    response["Cache-Control"] = "private, no-store"
    return response


def _closed(request: HttpRequest, why: str) -> HttpResponse:
    return render(request, "satisfaction/closed.html", {"why": why}, status=410)


def thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "satisfaction/thanks.html")


def published(request: HttpRequest) -> HttpResponse:
    return render(request, "satisfaction/published.html", {"rows": queries.publications()})


def published_year(request: HttpRequest, year: int) -> HttpResponse:
    rows = queries.publications_of(year)
    if not rows:
        raise Http404
    context = {"publication": rows[0], "replaced": rows[1:]}
    return render(request, "satisfaction/published_year.html", context)


def _years() -> list[int]:
    return list(range(clock.today().year, FIRST_YEAR - 1, -1))


def _asked(request: HttpRequest) -> tuple[ResultsFilter, dict]:
    """The filter as typed, and what it means; odd values mean this whole year."""
    years = _years()
    typed = request.GET.copy()
    typed.setdefault("tahun", str(years[0]))
    form = ResultsFilter(typed, years=years)
    if not form.is_valid():
        return form, {"year": years[0], "quarter": 0, "service": ""}
    told = form.cleaned_data
    return form, {
        "year": told["tahun"], "quarter": told["triwulan"] or 0, "service": told["layanan"],
    }  # fmt: skip


def results(request: HttpRequest) -> HttpResponse:
    form, asked = _asked(request)
    context = {"form": form, "results": queries.results(**asked), "query": request.GET.urlencode()}
    return render(request, "satisfaction/results.html", context)


def comments(request: HttpRequest) -> HttpResponse:
    context = {"page": queries.comments(after=request.GET.get("setelah", ""))}
    return render(request, "satisfaction/comments.html", context)


def export(request: HttpRequest) -> HttpResponse:
    _form, asked = _asked(request)
    content = sheets.answers_sheet(queries.exported(**asked), title=f"SKM {asked['year']}")
    audit.record(
        kind="survey", code=str(asked["year"]), verb="exported", actor=request.user, at=clock.now()
    )
    return serving.download(
        content, content_type=spreadsheets.CONTENT_TYPE, name=f"skm-{asked['year']}.xlsx"
    )


def poster(request: HttpRequest) -> HttpResponse:
    """A sheet for the wall: the public link as a QR code."""
    address = settings.BASE_URL + reverse("satisfaction:survey")
    code = segno.make(address, error="m", micro=False).svg_data_uri(scale=8, border=2)
    return render(request, "satisfaction/poster.html", {"address": address, "code": code})


def publish(request: HttpRequest) -> HttpResponse:
    form = PublicationForm(request.POST if request.method == "POST" else None, years=_years())
    if request.method == "POST" and form.is_valid():
        try:
            publication = operations.publish(by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Hasil tahun %d sudah terbit.") % publication.year)
            return redirect("satisfaction:published-year", publication.year)
    context = {"form": form, "rows": queries.publications()}
    return render(request, "satisfaction/publish.html", context, status=422 if form.errors else 200)
