"""What Meta tells by webhook about messages it carries: sent, delivered, read, failed.

Statuses arrive late, doubled and in any order: a message only ever moves forward.
"""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from klik_portal.core.text import in_one_line, without_control_bytes
from klik_portal.notifications.channels.whatsapp import LONGEST_ID
from klik_portal.notifications.models import UNSENT, Channel, MessageState, OutboxMessage
from klik_portal.notifications.operations import outbox

SENT, DELIVERED, READ, FAILED = "sent", "delivered", "read", "failed"
# From which states a status may move a message on. A tried message counts as waiting again.
UNSETTLED = (*UNSENT, MessageState.SENDING, MessageState.PARKED)
BEFORE = {
    SENT: UNSETTLED,
    FAILED: (*UNSETTLED, MessageState.SENT),
    DELIVERED: (*UNSETTLED, MessageState.SENT, MessageState.FAILED),
    READ: (*UNSETTLED, MessageState.SENT, MessageState.FAILED, MessageState.DELIVERED),
}


@dataclass(frozen=True)
class News:
    status: str
    provider_id: str
    token: str  # ours, given along with the message
    moment: datetime
    why: str = ""


def is_genuine(*, body: bytes, signature: str) -> bool:
    """Did Meta sign these very bytes with our app's secret?"""
    secret = settings.WHATSAPP_APP_SECRET
    if not secret:
        return False
    expected = "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))


def is_our_subscription(*, mode: str, token: str) -> bool:
    """Does Meta ask with the word that the office typed into its settings?"""
    wanted = settings.WHATSAPP_VERIFY_TOKEN
    is_known = hmac.compare_digest(wanted.encode(), token.encode("utf-8", "replace"))
    return bool(wanted) and mode == "subscribe" and is_known


@transaction.atomic
def hear(*, told: dict[str, Any], at: datetime) -> int:
    """Take in every status of one call; returns how many messages moved."""
    return sum(_take_in(news, at) for news in read(told))


def _take_in(news: News, at: datetime) -> bool:
    message = _meant(news).filter(state__in=BEFORE[news.status]).first()
    if message is None:
        return False
    changes = _changes(news, min(news.moment, at))
    moved = OutboxMessage.objects.filter(pk=message.pk, state__in=BEFORE[news.status])
    if not moved.update(lease_until=None, **changes):
        return False
    if news.status == FAILED:
        outbox.hand_over(message=message, at=at)
    return True


def _meant(news: News) -> QuerySet[OutboxMessage]:
    """By our own token; an answer that got lost left us without Meta's id."""
    same = Q(token=news.token) if news.token else Q(provider_id=news.provider_id)
    return OutboxMessage.objects.filter(same, channel=Channel.WHATSAPP)


def _changes(news: News, moment: datetime) -> dict[str, Any]:
    changes: dict[str, Any] = {"provider_id": news.provider_id}
    if news.status == FAILED:
        return {
            **changes,
            "state": MessageState.FAILED,
            "closed_at": moment,
            "last_error": news.why,
        }
    changes |= {"sent_at": Coalesce(F("sent_at"), moment), "closed_at": None, "last_error": ""}
    if news.status == SENT:
        return {**changes, "state": MessageState.SENT}
    changes |= {
        "state": MessageState.DELIVERED,
        "delivered_at": Coalesce(F("delivered_at"), moment),
    }
    if news.status == READ:
        changes["read_at"] = Coalesce(F("read_at"), moment)
    return changes


def read(told: dict[str, Any]) -> Iterator[News]:
    """The statuses of our own number, however odd the rest."""
    if told.get("object") != "whatsapp_business_account":
        return
    for entry in _dicts(told.get("entry")):
        for change in _dicts(entry.get("changes")):
            value = change.get("value")
            if change.get("field") == "messages" and isinstance(value, dict):
                yield from _statuses(value)


def _statuses(value: dict[str, Any]) -> Iterator[News]:
    metadata = value.get("metadata")
    number = metadata.get("phone_number_id") if isinstance(metadata, dict) else None
    if number != settings.WHATSAPP_PHONE_NUMBER_ID:
        return
    for status in _dicts(value.get("statuses")):
        news = _news(status)
        if news is not None:
            yield news


def _news(status: dict[str, Any]) -> News | None:
    name, provider_id = status.get("status"), _short(status.get("id"), LONGEST_ID)
    moment = _moment(status.get("timestamp"))
    if not isinstance(name, str) or name not in BEFORE or not provider_id or moment is None:
        return None
    token = _short(status.get("biz_opaque_callback_data"), 22)
    return News(name, provider_id, token, moment, _why(status) if name == FAILED else "")


def _why(status: dict[str, Any]) -> str:
    error = next(iter(_dicts(status.get("errors"))), {})
    title = _short(error.get("title") or error.get("message"), 160)
    code = error.get("code")
    return f"WhatsApp ({code if isinstance(code, int) else '?'}) {title}".strip()


def _dicts(told: Any) -> list[dict[str, Any]]:
    return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []


def _short(told: Any, longest: int) -> str:
    if not isinstance(told, str):
        return ""
    text = without_control_bytes(told).encode("utf-8", "replace").decode()
    return in_one_line(text)[:longest]


def _moment(told: Any) -> datetime | None:
    """Seconds since 1970, as text."""
    if not (isinstance(told, str) and told.isascii() and told.isdigit() and len(told) <= 11):
        return None
    return datetime.fromtimestamp(int(told), UTC)
