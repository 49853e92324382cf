"""The coordinator's plans and targets."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.performance.forms import PlanForm, TargetForm
from klik_portal.performance.models import StrategicPlan
from klik_portal.performance.operations import plans, targets


def plan_list(request: HttpRequest) -> HttpResponse:
    form = PlanForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            plan = plans.create_plan(by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            return redirect("performance:plan-detail", plan.first_year)
    context = {"plans": StrategicPlan.objects.all(), "form": form}
    return render(
        request, "performance/plan_list.html", context, status=422 if form.errors else 200
    )


def plan_detail(request: HttpRequest, first_year: int) -> HttpResponse:
    plan = get_object_or_404(StrategicPlan, first_year=first_year)
    indicator = plan.indicators.first()
    form = TargetForm(request.POST if request.method == "POST" else None, plan=plan)
    if request.method == "POST" and form.is_valid():
        try:
            targets.set_target(
                indicator=indicator, by=request.user, at=clock.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Target tersimpan."))
            return redirect("performance:plan-detail", first_year)
    context = {
        "plan": plan,
        "indicator": indicator,
        "targets": indicator.targets.select_related("set_by"),
        "form": form,
    }
    return render(
        request, "performance/plan_detail.html", context, status=422 if form.errors else 200
    )
