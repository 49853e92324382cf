"""Doors of the dated facts from SiPAPI: one page a step, for whoever knows its date."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accreditation import milestones, policies, queries
from accreditation.milestone_forms import MilestoneForm
from accreditation.milestones import SipapiStep
from accreditation.models import Application, Milestone
from accreditation.operations import milestones as operations
from accreditation.views.applicant import visible_application
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.files import intake, serving


def milestone(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """The date of one step with what stood there before; a form for those who may write it."""
    application = visible_application(request, code)
    wanted = _step(step)
    rows = application.milestones.select_related("by", "file")
    present = rows.filter(step=wanted).first()
    verdict = policies.may_keep_milestone(
        application=application, step=wanted, present=present,
        capacities=queries.capacities_of(user=request.user, application=application),
    )  # fmt: skip
    is_sent = request.method == "POST"
    form = MilestoneForm(
        request.POST if is_sent else None, request.FILES if is_sent else None, present=present
    )
    if is_sent and form.is_valid():
        try:
            _keep(request, application, wanted, form)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            return redirect(application)
    context = {
        "application": application,
        "step": wanted,
        "present": present,
        "form": form,
        "verdict": verdict,
        "corrections": present.corrections.select_related("by") if present else (),
    }
    return render(
        request, "accreditation/milestone.html", context, status=422 if form.errors else 200
    )


def _keep(
    request: HttpRequest, application: Application, step: SipapiStep, form: MilestoneForm
) -> None:
    at, typed = clock.now(), form.cleaned_data
    stored = intake.receive(upload=typed["file"], by=request.user, at=at) if typed["file"] else None
    operations.keep(
        application=application, step=step, happened_on=typed["happened_on"], note=typed["note"],
        file=stored, version=typed["version"], by=request.user, at=at,
    )  # fmt: skip
    messages.success(request, _("Tanggal tersimpan dan terlihat oleh kedua pihak."))
    for sentence in milestones.oddities(_dates(application)):
        messages.warning(request, _("Mohon periksa: %s") % sentence)


def _dates(application: Application) -> dict:
    return dict(
        Milestone.objects.filter(application=application).values_list("step", "happened_on")
    )


def milestone_file(request: HttpRequest, code: str, step: str) -> HttpResponse:
    application = visible_application(request, code)
    kept = get_object_or_404(
        application.milestones.select_related("file"), step=_step(step), file__isnull=False
    )
    return serving.file_response(
        stored=kept.file, viewer=request.user, at=clock.now(), inline=kept.file.is_image
    )


def _step(typed: str) -> SipapiStep:
    if typed not in SipapiStep.values:
        raise Http404
    return SipapiStep(typed)
