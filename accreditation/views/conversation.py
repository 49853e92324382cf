"""Doors of the thread of a request, the same for both sides."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accreditation import conversation, policies, queries
from accreditation.conversation_forms import MessageForm
from accreditation.models import Application, Correction, MessageFile, MessageSide
from accreditation.operations import conversation as talk
from accreditation.views.applicant import visible_application
from klik_portal.core import clock, once
from klik_portal.core.text import has_control_bytes
from klik_portal.core.verdict import Refused
from klik_portal.files import intake, serving


def application_conversation(request: HttpRequest, code: str) -> HttpResponse:
    """Newest on top, below the form. Whoever may write and looks at the newest has read it."""
    application = visible_application(request, code)
    capacities = queries.capacities_of(user=request.user, application=application)
    verdict = policies.may_write(application=application, capacities=capacities)
    about = _correction(application, request.POST.get("about") or request.GET.get("catatan", ""))
    form = MessageForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        initial={"about": about.token if about else ""},
    )
    if request.method == "POST" and form.is_valid() and _sent(request, application, form, about):
        messages.success(request, _("Pesan terkirim."))
        return redirect("accreditation:conversation", code)
    side, before = MessageSide.of(request.user), request.GET.get("sebelum", "")
    thread = conversation.thread(application=application, side=side, before=before)
    if verdict and request.method == "GET" and not before and any(r.is_new for r in thread.rows):
        talk.mark_read(application=application, side=side, up_to=thread.newest, at=clock.now())
    context = {
        "application": application,
        "form": form,
        "verdict": verdict,
        "thread": thread,
        "is_first_page": not before,
        "about": about,
        "is_library": side == MessageSide.LIBRARY,
    }
    return render(
        request, "accreditation/conversation.html", context, status=422 if form.errors else 200
    )


def _correction(application: Application, token: str) -> Correction | None:
    """The correction a message answers; one that does not exist is quietly none."""
    if not token or has_control_bytes(token):
        return None
    return (
        application.corrections.select_related("indicator__component")
        .filter(token=token[:22])
        .first()
    )


def _sent(
    request: HttpRequest, application: Application, form: MessageForm, about: Correction | None
) -> bool:
    at = clock.now()
    digest = once.digest_of(request) if request.POST.get(once.FIELD) else None
    if digest and conversation.sent_before(author_id=request.user.pk, form_digest=digest):
        return True
    try:
        talk.ensure_may_write(application=application, by=request.user)
        files = [
            intake.receive(upload=upload, by=request.user, at=at)
            for upload in form.cleaned_data["files"]
        ]
        talk.send(
            application=application, text=form.cleaned_data["body"], files=files, about=about,
            by=request.user, at=at, form_digest=digest,
        )  # fmt: skip
    except Refused as refusal:
        form.add_error(None, list(refusal.reasons))
        return False
    return True


def message_file(request: HttpRequest, code: str, token: str) -> HttpResponseBase:
    """The bytes of what was sent along, for those who may see the request; viewing is logged."""
    stored = _attached(request, code, token).file
    return serving.file_response(
        stored=stored, viewer=request.user, at=clock.now(), inline=stored.is_image
    )


def message_preview(request: HttpRequest, code: str, token: str) -> HttpResponseBase:
    return serving.preview_response(stored=_attached(request, code, token).file)


def _attached(request: HttpRequest, code: str, token: str) -> MessageFile:
    application = visible_application(request, code)
    rows = MessageFile.objects.select_related("file").filter(message__application=application)
    return get_object_or_404(rows, token=token)
