"""Doors of letters to many: choose and write, look once more, send, take back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.mailroom import previews, queries
from klik_portal.mailroom.forms import BulkForm, RecipientFilter
from klik_portal.mailroom.models import BulkSend
from klik_portal.mailroom.operations import bulk as operations


def bulk_new(request: HttpRequest) -> HttpResponse:
    """The address chooses the people, POST looks once more, and sends when that was confirmed."""
    choice = RecipientFilter(request.GET)
    recipients = queries.addressable(by=request.user, wanted=choice.wanted)
    posted = request.POST if request.method == "POST" else None
    form = BulkForm(posted, recipients=recipients)
    act = request.POST.get("act") if form.is_valid() else "edit"
    if act == "edit":
        return _compose(request, choice, recipients, form)
    if act == "send":
        return _send(request, form, recipients)
    return _review(request, form, recipients)


def _compose(
    request: HttpRequest,
    choice: RecipientFilter,
    recipients: list[queries.Recipient],
    form: BulkForm,
) -> HttpResponse:
    context = {
        "filter": choice,
        "form": form,
        "count": len(recipients),
        "most": operations.MOST,
        "is_too_many": len(recipients) > operations.MOST,
        "unreachable": queries.unreachable(by=request.user, wanted=choice.wanted),
        "log": queries.log(user=request.user),
    }
    return render(request, "mailroom/bulk_new.html", context, status=422 if form.errors else 200)


def _review(
    request: HttpRequest, form: BulkForm, recipients: list[queries.Recipient], status: int = 200
) -> HttpResponse:
    chosen = [r for r in recipients if r.person.public_id in form.cleaned_data["to"]]
    context = {
        "form": form,
        "chosen": chosen,
        "in_klik_only": [r for r in chosen if not r.is_reached_outside],
        "preview": previews.letter(**form.letter, reader=request.user),
    }
    return render(request, "mailroom/bulk_review.html", context, status=status)


def _send(
    request: HttpRequest, form: BulkForm, recipients: list[queries.Recipient]
) -> HttpResponse:
    try:
        bulk = operations.send(
            people=form.cleaned_data["to"],
            seen_count=form.cleaned_data["count"] or 0,
            **form.letter,
            by=request.user,
            at=clock.now(),
        )
    except Refused as refusal:
        form.add_error(None, list(refusal.reasons))
        return _review(request, form, recipients, status=422)
    return redirect("mailroom:bulk-detail", bulk.token)


def bulk_detail(request: HttpRequest, token: str) -> HttpResponse:
    bulk = _visible(request, token)
    states = queries.states_of(bulk)
    context: dict[str, Any] = {
        "bulk": bulk,
        "states": states,
        "seconds": bulk.seconds_left(clock.now()),
        "can_undo": not bulk.undone_at and queries.has_unsent(bulk),
        "preview": previews.letter(
            subject=bulk.subject, body=bulk.body, link=bulk.link, reader=request.user
        ),
    }
    return render(request, "mailroom/bulk_detail.html", context)


def bulk_undo(request: HttpRequest, token: str) -> HttpResponse:
    bulk = _visible(request, token)
    try:
        count = operations.undo(bulk=bulk, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, _("%d pesan ditarik sebelum berangkat.") % count)
    return redirect("mailroom:bulk-detail", bulk.token)


def _visible(request: HttpRequest, token: str) -> BulkSend:
    rows = BulkSend.objects.visible_to(request.user).select_related("made_by", "undone_by")
    return get_object_or_404(rows, token=token)
