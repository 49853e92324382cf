"""Doors of the office's side: the queue, returning, deciding, planning, recording."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accreditation import pages, queries, review, workload
from accreditation.forms import (
    AssignForm,
    NextStepForm,
    OutcomeForm,
    QueueForm,
    ReturnForm,
    StepForm,
)
from accreditation.models import Application, Outcome
from accreditation.operations import applications, corrections, deadlines, outcomes
from accreditation.views.applicant import visible_application
from accreditation.workflow import TRANSITIONS, Capacity, State
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.files import intake, serving
from klik_portal.saved_views import queries as saved_views

OWN_PAGE = {  # steps that need more than a note
    "submit": "accreditation:application-submit",
    "resubmit": "accreditation:application-submit",
    "return": "accreditation:application-return",
    "record_accredited": "accreditation:application-outcome",
}


def queue(request: HttpRequest) -> HttpResponse:
    form = QueueForm(request.GET)
    wanted = form.wanted()
    now = clock.now()
    page = queries.officer_queue(user=request.user, wanted=wanted)
    context = {
        "form": form,
        "rows": pages.queue_rows(page.rows, at=now),
        "counts": queries.queue_counts(user=request.user, at=now),
        "next_url": form.next_url(page.next_cursor),
        "is_filtered": form.is_filtered(),
        "saved": saved_views.bar(user=request.user, place="queue", asked=form.asked()),
    }
    return render(request, "accreditation/queue.html", context)


def workload_view(request: HttpRequest) -> HttpResponse:
    """Who has how much to do, and what nobody has taken yet."""
    context = {
        "loads": workload.workload(at=clock.now()),
        "without_officer": workload.without_officer(),
    }
    return render(request, "accreditation/workload.html", context)


def application_step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Any step that asks for a reason or an optional note: one page for all of them."""
    application = visible_application(request, code)
    transition = TRANSITIONS.get(step)
    capacities = queries.capacities_of(user=request.user, application=application)
    if transition is None or not transition.is_for(capacities):
        raise Http404
    if step in OWN_PAGE:
        return redirect(OWN_PAGE[step], code)
    form = StepForm(request.POST if request.method == "POST" else None, transition=transition)
    if request.method == "POST" and form.is_valid():
        try:
            applications.advance(
                application=application,
                step=step,
                by=request.user,
                at=clock.now(),
                note=form.cleaned_data["note"],
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, f"{transition.sentence}.")
            return redirect(application)
    context = {
        "application": application,
        "form": form,
        "transition": transition,
        "verdict": pages.verdict_of(
            application=application, step=step, capacities=capacities, at=clock.now(), reason="-"
        ),
    }
    return render(
        request, "accreditation/application_step.html", context, status=422 if form.errors else 200
    )


def application_return(request: HttpRequest, code: str) -> HttpResponse:
    application = worked_on(request, code)
    form = ReturnForm(
        request.POST if request.method == "POST" else None,
        initial={"due_on": deadlines.default_correction_day(clock.now())},
    )
    if request.method == "POST" and form.is_valid():
        try:
            corrections.return_with_corrections(
                application=application,
                sentences=form.sentences(),
                due_on=form.cleaned_data["due_on"],
                by=request.user,
                at=clock.now(),
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Permohonan dikembalikan. Pemohon sudah diberi tahu."))
            return redirect(application)
    context = {
        "application": application,
        "form": form,
        "drafts": review.drafts(application),
        "answers": pages.answers(application=application, today=clock.today()),
        "documents": queries.current_documents(application),
    }
    return render(
        request,
        "accreditation/application_return.html",
        context,
        status=422 if form.errors else 200,
    )


def application_outcome(request: HttpRequest, code: str) -> HttpResponse:
    application = worked_on(request, code)
    if application.state != State.PROPOSED:  # also the answer to a form sent twice
        return redirect(application)
    form = OutcomeForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
    )
    if request.method == "POST" and form.is_valid():
        at = clock.now()
        scan = form.cleaned_data.pop("scan")
        try:
            stored = intake.receive(upload=scan, by=request.user, at=at) if scan else None
            outcomes.record(
                application=application, scan=stored, by=request.user, at=at, **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(
                request, _("Hasil akreditasi tercatat dan ikut dihitung pada kinerja.")
            )
            return redirect(application)
    context = {"application": application, "form": form}
    return render(
        request,
        "accreditation/application_outcome.html",
        context,
        status=422 if form.errors else 200,
    )


def application_assign(request: HttpRequest, code: str) -> HttpResponse:
    application = worked_on(request, code)
    form = AssignForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        application=application,
    )
    if request.method == "POST" and form.is_valid():
        try:
            applications.assign(
                application=application,
                officer=form.cleaned_data["officer"],
                by=request.user,
                at=clock.now(),
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Petugas penanggung jawab tersimpan."))
            return redirect(application)
    context = {"application": application, "form": form, "loads": form.loads}
    return render(
        request,
        "accreditation/application_assign.html",
        context,
        status=422 if form.errors else 200,
    )


def application_next_step(request: HttpRequest, code: str) -> HttpResponse:
    application = worked_on(request, code)
    if application.state != State.MENTORING:
        return redirect(application)
    form = NextStepForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            applications.plan_next_step(
                application=application,
                turn=form.cleaned_data["turn"],
                sentence=form.cleaned_data["sentence"],
                due_at=deadlines.closing_time(form.cleaned_data["due_on"]),
                by=request.user,
                at=clock.now(),
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(
                request, _("Langkah berikutnya tersimpan dan terlihat oleh kedua pihak.")
            )
            return redirect(application)
    context = {"application": application, "form": form}
    return render(
        request,
        "accreditation/application_next_step.html",
        context,
        status=422 if form.errors else 200,
    )


def document_file(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """The bytes of one document, for those who may see its request; viewing is logged."""
    application = visible_application(request, code)
    document = get_object_or_404(application.documents.select_related("file"), token=token)
    return serving.file_response(
        stored=document.file, viewer=request.user, at=clock.now(), inline=document.file.is_image
    )


def document_preview(request: HttpRequest, code: str, token: str) -> HttpResponseBase:
    application = visible_application(request, code)
    document = get_object_or_404(application.documents.select_related("file"), token=token)
    return serving.preview_response(stored=document.file)


def outcome_scan(request: HttpRequest, token: str) -> HttpResponse:
    """The certificate behind a counted result: for readers and the library's own people."""
    outcome = get_object_or_404(
        Outcome.objects.visible_to(request.user).select_related("scan"), token=token
    )
    if outcome.scan is None:
        raise Http404
    return serving.file_response(
        stored=outcome.scan, viewer=request.user, at=clock.now(), inline=outcome.scan.is_image
    )


def worked_on(request: HttpRequest, code: str, *related: str) -> Application:
    """The request, for somebody who handles cases; for everybody else it does not exist."""
    application = visible_application(request, code, *related)
    if Capacity.CASEWORKER not in queries.capacities_of(user=request.user, application=application):
        raise Http404
    return application
