"""Doors of the improvement plan: take it from the coach, put names and dates in, print it."""

from io import BytesIO

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accreditation import improvement_plan as plans
from accreditation import policies, queries
from accreditation.documents import plan_sheet
from accreditation.forms import PlanForm
from accreditation.operations import improvements
from accreditation.views.applicant import filled_application, visible_application
from klik_portal.audit import operations as audit
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.files import serving


def improvement_plan(request: HttpRequest, code: str) -> HttpResponse:
    application = visible_application(request, code)
    capacities = queries.capacities_of(user=request.user, application=application)
    plan = plans.of_application(application)
    is_sent = request.method == "POST"
    form = PlanForm(request.POST if is_sent else None, rows=plan.rows)
    overtaken: list = []
    if is_sent and form.is_valid():
        try:
            overtaken = improvements.save(
                application=application, wishes=form.wishes(), by=request.user, at=clock.now()
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            if not overtaken:
                messages.success(request, _("Rencana tersimpan."))
                return redirect("accreditation:improvement-plan", code)
            plan = plans.of_application(application)
            form = PlanForm(request.POST, rows=plan.rows)
            form.catch_up()
    context = {
        "application": application, "plan": plan, "form": form, "overtaken": overtaken,
        "verdict": policies.may_plan(application=application, capacities=capacities),
    }  # fmt: skip
    status = 409 if overtaken else 422 if form.errors else 200
    return render(request, "accreditation/improvement_plan.html", context, status=status)


def improvement_adopt(request: HttpRequest, code: str) -> HttpResponse:
    application = filled_application(request, code)
    try:
        count = improvements.adopt(application=application, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(
            request,
            _("%d langkah masuk rencana. Tulis siapa dan sampai kapan.") % count
            if count
            else _("Rencana sudah memuat semua saran pelatih."),
        )
    return redirect("accreditation:improvement-plan", code)


def improvement_print(request: HttpRequest, code: str) -> HttpResponse:
    application = visible_application(request, code)
    plan = plans.of_application(application)
    context = {"application": application, "plan": plan, "today": clock.today()}
    return render(request, "accreditation/improvement_print.html", context)


def improvement_download(request: HttpRequest, code: str) -> HttpResponse:
    """The print page as a PDF; it carries names, so it is kept nowhere on the way and taking it is logged."""
    application = visible_application(request, code)
    pdf = BytesIO()
    plan = plans.of_application(application)
    plan_sheet.write(pdf, application=application, plan=plan, on=clock.today())
    audit.record(
        kind="application", code=code, verb="plan_downloaded", actor=request.user, at=clock.now()
    )
    name = f"{code}-rencana-perbaikan.pdf"
    return serving.download(pdf.getvalue(), content_type="application/pdf", name=name)
