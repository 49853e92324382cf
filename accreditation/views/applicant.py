"""Doors of the library's side: start, fill in, attach, correct, send."""

from datetime import datetime

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accreditation import pages, policies, queries, readiness_check, renewal, tickets, tracking
from accreditation.completeness import Slot
from accreditation.forms import AnswerForm, DetailsForm, NewApplicationForm, SubmitForm, UploadForm
from accreditation.models import Application, Correction
from accreditation.operations import answers, applications, corrections, documents, renewals
from accreditation.operations.targets import Target
from accreditation.workflow import State, Turn
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.files import intake, names
from klik_portal.guides import queries as guides

AUTOSAVE = "klik-autosave"


def visible_application(request: HttpRequest, code: str, *related: str) -> Application:
    mine = Application.objects.visible_to(request.user).with_library()
    return get_object_or_404(mine.select_related("edition", *related), code=code)


def filled_application(request: HttpRequest, code: str, *related: str) -> Application:
    """For pages on which a library fills in: officers have them for what they file on its behalf."""
    application = visible_application(request, code, *related)
    if request.user.is_reader and not application.is_assisted:
        raise Http404
    return application


def application_list(request: HttpRequest) -> HttpResponse:
    mine = list(queries.applications_of(request.user)[:100])
    return render(request, "accreditation/application_list.html", {"applications": mine})


def application_new(request: HttpRequest) -> HttpResponse:
    choices = queries.libraries_to_apply_for(request.user)
    form = NewApplicationForm(request.POST if request.method == "POST" else None, libraries=choices)
    running = None
    if request.method == "POST" and form.is_valid():
        try:
            application = renewals.begin(library=form.library, by=request.user, at=clock.now())
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
            open_ones = Application.objects.visible_to(request.user).open()
            running = open_ones.filter(library=form.library).first()
        else:
            answers.take_over(
                application=application,
                answers=readiness_check.kept(request.session, library_type=form.library.type),
                by=request.user,
                at=clock.now(),
            )
            return redirect("accreditation:application-details", application.code)
    return render(
        request,
        "accreditation/application_new.html",
        {"form": form, "libraries": choices, "running": running},
        status=422 if form.errors else 200,
    )


def application_details(request: HttpRequest, code: str) -> HttpResponse:
    application = filled_application(request, code)
    capacities = queries.capacities_of(user=request.user, application=application)
    verdict = policies.may_edit_details(application=application, capacities=capacities)
    form = DetailsForm(request.POST if request.method == "POST" else None, application=application)
    if request.method == "POST" and form.is_valid():
        return _save_details(request, application, form)
    context = {
        "application": application,
        "form": form,
        "verdict": verdict,
        "sections": form.filled_sections(today=clock.today()),
    }
    return render(
        request,
        "accreditation/application_details.html",
        context,
        status=422 if form.errors else 200,
    )


def _save_details(
    request: HttpRequest, application: Application, form: DetailsForm
) -> HttpResponse:
    autosave = request.headers.get("X-Requested-With") == AUTOSAVE
    try:
        application = applications.save_details(
            application=application,
            version=form.cleaned_data["version"],
            typed=form.cleaned_data,
            by=request.user,
            at=clock.now(),
            is_seen=not autosave,
        )
    except Refused as refusal:
        if autosave:
            return JsonResponse({"error": " ".join(refusal.reasons)}, status=409)
        messages.error(request, " ".join(refusal.reasons))
        return redirect(application)
    if autosave:
        saved_at = clock.wita(clock.now())
        return JsonResponse({"version": application.version, "saved_at": f"{saved_at:%H.%M}"})
    messages.success(request, _("Isian tersimpan."))
    if "stay" in request.POST:
        return redirect("accreditation:application-details", application.code)
    if application.state == State.RETURNED:
        return redirect("accreditation:corrections", application.code)
    return redirect("accreditation:documents", application.code)


def application_documents(request: HttpRequest, code: str) -> HttpResponse:
    """All slots; a POST adds files to one of them."""
    application = filled_application(request, code)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid() and _receive(request, application, form):
        messages.success(
            request,
            _("Berkas diterima %(time)s WITA.") % {"time": f"{clock.wita(clock.now()):%H.%M}"},
        )
        if application.state == State.RETURNED:
            return redirect("accreditation:corrections", code)
        return redirect("accreditation:documents", code)
    capacities = queries.capacities_of(user=request.user, application=application)
    context = {
        "application": application,
        "form": form,
        "slots": pages.slots(application=application, capacities=capacities),
        "guides": guides.suggest(
            indicator=" ".join(Slot.values), library_type=application.library.type
        ),
    }
    return render(
        request,
        "accreditation/application_documents.html",
        context,
        status=422 if form.errors else 200,
    )


