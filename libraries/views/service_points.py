"""Doors of service points: the library's own, and the office's count of all."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from libraries import point_queries, policies
from libraries.models import Library
from libraries.operations import service_points
from libraries.point_forms import PointEditForm, PointForm, PointSearch
from libraries.views import follows_merges, home_of


@follows_merges
def new(request: HttpRequest, code: str) -> HttpResponse:
    library = _visible(request, code)
    typed = request.POST if request.method == "POST" else None
    form = PointForm(typed, for_office=request.user.is_caseworker)
    if request.method == "POST" and form.is_valid():
        try:
            service_points.add(
                library=library, facts=form.facts(), by=request.user, at=clock.now()
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Titik layanan tercatat."))
            return redirect(home_of(request, library) + "#layanan")
    return _form_page(request, library, form, _("Titik layanan baru"))


@follows_merges
def edit(request: HttpRequest, code: str, token: str) -> HttpResponse:
    library = _visible(request, code)
    point = get_object_or_404(library.service_points.select_related("article"), token=token)
    point.library = library
    typed = request.POST if request.method == "POST" else None
    form = PointEditForm(typed, point=point, for_office=request.user.is_caseworker)
    if request.method == "POST" and form.is_valid():
        try:
            service_points.change(
                point=point, version=form.cleaned_data["version"], facts=form.facts(),
                by=request.user, at=clock.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Titik layanan tersimpan."))
            return redirect(home_of(request, library) + "#layanan")
    return _form_page(request, library, form, _("Ubah titik layanan"))


def point_list(request: HttpRequest) -> HttpResponse:
    """The count by kecamatan and kind; a number opens the points behind it."""
    form = PointSearch(request.GET)
    wanted = form.wanted()
    context: dict = {"form": form}
    if form.is_filtered():
        page = point_queries.point_page(wanted)
        context |= {"page": page, "next_url": form.next_url(page.next_cursor)}
    else:
        context["totals"] = point_queries.totals()
    return render(request, "libraries/service_points.html", context)


def _visible(request: HttpRequest, code: str) -> Library:
    return get_object_or_404(Library.objects.visible_to(request.user).with_region(), code=code)


def _form_page(
    request: HttpRequest, library: Library, form: PointForm, title: str
) -> HttpResponse:  # fmt: skip
    context = {
        "library": library,
        "form": form,
        "title": title,
        "verdict": policies.may_edit(library=library, user=request.user),
        "back_url": home_of(request, library) + "#layanan",
    }
    return render(
        request, "libraries/service_point_form.html", context, status=422 if form.errors else 200
    )
