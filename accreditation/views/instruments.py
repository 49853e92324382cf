"""Doors of the instruments: the coordinator's list, drafts from a spreadsheet, publishing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accreditation import queries
from accreditation.documents import instrument_sheet
from accreditation.forms import EditionChangeForm, EditionForm, SheetForm
from accreditation.models import InstrumentEdition
from accreditation.operations import instruments
from klik_portal.core import clock, spreadsheets
from klik_portal.core.verdict import Refused


def instrument_list(request: HttpRequest) -> HttpResponse:
    return render(
        request, "accreditation/instrument_list.html", {"editions": queries.editions_with_use()}
    )


def instrument_new(request: HttpRequest) -> HttpResponse:
    """The sheet is read whole before anything is kept; every wrong row is named."""
    form = EditionForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
    )
    if request.method == "POST" and form.is_valid():
        edition = instruments.create(
            facts=form.facts, components=form.cleaned_data["components"], by=request.user, at=clock.now()
        )  # fmt: skip
        messages.success(request, _("Draf tersimpan. Periksa isinya, lalu terbitkan."))
        return redirect("accreditation:instrument-detail", edition.token)
    context = {"form": form, "example": InstrumentEdition.objects.published().first()}
    return render(
        request, "accreditation/instrument_new.html", context, status=422 if form.errors else 200
    )


def instrument_detail(request: HttpRequest, token: str) -> HttpResponse:
    edition = get_object_or_404(InstrumentEdition, token=token)
    form = SheetForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            instruments.replace_sheet(
                edition=edition, by=request.user, at=clock.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Isi draf diganti."))
            return redirect("accreditation:instrument-detail", token)
    context = {
        "edition": edition,
        "components": edition.components.prefetch_related("indicators__options"),
        "touched": queries.requests_touched_by(edition),
        "form": form,
    }
    return render(
        request, "accreditation/instrument_detail.html", context, status=422 if form.errors else 200
    )


def instrument_edit(request: HttpRequest, token: str) -> HttpResponse:
    """The facts of a draft; what is published does not change, so it has no such page."""
    edition = get_object_or_404(InstrumentEdition, token=token, published_at__isnull=True)
    form = EditionChangeForm(request.POST if request.method == "POST" else None, edition=edition)
    if request.method == "POST" and form.is_valid():
        try:
            instruments.change(
                edition=edition, facts=form.facts, version=form.cleaned_data["version"],
                by=request.user, at=clock.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Keterangan lembar tersimpan."))
            return redirect("accreditation:instrument-detail", token)
    context = {"form": form, "edition": edition}
    return render(
        request, "accreditation/instrument_edit.html", context, status=422 if form.errors else 200
    )


def instrument_publish(request: HttpRequest, token: str) -> HttpResponse:
    edition = get_object_or_404(InstrumentEdition, token=token)
    try:
        instruments.publish(edition=edition, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, _("Diterbitkan. Permohonan baru memakai lembar ini."))
    return redirect("accreditation:instrument-detail", token)


def instrument_discard(request: HttpRequest, token: str) -> HttpResponse:
    edition = get_object_or_404(InstrumentEdition, token=token)
    try:
        instruments.discard(edition=edition, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
        return redirect("accreditation:instrument-detail", token)
    messages.success(request, _("Draf dibuang."))
    return redirect("accreditation:instrument-list")


def instrument_download(request: HttpRequest, token: str) -> HttpResponse:
    """The sheet as Excel: to read, and as the pattern for a new one."""
    edition = get_object_or_404(InstrumentEdition, token=token)
    name = f"{slugify(edition.name)[:60]}-{edition.valid_from:%Y-%m-%d}.xlsx"
    response = HttpResponse(
        instrument_sheet.workbook(edition), content_type=spreadsheets.CONTENT_TYPE
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