def _receive(request: HttpRequest, application: Application, form: UploadForm) -> bool:
    """Take every file in, one receipt each; the first refusal is shown, the others are kept."""
    slot, at = Slot(form.cleaned_data["slot"]), clock.now()
    try:
        documents.ensure_may_edit(application=application, slot=slot, by=request.user)
    except Refused as refusal:
        form.add_error(None, list(refusal.reasons))
        return False
    for upload in form.cleaned_data["files"]:
        try:
            stored = intake.receive(upload=upload, by=request.user, at=at)
            documents.add(application=application, slot=slot, file=stored, by=request.user, at=at)
        except Refused as refusal:
            form.add_error(
                "files",
                [f"{names.clean_name(upload.name)}: {reason}" for reason in refusal.reasons],
            )
    return not form.errors


def document_remove(request: HttpRequest, code: str, token: str) -> HttpResponse:
    application = filled_application(request, code)
    document = get_object_or_404(application.documents.current(), token=token)
    try:
        documents.remove(document=document, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, _("Berkas dihapus dari permohonan."))
    return redirect("accreditation:documents", code)


def application_submit(request: HttpRequest, code: str) -> HttpResponse:
    """Check everything once more, then send: from a draft or after corrections."""
    application = filled_application(request, code)
    step = {State.DRAFT: "submit", State.RETURNED: "resubmit"}.get(State(application.state))
    capacities = queries.capacities_of(user=request.user, application=application)
    if step is None:
        return redirect(application)
    form = SubmitForm(request.POST if request.method == "POST" else None, step=step)
    if request.method == "POST" and form.is_valid():
        try:
            applications.advance(
                application=application, step=step, by=request.user, at=clock.now()
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            return redirect("accreditation:application-receipt", code)
    context = {
        "application": application,
        "form": form,
        "verdict": pages.verdict_of(
            application=application, step=step, capacities=capacities, at=clock.now()
        ),
        "answers": pages.answers(application=application, today=clock.today()),
        "documents": queries.current_documents(application),
        "carried": renewal.unchecked(application),
    }
    return render(
        request,
        "accreditation/application_submit.html",
        context,
        status=422 if form.errors else 200,
    )


def application_receipt(request: HttpRequest, code: str) -> HttpResponse:
    application = filled_application(request, code)
    if application.submitted_at is None:
        raise Http404
    state, turn = State(application.state), Turn(application.turn)
    context = {
        "application": application,
        "tracking_text": pages.tracking_text(application),
        "is_first_look": state == State.SUBMITTED,
        "status": tracking.status_of(
            state, turn, application.due_at, is_agreed=bool(application.next_step)
        ),
    }
    return render(request, "accreditation/application_receipt.html", context)


def application_corrections(request: HttpRequest, code: str) -> HttpResponse:
    application = filled_application(request, code)
    capacities = queries.capacities_of(user=request.user, application=application)
    context = {
        "application": application,
        "tickets": tickets.latest(application),
        "verdict": policies.may_answer_corrections(application=application, capacities=capacities),
    }
    return render(request, "accreditation/application_corrections.html", context)


def correction_answer(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """Answer one correction: new files, words, or both."""
    application = filled_application(request, code)
    correction = get_object_or_404(application.corrections.all(), token=token)
    form = AnswerForm(request.POST, request.FILES)
    if form.is_valid() and _answer(request, application, correction, form):
        messages.success(request, _("Perbaikan tersimpan."))
        return redirect("accreditation:corrections", code)
    capacities = queries.capacities_of(user=request.user, application=application)
    context = {
        "application": application,
        "tickets": tickets.latest(application, answered_with=(correction.token, form)),
        "verdict": policies.may_answer_corrections(application=application, capacities=capacities),
    }
    return render(request, "accreditation/application_corrections.html", context, status=422)


def _answer(
    request: HttpRequest, application: Application, correction: Correction, form: AnswerForm
) -> bool:
    at = clock.now()
    try:
        if form.cleaned_data["files"]:
            _attach(request, application, correction, form.cleaned_data["files"], at)
        corrections.answer(
            correction=correction, text=form.cleaned_data["answer"], by=request.user, at=at
        )
    except Refused as refusal:
        form.add_error(None, list(refusal.reasons))
        return False
    return True


def _attach(
    request: HttpRequest,
    application: Application,
    correction: Correction,
    uploads: list[UploadedFile],
    at: datetime,
) -> None:
    """Put new files where the correction wants them; a form sent twice finds them in place."""
    if correction.indicator:
        target = Target(application, correction.indicator)
    elif correction.item in Slot.values:
        target = Target(application, Slot(correction.item))
    else:
        return
    if not correction.answered_at:
        target.ensure_open(by=request.user)
    for upload in uploads:
        stored = intake.receive(upload=upload, by=request.user, at=at)
        target.add(file=stored, by=request.user, at=at)
