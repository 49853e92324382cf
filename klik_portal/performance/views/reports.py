"""A year's report: what it says, and its copies to take away."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from klik_portal.core import clock
from klik_portal.files import serving
from klik_portal.performance import figures
from klik_portal.performance.operations import reports
from klik_portal.performance.views import asked

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def report(request: HttpRequest, year: int) -> HttpResponse:
    _ensure_sensible(year)
    told = figures.of_year(year=year, today=clock.today())
    return render(request, "performance/report.html", {"figures": told, "year": year})


def report_workbook(request: HttpRequest, year: int) -> HttpResponse:
    _ensure_sensible(year)
    content = reports.take_workbook(year=year, by=request.user, at=clock.now())
    return serving.download(content, content_type=XLSX, name=f"laporan-kinerja-{year}.xlsx")


def report_paper(request: HttpRequest, year: int) -> HttpResponse:
    _ensure_sensible(year)
    content = reports.take_paper(year=year, by=request.user, at=clock.now())
    return serving.download(content, content_type=PDF, name=f"laporan-kinerja-{year}.pdf")


def _ensure_sensible(year: int) -> None:
    if not asked.FIRST <= year <= asked.LAST:
        raise Http404
