"""Doors of the texts: the list, one text with its preview, its earlier versions."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from klik_portal.core import clock
from klik_portal.core.tokens import new_token
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.mailroom.forms import TextForm
from klik_portal.mailroom.previews import preview
from klik_portal.notifications import queries, texts
from klik_portal.notifications.operations import wordings

# The mail carries its own styles; it is shown on a page of its own where nothing can run.
MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def text_list(request: HttpRequest) -> HttpResponse:
    return render(request, "mailroom/text_list.html", {"chapters": queries.all_texts()})


def text_edit(request: HttpRequest, event: str) -> HttpResponse:
    text = _text_or_404(event)
    latest = queries.latest_version(event)
    form = TextForm(
        request.POST if request.method == "POST" else None,
        text=text,
        wording=queries.wording_of(event),
        seen=latest.version if latest else 0,
    )
    if request.method == "POST" and form.is_valid():
        return _act(request, form)
    return _page(request, form, status=422 if form.errors else 200)


def _act(request: HttpRequest, form: TextForm) -> HttpResponse:
    """What the pressed button asks for; without one, the words are kept."""
    asked = request.POST.get("act", "")
    shown = {"event": form.text.event, "wording": form.wording}
    if asked == "html":
        mail = preview(**shown, reader=request.user)
        return HttpResponse(mail.html, headers={"Content-Security-Policy": MAIL_POLICY})
    if asked == "preview":
        return _page(request, form)
    if asked == "sample":
        return _sample(request, form)
    return _keep(request, form)


def _sample(request: HttpRequest, form: TextForm) -> HttpResponse:
    mail = preview(event=form.text.event, wording=form.wording, reader=request.user)
    try:
        wordings.send_sample(
            subject=mail.subject,
            lines=mail.message.lines,
            key=new_token(),
            by=request.user,
            at=clock.now(),
        )
    except Refused as refusal:
        form.add_error(None, list(refusal.reasons))
        return _page(request, form, status=422)
    messages.success(request, _("Contoh dikirim ke %s.") % request.user.email)
    return _page(request, form)


def _keep(request: HttpRequest, form: TextForm) -> HttpResponse:
    try:
        wordings.keep(
            event=form.text.event,
            wording=form.wording,
            seen=form.cleaned_data["seen"],
            by=request.user,
            at=clock.now(),
        )
    except Conflict as conflict:
        form.catch_up(queries.latest_version(form.text.event).version)
        return _page(request, form, theirs=conflict.theirs, status=409)
    messages.success(request, _("Teks tersimpan. Pesan berikutnya memakainya."))
    return redirect("mailroom:text-edit", form.text.event)


def _page(request: HttpRequest, form: TextForm, status: int = 200, **more: Any) -> HttpResponse:
    event = form.text.event
    in_use = queries.wording_of(event)
    wording = form.wording if form.is_bound and not form.errors else in_use
    versions = queries.versions_of(event)
    context = {
        "form": form,
        "text": form.text,
        "preview": preview(event=event, wording=wording, reader=request.user),
        "is_saved": wording == in_use,
        "versions": versions,
        "seen": versions[0].version if versions else 0,
        "is_shipped": in_use == form.text.shipped,
    }
    return render(request, "mailroom/text_edit.html", context | more, status=status)


def text_restore(request: HttpRequest, event: str) -> HttpResponse:
    text = _text_or_404(event)
    try:
        wordings.restore(
            event=text.event,
            version=_number(request.POST.get("version", "")),
            seen=_number(request.POST.get("seen", "")),
            by=request.user,
            at=clock.now(),
        )
    except Conflict as conflict:
        conflict.back_url = reverse("mailroom:text-edit", args=[event])
        raise
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, _("Teks itu dipakai lagi mulai sekarang."))
    return redirect("mailroom:text-edit", event)


def _number(typed: str) -> int:
    """What the page itself wrote into the form; anything else names no version."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 7 else -1


def _text_or_404(event: str) -> texts.MessageText:
    if not texts.is_known(event):
        raise Http404
    return texts.text_of(event)
