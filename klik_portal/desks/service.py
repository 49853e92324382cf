"""What the office promises: the page for everybody, and where the coordinator writes it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.desks.service_forms import PledgeForm, StandardForm
from klik_portal.office import promises, queries
from klik_portal.office.models import ServicePledge, ServiceStandard
from klik_portal.office.service_parts import DELIVERY, MANAGEMENT, told
from klik_portal.performance.queries.public import kept_promise

VERSIONS_SHOWN = 20


def service(request: HttpRequest) -> HttpResponse:
    standard = queries.standard_in_force()
    context = {
        "standard": standard,
        "delivery": told(standard.parts, DELIVERY),
        "management": told(standard.parts, MANAGEMENT),
        "pledge": queries.pledge_in_force(),
        "office": queries.office(),
        "promise": kept_promise(),
    }
    return render(request, "desks/service.html", context)


def standard_edit(request: HttpRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = StandardForm(data, standard=queries.standard_in_force())
    if request.method == "POST" and form.is_valid():
        promises.keep_standard(
            parts=form.parts(), decree=form.cleaned_data["decree"], seen=form.cleaned_data["seen"],
            by=request.user, at=clock.now(),
        )  # fmt: skip
        messages.success(request, _("Standar layanan diterbitkan."))
        return redirect("desks:standard-edit")
    versions = ServiceStandard.objects.select_related("kept_by")[:VERSIONS_SHOWN]
    context = {"form": form, "versions": versions}
    return render(request, "desks/standard_edit.html", context, status=422 if form.errors else 200)


def standard_version(request: HttpRequest, number: int) -> HttpResponse:
    version = ServiceStandard.objects.filter(number=number).select_related("kept_by").first()
    if version is None:
        raise Http404
    return render(request, "desks/standard_version.html", {"version": version})


def pledge_edit(request: HttpRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = PledgeForm(data, pledge=queries.pledge_in_force())
    if request.method == "POST" and form.is_valid():
        try:
            promises.keep_pledge(by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Maklumat pelayanan diterbitkan."))
            return redirect("desks:pledge-edit")
    versions = ServicePledge.objects.select_related("kept_by")[:VERSIONS_SHOWN]
    context = {"form": form, "versions": versions}
    return render(request, "desks/pledge_edit.html", context, status=422 if form.errors else 200)
