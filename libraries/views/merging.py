"""Doors of finding and merging duplicates."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from libraries import merge_preview, queries, twins
from libraries.forms import LibrarySearch
from libraries.merge_forms import MergeForm, TwinSearch
from libraries.models import Library
from libraries.operations import merging


def twin_list(request: HttpRequest) -> HttpResponse:
    form = TwinSearch(request.GET)
    form.is_valid()
    get = form.cleaned_data.get
    page = twins.twin_page(kecamatan=get("kecamatan", ""), after=get("setelah", ""))
    context = {"form": form, "page": page, "next_url": form.next_url(page.next_cursor)}
    return render(request, "libraries/twins.html", context)


def twin_dismiss(request: HttpRequest, code: str, other: str) -> HttpResponse:
    one, two = _library(code), _library(other)
    try:
        merging.say_different(one=one, other=two, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, _("Dicatat: dua perpustakaan yang berbeda."))
    return redirect(f"{reverse('libraries:twins')}?kecamatan={one.kecamatan_id}")


def pick(request: HttpRequest, code: str) -> HttpResponse:
    """Which row is the same library? Look-alikes of the village first, then a search."""
    library = _library(code)
    form = LibrarySearch(request.GET)
    wanted = form.wanted()
    if form.is_filtered():
        rows = queries.library_page(libraries=Library.objects.exclude(pk=library.pk), wanted=wanted).rows  # fmt: skip
    else:
        alike = queries.possible_duplicates(name=library.name, desa=library.desa)
        rows = [other for other in alike if other != library]
    context = {"library": library, "form": form, "rows": rows}
    return render(request, "libraries/merge_pick.html", context)


def merge(request: HttpRequest, code: str, other: str) -> HttpResponse:
    """`code` stays, `other` goes."""
    stays, gone = _library(code), _library(other)
    if stays == gone:
        return redirect("libraries:merge-pick", code)
    preview = merge_preview.preview(gone, stays)
    form = MergeForm(
        request.POST if request.method == "POST" else None, preview=preview, gone=gone, stays=stays
    )
    if request.method == "POST" and form.is_valid():
        try:
            merging.merge(
                gone=gone, stays=stays, taken=form.taken(), versions=form.versions(), by=request.user,
                at=clock.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Digabung. Tautan lama menuju perpustakaan ini."))
            return redirect("libraries:registry-detail", stays.code)
    context = {"stays": stays, "gone": gone, "preview": preview, "form": form}
    return render(
        request, "libraries/merge.html", context, status=422 if form.errors else 200
    )  # fmt: skip


def _library(code: str) -> Library:
    return get_object_or_404(Library.objects.with_region(), code=code)
