"""Doors of the evidence: beside each indicator, new files or files that are here already."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accreditation import assessment, file_hints, policies, queries
from accreditation.forms import EvidenceForm
from accreditation.models import Application, Indicator
from accreditation.operations import evidence
from accreditation.views.applicant import filled_application, visible_application
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.files import intake, names, serving
from klik_portal.guides import queries as guides


def visible_indicator(application: Application, component: str, number: int) -> Indicator:
    edition = assessment.edition_of(application, clock.today())
    return get_object_or_404(
        Indicator.objects.select_related("component"),
        component__edition=edition, component__code=component, number=number,
    )  # fmt: skip


def indicator_evidence(
    request: HttpRequest, code: str, component: str, number: int
) -> HttpResponse:
    application = visible_application(request, code)
    indicator = visible_indicator(application, component, number)
    capacities = queries.capacities_of(user=request.user, application=application)
    verdict = policies.may_assess_indicator(
        application=application, indicator=indicator, capacities=capacities
    )
    known = queries.files_to_reuse(application, indicator) if verdict else []
    form = EvidenceForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        known=known,
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and _take(request, application, indicator, form)
    ):
        messages.success(
            request,
            _("Bukti diterima %(time)s WITA.") % {"time": f"{clock.wita(clock.now()):%H.%M}"},
        )
        return redirect("accreditation:indicator-evidence", code, component, number)
    current, removed = queries.split_by_removal(application.evidence.filter(indicator=indicator))
    context = {
        "application": application, "indicator": indicator, "verdict": verdict, "form": form,
        "evidence": file_hints.attach(current, application=application, capacities=capacities),
        "removed": removed,
        "has_carried": any(row.is_carried for row in current),
        "has_known": bool(known), "item": f"{component}-{number}",
        "guides": guides.suggest(
            text=f"{indicator.topic} {indicator.evidence_wanted}", indicator=f"{component}-{number}",
            library_type=application.library.type,
        ),
    }  # fmt: skip
    return render(
        request,
        "accreditation/indicator_evidence.html",
        context,
        status=422 if form.errors else 200,
    )


def _take(
    request: HttpRequest, application: Application, indicator: Indicator, form: EvidenceForm
) -> bool:
    """Every file gets its own answer: what is refused is named, the others are kept."""
    at = clock.now()
    try:
        evidence.ensure_may_add(application=application, indicator=indicator, by=request.user)
        for stored in form.chosen_files():
            evidence.add(
                application=application, indicator=indicator, file=stored, by=request.user, at=at
            )
    except Refused as refusal:
        form.add_error(None, list(refusal.reasons))
        return False
    for upload in form.cleaned_data["files"]:
        try:
            stored = intake.receive(upload=upload, by=request.user, at=at)
            evidence.add(
                application=application, indicator=indicator, file=stored, by=request.user, at=at
            )
        except Refused as refusal:
            form.add_error(
                "files", [f"{names.clean_name(upload.name)}: {why}" for why in refusal.reasons]
            )
    return not form.errors


def evidence_file(request: HttpRequest, code: str, token: str) -> HttpResponseBase:
    """The bytes of one piece of evidence, for those who may see its request; viewing is logged."""
    application = visible_application(request, code)
    row = get_object_or_404(application.evidence.select_related("file"), token=token)
    return serving.file_response(
        stored=row.file, viewer=request.user, at=clock.now(), inline=row.file.is_image
    )


def evidence_preview(request: HttpRequest, code: str, token: str) -> HttpResponseBase:
    application = visible_application(request, code)
    row = get_object_or_404(application.evidence.select_related("file"), token=token)
    return serving.preview_response(stored=row.file)


def evidence_remove(request: HttpRequest, code: str, token: str) -> HttpResponse:
    application = filled_application(request, code)
    row = get_object_or_404(
        application.evidence.current().select_related("indicator__component"), token=token
    )
    try:
        evidence.remove(evidence=row, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, _("Berkas tidak lagi menjadi bukti butir ini."))
    return redirect(
        "accreditation:indicator-evidence", code, row.indicator.component.code, row.indicator.number
    )
