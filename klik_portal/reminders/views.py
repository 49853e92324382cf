"""Doors of the ladder: its rules, its trace, what it will do, and what a person wants of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from klik_portal.core import clock
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.notifications.queries import ladder_pulse
from klik_portal.reminders import queries, subjects
from klik_portal.reminders.forms import RuleForm, WishesForm
from klik_portal.reminders.models import Outcome, ReminderOptOut, ReminderRule, ReminderRung
from klik_portal.reminders.operations import rules


def rule_list(request: HttpRequest) -> HttpResponse:
    context = {
        "groups": queries.rules_by_subject(),
        "pulse": ladder_pulse(clock.now()),
        "parked": queries.parked_count(),
    }
    return render(request, "reminders/rule_list.html", context)


def rule_edit(request: HttpRequest, code: str) -> HttpResponse:
    rule = get_object_or_404(ReminderRule, code=code, kind__in=[s.kind for s in subjects.every()])
    theirs: list[tuple[str, str]] = []
    form = RuleForm(request.POST if request.method == "POST" else None, rule=rule)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            rules.change(
                rule=rule, version=version, facts=form.facts, by=request.user, at=clock.now()
            )
        except Conflict as conflict:
            theirs = conflict.theirs
            rule.refresh_from_db()
            form.catch_up(rule)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Pengingat tersimpan. Berlaku mulai putaran berikutnya."))
            return redirect("reminders:rule-list")
    context = {
        "form": form,
        "rule": rule,
        "theirs": theirs,
        "text_event": subjects.of_kind(rule.kind).event(rule.to),
    }
    status = 409 if theirs else 422 if form.errors else 200
    return render(request, "reminders/rule_form.html", context, status=status)


def trace(request: HttpRequest) -> HttpResponse:
    outcome = request.GET.get("hasil", "")
    outcome = outcome if outcome in Outcome.values else ""
    context = {
        "page": queries.trace(outcome=outcome, before=request.GET.get("setelah", "")),
        "outcomes": Outcome.choices,
        "outcome": outcome,
    }
    return render(request, "reminders/trace.html", context)


def take_again(request: HttpRequest, token: str) -> HttpResponse:
    rung = get_object_or_404(ReminderRung.objects.select_related("rule"), token=token)
    try:
        rules.take_again(rung=rung, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, _("Pengingat dicoba lagi pada putaran berikutnya."))
    return redirect("reminders:trace")


def simulation(request: HttpRequest) -> HttpResponse:
    every = subjects.every()
    subject = subjects.of_kind(request.GET.get("tentang", "")) or every[0]
    context = {
        "subject": subject,
        "subjects": every,
        "lines": queries.foresee(subject=subject, now=clock.now()),
        "most": queries.MOST_FORESEEN,
    }
    return render(request, "reminders/simulation.html", context)


def wishes(request: HttpRequest) -> HttpResponse:
    """What this person wants to be reminded of."""
    offered = queries.kinds_for(request.user)
    off = set(ReminderOptOut.objects.filter(user=request.user).values_list("kind", flat=True))
    data = request.POST if request.method == "POST" else None
    form = WishesForm(data, user=request.user, subjects=offered, off=off)
    if request.method == "POST" and form.is_valid():
        kinds = [subject.kind for subject in offered]
        unwanted = set(kinds) - set(form.cleaned_data["wanted"])
        rules.keep_wishes(user=request.user, kinds=kinds, unwanted=unwanted)
        messages.success(request, _("Pilihan Anda tersimpan."))
        return redirect("reminders:wishes")
    context = {"form": form, "offered": offered}
    return render(request, "reminders/wishes.html", context, status=422 if form.errors else 200)
