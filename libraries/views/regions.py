"""Doors of the regions: the coordinator brings a regency's own, looks at what would change, confirms."""

from contextlib import ExitStack
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.files import sheets
from libraries import region_queries
from libraries.models import Desa, Kecamatan, RegionLoad
from libraries.operations import regions
from libraries.regency import Unsound
from libraries.region_forms import RegionsForm


def overview(request: HttpRequest) -> HttpResponse:
    form = RegionsForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
    )
    if request.method == "POST" and form.is_valid() and (load := _received(request, form)):
        return redirect("libraries:region-load", load.token)
    context = {
        "form": form,
        "kecamatan_count": Kecamatan.objects.count(),
        "desa_count": Desa.objects.count(),
        "loads": region_queries.newest_loads(),
    }
    return render(request, "libraries/regions.html", context, status=422 if form.errors else 200)


def _received(request: HttpRequest, form: RegionsForm) -> RegionLoad | None:
    with ExitStack() as doors:
        try:
            return regions.receive(
                kecamatan=_lines(doors, form.cleaned_data["kecamatan"]),
                desa=_lines(doors, form.cleaned_data["desa"]),
                outlines=form.cleaned_data["outlines"],
                by=request.user,
                at=clock.now(),
            )
        except Unsound as unsound:
            form.add_error(None, unsound.sentences)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
    return None


def _lines(doors: ExitStack, upload: UploadedFile | None) -> Any:
    return doors.enter_context(sheets.opened(upload)).lines() if upload else None


def load(request: HttpRequest, token: str) -> HttpResponse:
    """What would change; POST puts it into effect."""
    one = get_object_or_404(RegionLoad, token=token)
    if request.method == "POST":
        try:
            regions.confirm(load=one, by=request.user, at=clock.now())
        except Refused as refusal:
            messages.error(request, " ".join(refusal.reasons))
            return redirect("libraries:regions")
        messages.success(
            request, _("Wilayah sudah dimuat. Peta memakainya paling lama semenit lagi.")
        )
        return redirect("libraries:regions")
    context = {
        "load": one,
        "differences": region_queries.differences(one),
        "outline_count": len(one.boundaries),
        "without_outline": region_queries.without_outline(one) if one.boundaries else [],
    }
    return render(request, "libraries/region_load.html", context)
