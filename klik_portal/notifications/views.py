"""The inbox of everybody and the ledger of the office."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.notifications import queries
from klik_portal.notifications.models import MessageState, OutboxMessage
from klik_portal.notifications.operations import outbox


def inbox(request: HttpRequest) -> HttpResponse:
    page = queries.inbox(user=request.user, after=request.GET.get("setelah", ""))
    context = {
        "page": page,
        "has_unread": any(row.read_at is None for row in page.rows),
        "newest": page.rows[0].sent_at.isoformat() if page.rows else "",
    }
    return render(request, "notifications/inbox.html", context)


def inbox_read(request: HttpRequest) -> HttpResponse:
    seen_at = _moment(request.POST.get("sampai", "")) or clock.now()
    outbox.mark_read(user=request.user, up_to=seen_at, at=clock.now())
    return redirect("notifications:inbox")


def _moment(typed: str) -> datetime | None:
    """What the page itself wrote into the form; anything else is nothing."""
    try:
        moment = datetime.fromisoformat(typed)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def ledger(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("status", "")
    state = state if state in MessageState.values else ""
    context = {
        "page": queries.ledger(state=state, after=request.GET.get("setelah", "")),
        "health": queries.outbox_health(clock.now()),
        "states": MessageState.choices,
        "state": state,
    }
    return render(request, "notifications/ledger.html", context)


def send_again(request: HttpRequest, token: str) -> HttpResponse:
    message = get_object_or_404(OutboxMessage, token=token)
    try:
        outbox.send_again(message=message, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, _("Pesan dikirim ulang."))
    return redirect("notifications:ledger")
