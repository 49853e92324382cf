"""A year's report: what it says, and its copies to take away."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from klik_portal.core import clock, spreadsheets
from klik_portal.core.verdict import Refused
from klik_portal.files import serving
from klik_portal.performance import figures, frozen
from klik_portal.performance.forms import NarrativeForm, SnapshotForm
from klik_portal.performance.models import MonthlyReport, Narrative, Snapshot
from klik_portal.performance.operations import narratives, packs, reports, snapshots
from klik_portal.performance.queries import snapshots as reading
from klik_portal.performance.views import asked

MOST_SHOWN = 100  # rows of one table
PDF = "application/pdf"


def report(request: HttpRequest, year: int) -> HttpResponse:
    _ensure_sensible(year)
    told = figures.of_year(year=year, today=clock.today())
    context = {
        "figures": told,
        "year": year,
        "snapshots": reading.of_year(year),
        "may_pack": packs.may_take(request.user),
        "monthly": MonthlyReport.objects.filter(month__year=year).select_related("paper"),
    }
    return render(request, "performance/report.html", context)


def narrative(request: HttpRequest, year: int) -> HttpResponse:
    """The words of the report; the figures are not written by hand."""
    _ensure_sensible(year)
    written = Narrative.objects.filter(year=year).first() or Narrative(year=year, version=0)
    form = NarrativeForm(request.POST if request.method == "POST" else None, narrative=written)
    if request.method == "POST" and form.is_valid():
        try:
            narratives.write(
                year=year,
                parts=form.parts(),
                version=form.cleaned_data["version"],
                by=request.user,
                at=clock.now(),
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Narasi tersimpan."))
            return redirect("performance:report", year)
    status = 422 if form.errors else 200
    return render(
        request, "performance/narrative.html", {"form": form, "year": year}, status=status
    )


def snapshot_new(request: HttpRequest, year: int) -> HttpResponse:
    """Keep a quarter as it reads now, for good."""
    _ensure_sensible(year)
    form = SnapshotForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = snapshots.freeze(year=year, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Angka dibekukan."))
            return redirect("performance:snapshot-detail", year, kept.token)
    status = 422 if form.errors else 200
    return render(
        request, "performance/snapshot_new.html", {"form": form, "year": year}, status=status
    )


def snapshot_detail(request: HttpRequest, year: int, token: str) -> HttpResponse:
    """What was reported, and what reads differently now."""
    kept = get_object_or_404(Snapshot.objects.select_related("frozen_by"), year=year, token=token)
    now = reading.quarter_now(year=year, quarter=kept.quarter, today=clock.today())
    differences = frozen.differences(kept.figures, now)
    certificates = kept.figures["certificates"]
    context = {
        "snapshot": kept,
        "differences": differences[:MOST_SHOWN],
        "more_differences": len(differences[MOST_SHOWN:]),
        "parts": _parts(kept),
        "certificates": certificates[:MOST_SHOWN],
        "more": len(certificates[MOST_SHOWN:]),
    }
    return render(request, "performance/snapshot_detail.html", context)


def _parts(kept: Snapshot) -> list[tuple[str, list[dict]]]:
    """Sums by type and by kecamatan; a kecamatan with neither number is left out."""
    told = kept.figures
    areas = [row for row in told.get("areas", []) if row["achieved"] != "0" or row["year_target"]]
    parts = [(_("Menurut jenis"), told.get("groups", [])), (_("Menurut kecamatan"), areas)]
    return [(caption, rows) for caption, rows in parts if rows]


def report_workbook(request: HttpRequest, year: int) -> HttpResponse:
    _ensure_sensible(year)
    content = reports.take_workbook(year=year, by=request.user, at=clock.now())
    return serving.download(
        content, content_type=spreadsheets.CONTENT_TYPE, name=f"laporan-kinerja-{year}.xlsx"
    )


def report_paper(request: HttpRequest, year: int) -> HttpResponse:
    _ensure_sensible(year)
    content = reports.take_paper(
        year=year, by=request.user, at=clock.now(), with_photos=request.GET.get("foto") == "1"
    )
    return serving.download(content, content_type=PDF, name=f"laporan-kinerja-{year}.pdf")


def evidence_pack(request: HttpRequest, year: int) -> HttpResponseBase:
    """Everything that proves the year, as one ZIP that is written while it is taken."""
    _ensure_sensible(year)
    pieces = packs.take(year=year, by=request.user, at=clock.now())
    return serving.stream(
        pieces, content_type="application/zip", name=f"paket-bukti-klik-{year}.zip"
    )


def monthly_paper(request: HttpRequest, year: int, month: int) -> HttpResponseBase:
    """The report of a month as the heads got it."""
    _ensure_sensible(year)
    if not 1 <= month <= 12:
        raise Http404
    every = MonthlyReport.objects.select_related("paper")
    sent = get_object_or_404(every, month__year=year, month__month=month)
    return serving.file_response(stored=sent.paper, viewer=request.user, at=clock.now())


def _ensure_sensible(year: int) -> None:
    if not asked.FIRST <= year <= asked.LAST:
        raise Http404
