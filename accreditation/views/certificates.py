"""Doors of certificates from before Klik, and of the rules for how long a certificate is valid."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accreditation.certificate_forms import (
    FACTS,
    CertificateFactsForm,
    EarlierCertificateForm,
    GradeRuleForm,
    NewGradeRuleForm,
)
from accreditation.operations import outcomes
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.core.wording import parse_day
from klik_portal.files import intake
from klik_portal.office import grade_rules, queries
from klik_portal.office.models import GradeRule
from libraries.models import Library


def certificate_new(request: HttpRequest, code: str) -> HttpResponse:
    """First what stands on the paper; then, with its validity in sight, the scan and the source."""
    library = get_object_or_404(Library.objects.visible_to(request.user).with_region(), code=code)
    context = {"library": library, "rules": queries.grade_rules(on=clock.today())}
    if request.method == "POST":
        form = EarlierCertificateForm(request.POST, request.FILES)
        if form.is_valid() and _recorded(request, library, form):
            return redirect("libraries:registry-detail", library.code)
    else:
        form, context["foreseen"] = _asked(request)
    return render(
        request, "accreditation/certificate_new.html", {**context, "form": form},
        status=422 if form.errors else 200,
    )  # fmt: skip


def _asked(request: HttpRequest) -> tuple[Any, dict[str, Any] | None]:
    """The form for the next step, and what the facts lead to once they are complete."""
    if not request.GET:
        return CertificateFactsForm(), None
    facts = CertificateFactsForm(request.GET)
    if not facts.is_valid():
        return facts, None
    typed = {name: facts.cleaned_data[name] for name in FACTS}
    try:
        until = outcomes.foresee(**typed, at=clock.now())
    except Refused as refusal:
        facts.add_error(None, list(refusal.reasons))
        return facts, None
    form = EarlierCertificateForm(initial=typed)
    form.hide_facts()
    return form, {**typed, "valid_until": until, "has_ended": until < clock.today()}


def _recorded(request: HttpRequest, library: Library, form: EarlierCertificateForm) -> bool:
    at, typed = clock.now(), dict(form.cleaned_data)
    scan = typed.pop("scan")
    if library.outcomes.filter(**{name: typed[name] for name in FACTS}).exists():
        return True  # the same form a second time
    try:
        stored = intake.receive(upload=scan, by=request.user, at=at) if scan else None
        outcomes.record_earlier(library=library, scan=stored, by=request.user, at=at, **typed)
    except Refused as refusal:
        form.add_error(None, list(refusal.reasons))
        return False
    messages.success(
        request, _("Sertifikat tercatat dan ikut dihitung pada kinerja tahun penetapannya.")
    )
    return True


# --- the rules --------------------------------------------------------------------------------------


def grade_rule_list(request: HttpRequest) -> HttpResponse:
    """Today's rules, those before and those to come; the form adds one."""
    form = NewGradeRuleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            grade_rules.add(
                grade=form.cleaned_data["grade"], effective_on=form.cleaned_data["effective_on"],
                facts=form.facts, by=request.user, at=clock.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Aturan ditambahkan. Sertifikat yang sudah tercatat tidak berubah."))  # fmt: skip
            return redirect("accreditation:grade-rule-list")
    today = clock.today()
    context = {
        "form": form,
        "rules": GradeRule.objects.order_by("-effective_on", "grade"),
        "now": {rule.pk for rule in queries.grade_rules(on=today)},
        "today": today,
    }
    return render(
        request, "accreditation/grade_rule_list.html", context, status=422 if form.errors else 200
    )


def grade_rule_edit(request: HttpRequest, grade: str, day: str) -> HttpResponse:
    rule = _rule(grade, day)
    form = GradeRuleForm(request.POST if request.method == "POST" else None, rule=rule)
    if request.method == "POST" and form.is_valid():
        try:
            grade_rules.change(
                rule=rule, version=form.cleaned_data["version"], facts=form.facts,
                by=request.user, at=clock.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Aturan tersimpan. Sertifikat yang sudah tercatat tidak berubah."))  # fmt: skip
            return redirect("accreditation:grade-rule-list")
    context = {"rule": rule, "form": form, "may_remove": rule.effective_on > clock.today()}
    return render(
        request, "accreditation/grade_rule_edit.html", context, status=422 if form.errors else 200
    )


def grade_rule_remove(request: HttpRequest, grade: str, day: str) -> HttpResponse:
    try:
        grade_rules.remove(rule=_rule(grade, day), by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, _("Aturan dihapus."))
    return redirect("accreditation:grade-rule-list")


def _rule(grade: str, day: str) -> GradeRule:
    try:
        effective_on = parse_day(day)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(GradeRule, grade=grade, effective_on=effective_on)
