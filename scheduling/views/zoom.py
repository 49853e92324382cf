"""Doors to and from Zoom: start as host, connect again, what is not connected, the webhook."""

import json
import re
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from scheduling import zoom
from scheduling.models import Appointment, ZoomMeeting
from scheduling.operations import zoom_events, zoom_meetings

START_PATIENCE = 4.0  # seconds an officer waits for Zoom before the ordinary link must do
BODY_LIMIT = 64 * 1024
SHOWN = 100
PLAIN_TOKEN = re.compile(r"[\w-]{1,128}", re.ASCII)


def appointment_start(request: HttpRequest, code: str) -> HttpResponse:
    """Lead the officer of this talk into it as its host; the address is fresh and kept nowhere."""
    appointment = get_object_or_404(
        Appointment.objects.visible_to(request.user).scheduled().with_case(), code=code
    )
    if appointment.officer_id != request.user.pk:
        messages.error(request, _("Hanya petugas jadwal ini yang dapat memulai rapatnya."))
        return redirect(appointment)
    try:
        url = zoom_meetings.start_url(appointment=appointment, patience=START_PATIENCE)
    except zoom.ZoomTrouble:
        messages.warning(
            request,
            _("Zoom tidak memberi tautan mulai. Masuk lewat tautan biasa di bawah, lalu ambil peran tuan rumah di aplikasi Zoom."),
        )  # fmt: skip
        return redirect(appointment)
    response = HttpResponseRedirect(url)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def zoom_retry(request: HttpRequest, code: str) -> HttpResponse:
    appointment = get_object_or_404(Appointment.objects.visible_to(request.user), code=code)
    try:
        zoom_meetings.try_again(appointment=appointment, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, _("Zoom dicoba lagi. Muat ulang halaman ini sebentar lagi."))
    return redirect(appointment)


def zoom_ledger(request: HttpRequest) -> HttpResponse:
    """What Zoom does not know yet, the stuck ones on top."""
    rows = ZoomMeeting.objects.unsettled().filter(
        appointment__in=Appointment.objects.visible_to(request.user)
    )
    context = {
        "rows": rows.select_related(
            "appointment__application__library", "appointment__officer"
        ).order_by("-state", "due_at", "pk")[:SHOWN],
        "is_configured": zoom.is_configured(),
        "hears": bool(settings.ZOOM_WEBHOOK_SECRET),
    }
    return render(request, "scheduling/zoom_ledger.html", context)


@csrf_exempt
def zoom_webhook(request: HttpRequest) -> HttpResponse:
    """Zoom speaks; only what it signed just now is heard, and each body once."""
    if not settings.ZOOM_WEBHOOK_SECRET:
        raise Http404
    if request.content_type != "application/json":
        return HttpResponse(status=415)
    body = request.read(BODY_LIMIT + 1)
    if len(body) > BODY_LIMIT:
        return HttpResponse(status=413)
    now = clock.now()
    if not zoom_events.is_genuine(
        body=body,
        signature=request.headers.get("x-zm-signature", ""),
        timestamp=request.headers.get("x-zm-request-timestamp", ""),
        at=now,
    ):
        return HttpResponse(status=401)
    told = _json(body)
    if told is None:
        return HttpResponse(status=400)
    if told.get("event") == zoom_events.VALIDATION:
        return _prove(told)
    zoom_events.hear(told=told, body=body, at=now)
    return HttpResponse(status=204)


def _json(body: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def _prove(told: dict[str, Any]) -> HttpResponse:
    """Show Zoom that this address knows the secret. Nothing but a plain token is ever signed."""
    payload = told.get("payload")
    token = payload.get("plainToken") if isinstance(payload, dict) else None
    if not isinstance(token, str) or not PLAIN_TOKEN.fullmatch(token):
        return HttpResponse(status=400)
    return JsonResponse({"plainToken": token, "encryptedToken": zoom_events.signed(token.encode())})
