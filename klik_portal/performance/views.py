"""The head's page, its proofs, the public figures, and the coordinator's targets."""

from hashlib import sha256

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.http import condition

from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.performance import charts, operations, queries
from klik_portal.performance.forms import PlanForm, TargetForm
from klik_portal.performance.models import StrategicPlan
from libraries.models import Kecamatan, TypeGroup


def _asked_year(request: HttpRequest) -> int:
    typed = request.GET.get("tahun", "")
    year = int(typed) if typed.isdecimal() and len(typed) == 4 else clock.today().year
    return year if 2000 <= year <= 2100 else clock.today().year


def _etag(request: HttpRequest) -> str | None:
    """These pages carry no form, so the same numbers are the same page; drawing it is what costs."""
    request.figures = queries.figures(_asked_year(request))
    return _fingerprint(request)


def _public_etag(request: HttpRequest) -> str | None:
    request.figures = queries.public_figures(_asked_year(request))
    return _fingerprint(request)


def _fingerprint(request: HttpRequest) -> str | None:
    """Who looks, at which numbers, in which release; none while there is a message to show once."""
    if len(messages.get_messages(request)):
        return None
    viewer = (
        (request.user.pk, request.user.display_name, request.user.role)
        if request.user.is_authenticated
        else ()
    )
    told = f"{request.figures}|{request.get_full_path()}|{viewer}|{clock.today()}|{settings.DEMO}|{static('klik.css')}"
    return f'"{sha256(told.encode()).hexdigest()[:32]}"'


@condition(etag_func=_etag)
def dashboard(request: HttpRequest) -> HttpResponse:
    return render(request, "performance/dashboard.html", _context(request.figures))


@condition(etag_func=_public_etag)
def achievements(request: HttpRequest) -> HttpResponse:
    """The public face of the same numbers: institutions only."""
    return render(request, "performance/achievements.html", _context(request.figures))


def _context(figures: queries.Figures) -> dict:
    return {
        "year": figures.year,
        "plan": figures.plan,
        "other_plans": figures.other_plans,
        "years": figures.years,
        "result": figures.result,
        "pace": queries.pace(figures.result, year=figures.year, today=clock.today()),
        "chart": charts.year_chart(figures.years),
        "map": charts.district_map(figures.areas),
        "areas": [area for area in figures.areas if area.achieved],
        "without": [area.kecamatan.name for area in figures.areas if not area.achieved],
        "groups": figures.groups,
        "states": figures.states,
    }


def achieved_list(request: HttpRequest) -> HttpResponse:
    """The libraries behind a number, each one step from its proof."""
    year = _asked_year(request)
    group, kecamatan = request.GET.get("jenis", ""), request.GET.get("kecamatan", "")
    group = group if group in TypeGroup.values else ""
    area = Kecamatan.objects.filter(pk=kecamatan).first() if kecamatan else None
    outcomes = queries.counted_libraries(year=year, group=group, kecamatan=area.pk if area else "")
    context = {
        "year": year,
        "group": TypeGroup(group).label if group else "",
        "area": area,
        "outcomes": outcomes[: queries.MOST_ROWS],
        "count": len(outcomes),
    }
    return render(request, "performance/achieved_list.html", context)


def plan_list(request: HttpRequest) -> HttpResponse:
    form = PlanForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            plan = operations.create_plan(by=request.user, at=clock.now(), **form.cleaned_data)
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
    indicator = plan.indicators.get(source=queries.SOURCE)
    form = TargetForm(request.POST if request.method == "POST" else None, plan=plan)
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_target(
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
