"""Doors of the office's routes."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from scheduling.forms.routes import NameForm, PointChangeForm, PointForm
from scheduling.models import RoutePoint, TravelRoute
from scheduling.operations import routes
from scheduling.views import posted


def route_list(request: HttpRequest) -> HttpResponse:
    form = NameForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            route = routes.create(name=form.cleaned_data["name"], by=request.user, at=clock.now())
        except Refused as refusal:
            form.add_error("name", list(refusal.reasons))
        else:
            return redirect("scheduling:route-detail", route.token)
    rows = TravelRoute.objects.prefetch_related("points__kecamatan")
    return render(
        request, "scheduling/route_list.html", {"routes": rows, "form": form},
        status=422 if form.errors else 200,
    )  # fmt: skip


def route_detail(request: HttpRequest, token: str) -> HttpResponse:
    """The points in order; the form adds one at the end."""
    route = _route(token)
    form = PointForm(request.POST if request.method == "POST" else None, route=route)
    if request.method == "POST" and form.is_valid():
        try:
            routes.add_point(
                route=route, kecamatan=form.cleaned_data["kecamatan"], way=form.way(),
                version=form.cleaned_data["version"], by=request.user, at=clock.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error("kecamatan", list(refusal.reasons))
        else:
            messages.success(request, _("Titik ditambahkan."))
            return redirect("scheduling:route-detail", token)
    context = {"route": route, "points": route.points.select_related("kecamatan"), "form": form}
    return render(
        request, "scheduling/route_detail.html", context, status=422 if form.errors else 200
    )


def route_name(request: HttpRequest, token: str) -> HttpResponse:
    route = _route(token)
    form = NameForm(request.POST if request.method == "POST" else None, route=route)
    if request.method == "POST" and form.is_valid():
        try:
            routes.rename(
                route=route, name=form.cleaned_data["name"],
                version=form.cleaned_data["version"], by=request.user, at=clock.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error("name", list(refusal.reasons))
        else:
            messages.success(request, _("Nama jalur tersimpan."))
            return redirect("scheduling:route-detail", token)
    return _form_page(request, route, form, _("Ubah nama jalur"))


def route_remove(request: HttpRequest, token: str) -> HttpResponse:
    route = _route(token)
    try:
        routes.remove(
            route=route, version=posted.seen_version(request), by=request.user, at=clock.now()
        )
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, _("Jalur dihapus. Perjalanan yang sudah ada tidak berubah."))
    return redirect("scheduling:route-list")


def route_point(request: HttpRequest, token: str, code: str) -> HttpResponse:
    route = _route(token)
    point = get_object_or_404(route.points.select_related("kecamatan"), kecamatan_id=code)
    form = PointChangeForm(
        request.POST if request.method == "POST" else None, route=route, point=point
    )
    if request.method == "POST" and form.is_valid():
        try:
            routes.change_point(
                route=route, code=code, way=form.way(), version=form.cleaned_data["version"],
                by=request.user, at=clock.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Titik tersimpan."))
            return redirect("scheduling:route-detail", token)
    return _form_page(request, route, form, _("Jalan ke %s") % point.kecamatan.name)


def route_point_move(request: HttpRequest, token: str, code: str) -> HttpResponse:
    step = posted.step(request)
    return _on_point(
        request, token, code,
        lambda route, **how: routes.move_point(route=route, code=code, step=step, **how),
    )  # fmt: skip


def route_point_remove(request: HttpRequest, token: str, code: str) -> HttpResponse:
    return _on_point(
        request, token, code,
        lambda route, **how: routes.remove_point(route=route, code=code, **how),
    )  # fmt: skip


def _on_point(
    request: HttpRequest, token: str, code: str, operation: Callable[..., None]
) -> HttpResponse:
    route = _route(token)
    get_object_or_404(RoutePoint, route=route, kecamatan_id=code)
    try:
        operation(route, version=posted.seen_version(request), by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    return redirect("scheduling:route-detail", token)


def _route(token: str) -> TravelRoute:
    return get_object_or_404(TravelRoute, token=token)


def _form_page(request: HttpRequest, route: TravelRoute, form: object, title: str) -> HttpResponse:
    context = {"route": route, "form": form, "title": title}
    return render(
        request, "scheduling/route_form.html", context, status=422 if form.errors else 200
    )
