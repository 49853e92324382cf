"""A mail to an address that somebody without an account left: one ledger row, no person behind it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from klik_portal.core import doorbell
from klik_portal.notifications import queries, texts
from klik_portal.notifications.models import Channel, OutboxMessage
from klik_portal.notifications.operations.outbox import DELIVER, message_id


@transaction.atomic
def enqueue_mail(
    *,
    address: str,
    event: str,
    dedupe: str,
    values: Mapping[str, texts.Value],
    at: datetime,
    about_kind: str = "",
    about_code: str = "",
) -> OutboxMessage:
    """As `outbox.enqueue`; `dedupe` names the occasion, written once. Carries no link into Klik."""
    kept = texts.plain(values)
    filled = texts.fill(texts.text_of(event), queries.wording_of(event), kept)
    key = f"{dedupe}:stranger"
    message, is_new = OutboxMessage.objects.get_or_create(
        dedupe_key=key,
        defaults={
            "event": event, "channel": Channel.EMAIL, "to_address": address,
            "message_id": message_id(key), "subject": filled.subject, "body_text": filled.body,
            "values": kept, "about_kind": about_kind, "about_code": about_code, "due_at": at,
            "created_at": at,
        },
    )  # fmt: skip
    if is_new:
        doorbell.ring(DELIVER)
    return message
