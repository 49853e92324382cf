"""Doors of officers' hours, days away and the rules of booking."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from scheduling import queries
from scheduling.forms.hours import ExceptionForm, LeaveForm, RulesForm, WeekForm
from scheduling.models import BookingRules
from scheduling.operations import hours


def hours_list(request: HttpRequest) -> HttpResponse:
    """Coordinators see everybody, an officer themselves."""
    officers = User.objects.caseworkers().order_by("name", "pk")
    if not request.user.is_coordinator:
        officers = officers.filter(pk=request.user.pk)
    context = {"rows": queries.officer_weeks(officers=officers, on=clock.today())}
    return render(request, "scheduling/hours_list.html", context)


def hours_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    officer = _visible(request, public_id)
    week = queries.week_of(officer=officer)
    form = WeekForm(request.POST if request.method == "POST" else None, week=week)
    if request.method == "POST" and form.is_valid():
        try:
            hours.save_week(
                officer=officer,
                week=form.week(),
                seen=form.cleaned_data["seen"],
                by=request.user,
                at=clock.now(),
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Jam kerja tersimpan."))
            return redirect("scheduling:hours-detail", public_id)
    today = clock.today()
    context = {
        "officer": officer,
        "form": form,
        "has_own_week": bool(week),
        "exceptions": officer.hours_exceptions.filter(day__gte=today),
        "leaves": officer.leaves.filter(last_on__gte=today),
        "collisions": queries.collisions(officer=officer, now=clock.now()),
    }
    return render(
        request, "scheduling/hours_detail.html", context, status=422 if form.errors else 200
    )


def exception_new(request: HttpRequest, public_id: str) -> HttpResponse:
    officer = _visible(request, public_id)
    form = ExceptionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            hours.save_exception(
                officer=officer,
                day=form.cleaned_data["day"],
                note=form.cleaned_data["note"],
                by=request.user,
                at=clock.now(),
                **form.hours(),
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            return _saved(request, officer)
    return _form_page(request, officer, form, _("Jam lain pada satu hari"))


def leave_new(request: HttpRequest, public_id: str) -> HttpResponse:
    officer = _visible(request, public_id)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            hours.save_leave(officer=officer, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            return _saved(request, officer)
    return _form_page(request, officer, form, _("Tidak masuk"))


def exception_drop(request: HttpRequest, public_id: str, token: str) -> HttpResponse:
    officer = _visible(request, public_id)
    exception = get_object_or_404(officer.hours_exceptions, token=token)
    hours.drop_exception(exception=exception, by=request.user, at=clock.now())
    messages.success(request, _("Dihapus; jam mingguan berlaku lagi."))
    return redirect("scheduling:hours-detail", public_id)


def leave_drop(request: HttpRequest, public_id: str, token: str) -> HttpResponse:
    officer = _visible(request, public_id)
    leave = get_object_or_404(officer.leaves, token=token)
    hours.drop_leave(leave=leave, by=request.user, at=clock.now())
    messages.success(request, _("Dihapus; jam mingguan berlaku lagi."))
    return redirect("scheduling:hours-detail", public_id)


def rules_edit(request: HttpRequest) -> HttpResponse:
    rules = BookingRules.current()
    form = RulesForm(
        request.POST if request.method == "POST" else None,
        instance=rules,
        initial={"version": rules.version},
    )
    if request.method == "POST" and form.is_valid():
        hours.save_rules(
            values=form.values(),
            version=form.cleaned_data["version"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Aturan tersimpan dan berlaku sekarang."))
        return redirect("scheduling:rules-edit")
    return render(
        request, "scheduling/rules_edit.html", {"form": form}, status=422 if form.errors else 200
    )


def _visible(request: HttpRequest, public_id: str) -> User:
    """One's own hours; a coordinator sees every officer's."""
    officer = get_object_or_404(User.objects.caseworkers(), public_id=public_id)
    if officer != request.user and not request.user.is_coordinator:
        raise Http404
    return officer


def _saved(request: HttpRequest, officer: User) -> HttpResponse:
    """Nothing is blocked: what is booked already is listed for somebody to move."""
    count = len(queries.collisions(officer=officer, now=clock.now()))
    if count:
        messages.warning(
            request, _("Tersimpan. %d janji bertabrakan; pindahkan dari daftar di bawah.") % count
        )
    else:
        messages.success(request, _("Tersimpan."))
    return redirect("scheduling:hours-detail", officer.public_id)


def _form_page(request: HttpRequest, officer: User, form: object, title: str) -> HttpResponse:
    context = {"officer": officer, "form": form, "title": title}
    return render(
        request, "scheduling/hours_form.html", context, status=422 if form.errors else 200
    )
