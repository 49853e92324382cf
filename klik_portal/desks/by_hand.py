"""What officers send by WhatsApp from the office's phone: the list and what became of each."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accreditation.models import Application
from klik_portal.accounts.models import User
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.notifications.channels import whatsapp_text
from klik_portal.notifications.models import Channel, OutboxMessage
from klik_portal.notifications.operations import by_hand
from libraries.models import LibraryMembership

PAGE_SIZE = 25


@dataclass(frozen=True)
class Prepared:
    """One message with everything an officer needs to send it."""

    message: OutboxMessage
    text: str
    phone: str
    url: str  # opens WhatsApp; empty when the person has no number any more


def to_send(request: HttpRequest) -> HttpResponse:
    rows = list(_waiting(request.user, clock.now())[: PAGE_SIZE + 1])
    context = {
        "prepared": [_prepared(message) for message in rows[:PAGE_SIZE]],
        "has_more": len(rows) > PAGE_SIZE,
    }
    return render(request, "desks/by_hand.html", context)


def _waiting(user: User, now: datetime) -> QuerySet[OutboxMessage]:
    """For people of this officer's own requests first, then by how long it has waited."""
    memberships = LibraryMembership.objects.current().filter(user=OuterRef("recipient"))
    own = Application.objects.in_office().filter(
        assigned_to=user,
        library__memberships__user=OuterRef("recipient"),
        library__memberships__ended_at__isnull=True,
    )
    return (
        OutboxMessage.objects.for_hands(now)
        .select_related("recipient")
        .annotate(
            is_own=Exists(own),
            library_name=Subquery(memberships.order_by("pk").values("library__name")[:1]),
        )
        .order_by("-is_own", "due_at", "pk")
    )


def _prepared(message: OutboxMessage) -> Prepared:
    text = whatsapp_text.text_of(message, base_url=settings.BASE_URL)
    phone = message.phone_today
    return Prepared(message, text, phone, whatsapp_text.link_to(phone, text) if phone else "")


def sent(request: HttpRequest, token: str) -> HttpResponse:
    return _settled(request, token, by_hand.mark_sent, _("Dicatat: pesan sudah Anda kirim."))


def unreachable(request: HttpRequest, token: str) -> HttpResponse:
    done = _("Dicatat: nomor ini tidak ada di WhatsApp. Hubungi lewat telepon.")
    return _settled(request, token, by_hand.mark_unreachable, done)


def _settled(request: HttpRequest, token: str, operation: object, done: str) -> HttpResponse:
    message = get_object_or_404(
        OutboxMessage.objects.select_related("recipient"),
        token=token, channel=Channel.WHATSAPP_HAND,
    )  # fmt: skip
    try:
        operation(message=message, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, done)
    return redirect("desks:by-hand")
