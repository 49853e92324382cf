"""The inbox of everybody, the ledger of the office, and the door Meta speaks through."""

import json
import re
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.notifications import queries
from klik_portal.notifications.models import MessageState, OutboxMessage
from klik_portal.notifications.operations import outbox, whatsapp_news

BODY_LIMIT = 3 * 1024 * 1024  # what Meta says one call may weigh
CHALLENGE = re.compile(r"[\w-]{1,128}", re.ASCII)


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


@csrf_exempt
def whatsapp_webhook(request: HttpRequest) -> HttpResponse:
    """GET: is this address yours? POST: what became of messages, signed by Meta."""
    if not settings.WHATSAPP_APP_SECRET:
        raise Http404
    return _hear(request) if request.method == "POST" else _subscribe(request)


def _subscribe(request: HttpRequest) -> HttpResponse:
    asked = request.GET
    is_ours = whatsapp_news.is_our_subscription(
        mode=asked.get("hub.mode", ""), token=asked.get("hub.verify_token", "")
    )
    challenge = asked.get("hub.challenge", "")
    if not is_ours or not CHALLENGE.fullmatch(challenge):
        return HttpResponse(status=403)
    return HttpResponse(challenge, content_type="text/plain")


def _hear(request: HttpRequest) -> HttpResponse:
    if request.content_type != "application/json":
        return HttpResponse(status=415)
    body = request.read(BODY_LIMIT + 1)
    if len(body) > BODY_LIMIT:
        return HttpResponse(status=413)
    signature = request.headers.get("X-Hub-Signature-256", "")
    if not whatsapp_news.is_genuine(body=body, signature=signature):
        return HttpResponse(status=401)
    told = _json(body)
    if told is None:
        return HttpResponse(status=400)
    whatsapp_news.hear(told=told, at=clock.now())
    return HttpResponse(status=200)


def _json(body: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None
