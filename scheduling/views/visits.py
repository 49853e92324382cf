"""Doors of a library's wish for a visit, and of the list of who is ready."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accreditation.models import Application
from accreditation.views.applicant import visible_application
from accreditation.workflow import State
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from libraries import policies
from scheduling import ready_list as ready
from scheduling.forms.visits import ReadyFilter, VisitRequestForm
from scheduling.models import TravelRoute, VisitRequest
from scheduling.operations import trips, visit_requests
from scheduling.views.posted import chosen, seen_version


def visit_request(request: HttpRequest, code: str) -> HttpResponse:
    application = visible_application(request, code)
    library = application.library
    current = VisitRequest.objects.filter(
        application=application, state__in=visit_requests.UNDER_WAY
    ).first()
    form = VisitRequestForm(
        request.POST if request.method == "POST" else None,
        current=current,
        usual_way=library.way_to_get_there,
        may_keep_the_way=bool(policies.may_edit(library=library, user=request.user)),
        today=clock.today(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            visit_requests.ask(
                application=application,
                wish=form.wish(),
                version=form.cleaned_data["version"],
                by=request.user,
                at=clock.now(),
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(
                request,
                _("Permintaan kunjungan tersimpan.")
                if current
                else _("Permintaan kunjungan kami terima. Petugas menggabungkan kunjungan searah."),
            )
            return redirect(application)
    context = {
        "application": application,
        "current": current,
        "form": form,
        "may_ask": application.state == State.MENTORING and (current is None or current.is_open),
    }
    return render(
        request, "scheduling/visit_request.html", context, status=422 if form.errors else 200
    )


def visit_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    application = visible_application(request, code)
    try:
        visit_requests.withdraw(
            application=application, version=seen_version(request), by=request.user, at=clock.now()
        )
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, _("Permintaan kunjungan ditarik."))
    return redirect(application)


def ready_list(request: HttpRequest) -> HttpResponse:
    form = ReadyFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    context = {
        "form": form,
        "ready": ready.ready_list(kecamatan=wanted.get("kecamatan"), zone=wanted.get("zone") or ""),
    }
    return render(request, "scheduling/ready_list.html", context)


def trip_draft(request: HttpRequest) -> HttpResponse:
    """A draft trip with the libraries that were ticked."""
    found = Application.objects.visible_to(request.user).with_library().filter(
        code__in=chosen(request, "application"), state=State.MENTORING
    )  # fmt: skip
    route = TravelRoute.objects.filter(token__in=chosen(request, "route")).first()
    title = _("Perjalanan %s") % route.name if route else _("Perjalanan kunjungan")
    try:
        trip = trips.draft_for(
            applications=list(found.order_by("pk")), title=title, by=request.user, at=clock.now()
        )
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
        return redirect("scheduling:ready-list")
    messages.success(
        request, _("Rancangan dibuat. Periksa hari, jalan, dan tim; belum ada yang diundang.")
    )
    return redirect(trip)
