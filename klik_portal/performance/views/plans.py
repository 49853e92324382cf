"""The coordinator's plans: indicators, targets, values entered by hand, closed years."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.files import intake, serving
from klik_portal.performance.forms import (
    HandValueForm,
    IndicatorForm,
    PlanEditForm,
    PlanForm,
    TargetForm,
    YearLockForm,
)
from klik_portal.performance.models import HandValue, PerformanceIndicator, StrategicPlan
from klik_portal.performance.operations import hand_values, indicators, locks, plans, targets
from klik_portal.performance.queries import plans as reading
from klik_portal.performance.sources import SOURCES


def _page(request: HttpRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    context["form"] = form
    return render(request, template, context, status=422 if form.errors else 200)


def plan_list(request: HttpRequest) -> HttpResponse:
    form = PlanForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            plan = plans.create_plan(by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            return redirect("performance:plan-detail", plan.first_year)
    return _page(request, "performance/plan_list.html", form, plans=StrategicPlan.objects.all())


def plan_detail(request: HttpRequest, first_year: int) -> HttpResponse:
    """Goals, their indicators, and every year's current target."""
    plan = get_object_or_404(StrategicPlan, first_year=first_year)
    context = {
        "plan": plan,
        "lines": reading.lines(plan),
        "locked": reading.locked_years(plan),
    }
    return render(request, "performance/plan_detail.html", context)


def plan_edit(request: HttpRequest, first_year: int) -> HttpResponse:
    """What the plan is called; what it was called before stays to be read."""
    plan = get_object_or_404(StrategicPlan, first_year=first_year)
    form = PlanEditForm(request.POST if request.method == "POST" else None, plan=plan)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            plans.change_plan(
                plan=plan, version=told["version"], facts=form.facts(), reason=told["reason"],
                by=request.user, at=clock.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Rencana tersimpan."))
            return redirect("performance:plan-detail", first_year)
    rows = plan.revisions.select_related("changed_by")
    return _page(request, "performance/plan_form.html", form, plan=plan, revisions=rows)


def year_lock(request: HttpRequest, first_year: int) -> HttpResponse:
    plan = get_object_or_404(StrategicPlan, first_year=first_year)
    form = YearLockForm(request.POST if request.method == "POST" else None, plan=plan)
    if request.method == "POST" and form.is_valid():
        act = locks.lock if form.cleaned_data.pop("wish") == "lock" else locks.unlock
        try:
            act(plan=plan, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Tersimpan."))
            return redirect("performance:year-lock", first_year)
    rows = plan.locks.select_related("locked_by", "unlocked_by")
    return _page(request, "performance/year_lock.html", form, plan=plan, locks=rows)


def indicator_new(request: HttpRequest, first_year: int) -> HttpResponse:
    plan = get_object_or_404(StrategicPlan, first_year=first_year)
    blank = PerformanceIndicator(plan=plan, unit="")
    form = IndicatorForm(request.POST if request.method == "POST" else None, indicator=blank)
    if request.method == "POST" and form.is_valid():
        try:
            made = indicators.add(plan=plan, facts=form.facts(), by=request.user, at=clock.now())
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            return redirect("performance:indicator-detail", first_year, made.pk)
    return _page(request, "performance/indicator_form.html", form, plan=plan, indicator=None)


def indicator_edit(request: HttpRequest, first_year: int, number: int) -> HttpResponse:
    indicator = _indicator(first_year, number)
    form = IndicatorForm(request.POST if request.method == "POST" else None, indicator=indicator)
    if request.method == "POST" and form.is_valid():
        try:
            indicators.change(
                indicator=indicator,
                version=form.cleaned_data["version"],
                facts=form.facts(),
                by=request.user,
                at=clock.now(),
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Indikator tersimpan."))
            return redirect("performance:indicator-detail", first_year, number)
    return _page(
        request, "performance/indicator_form.html", form, plan=indicator.plan, indicator=indicator
    )


def indicator_detail(request: HttpRequest, first_year: int, number: int) -> HttpResponse:
    """The targets of one indicator with every change, and the form for the next."""
    indicator = _indicator(first_year, number)
    form = TargetForm(request.POST if request.method == "POST" else None, indicator=indicator)
    if request.method == "POST" and form.is_valid():
        try:
            targets.set_target(
                indicator=indicator, by=request.user, at=clock.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Target tersimpan."))
            return redirect("performance:indicator-detail", first_year, number)
    scopes = dict(form.fields["scope"].choices)
    rows = list(indicator.targets.select_related("set_by"))
    for row in rows:
        row.scope_label = scopes.get(row.scope, row.scope) if row.scope else ""
    source = SOURCES.get(indicator.source)
    return _page(
        request,
        "performance/indicator_detail.html",
        form,
        indicator=indicator,
        plan=indicator.plan,
        targets=rows,
        rule=indicator.formula_note or (source.rule if source else ""),
        values=indicator.hand_values.select_related("set_by"),
    )


def hand_value(request: HttpRequest, first_year: int, number: int) -> HttpResponse:
    """A result counted elsewhere, with the paper that proves it."""
    indicator = _indicator(first_year, number)
    if indicator.is_counted:
        return redirect("performance:indicator-detail", first_year, number)
    is_sent = request.method == "POST"
    form = HandValueForm(
        request.POST if is_sent else None, request.FILES if is_sent else None, indicator=indicator
    )
    if is_sent and form.is_valid():
        at, proof = clock.now(), form.cleaned_data.pop("proof")
        try:
            stored = intake.receive(upload=proof, by=request.user, at=at)
            hand_values.enter(
                indicator=indicator, proof=stored, by=request.user, at=at, **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Angka tersimpan."))
            return redirect("performance:indicator-detail", first_year, number)
    return _page(
        request, "performance/hand_value.html", form, indicator=indicator, plan=indicator.plan
    )


def hand_value_proof(request: HttpRequest, token: str) -> HttpResponse:
    value = get_object_or_404(HandValue.objects.select_related("proof"), token=token)
    return serving.file_response(
        stored=value.proof, viewer=request.user, at=clock.now(), inline=value.proof.is_image
    )


def _indicator(first_year: int, number: int) -> PerformanceIndicator:
    return get_object_or_404(
        PerformanceIndicator.objects.select_related("plan", "goal"),
        plan__first_year=first_year,
        pk=number,
    )
