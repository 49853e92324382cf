"""Doors to the views that the office keeps."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.saved_views import operations, places, policies, queries
from klik_portal.saved_views.forms import KeepForm, NameForm
from klik_portal.saved_views.models import SavedView


def view_list(request: HttpRequest) -> HttpResponse:
    context = {"groups": queries.kept_views(request.user)}
    return render(request, "saved_views/view_list.html", context)


def view_new(request: HttpRequest, place: str) -> HttpResponse:
    where = places.place_of(place)
    if where is None:
        raise Http404
    form = KeepForm(
        request.POST if request.method == "POST" else None,
        may_share=bool(policies.may_share(request.user)),
        query=request.GET.get("tampilan", ""),
    )
    if request.method == "POST" and form.is_valid():
        facts = {"is_shared": False, **form.cleaned_data}
        query = facts.pop("tampilan")
        try:
            view = operations.keep(
                place=where, query=query, by=request.user, at=clock.now(), **facts
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Tampilan “%s” tersimpan.") % view.name)
            return redirect(f"{where.url}?{view.query}")
    context = {"form": form, "place": where}
    return render(request, "saved_views/view_new.html", context, status=422 if form.errors else 200)


def view_edit(request: HttpRequest, token: str) -> HttpResponse:
    view = get_object_or_404(SavedView.objects.visible_to(request.user), token=token)
    verdict = policies.may_change(view=view, user=request.user)
    form = NameForm(request.POST if request.method == "POST" else None, view=view)
    if request.method == "POST" and form.is_valid():
        try:
            operations.rename(view=view, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Nama tampilan tersimpan."))
            return redirect("saved_views:view-list")
    context = {"view": view, "form": form, "verdict": verdict}
    return render(
        request, "saved_views/view_edit.html", context, status=422 if form.errors else 200
    )


def view_remove(request: HttpRequest, token: str) -> HttpResponse:
    view = get_object_or_404(SavedView.objects.visible_to(request.user), token=token)
    try:
        operations.remove(view=view, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, _("Tampilan “%s” dihapus.") % view.name)
    return redirect("saved_views:view-list")
