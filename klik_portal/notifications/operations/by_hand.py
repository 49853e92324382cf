"""What officers send themselves by WhatsApp: done, not possible, or too late."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit.operations import record
from klik_portal.core import wording
from klik_portal.core.verdict import Refused
from klik_portal.notifications import stopping
from klik_portal.notifications.models import MessageState, OutboxMessage, OutboxQuerySet

STALE_AFTER = timedelta(days=7)  # news of last week confuses more than it helps
BATCH = 200


@transaction.atomic
def mark_sent(*, message: OutboxMessage, by: User, at: datetime) -> None:
    """This officer pressed "send" in WhatsApp; of two who say so the second hears of the first."""
    _settle(message, state=MessageState.SENT, sent_at=at, sent_by=by)
    _record(message, "sent_by_hand", by, at)


@transaction.atomic
def mark_unreachable(*, message: OutboxMessage, by: User, at: datetime) -> None:
    """The number is not on WhatsApp: the message failed for good, and people see so."""
    reason = _("Nomor ini tidak ada di WhatsApp.")
    _settle(message, state=MessageState.FAILED, closed_at=at, last_error=reason)
    _record(message, "not_on_whatsapp", by, at)


def take_back(*, messages: OutboxQuerySet, why: str, at: datetime) -> int:
    """Nobody needs to send these any more; the rows stay in the ledger and say why."""
    waiting = messages.filter(state=MessageState.WAITING)
    return waiting.update(state=MessageState.CANCELLED, closed_at=at, last_error=why)


def take_back_stale(*, at: datetime) -> int:
    """What nobody sent in a week."""
    waiting = OutboxMessage.objects.filter(state=MessageState.WAITING)
    stale = waiting.filter(due_at__lte=at - STALE_AFTER).order_by("due_at", "pk")
    keys = list(stale.values_list("pk", flat=True)[:BATCH])
    if not keys:
        return 0
    why = _("Tidak dikirim dalam 7 hari, jadi dibatalkan.")
    return take_back(messages=OutboxMessage.objects.filter(pk__in=keys), why=why, at=at)


def take_back_needless(*, at: datetime) -> int:
    """What would remind somebody of a thing that is done by now."""
    waiting = OutboxMessage.objects.for_hands(at).select_related("recipient")
    keys = [message.pk for message in waiting[:BATCH] if not stopping.is_needed(message, at)]
    if not keys:
        return 0
    why = _("Sudah selesai, jadi tidak perlu dikirim.")
    return take_back(messages=OutboxMessage.objects.filter(pk__in=keys), why=why, at=at)


def _settle(message: OutboxMessage, **changes: Any) -> None:
    waiting = OutboxMessage.objects.filter(pk=message.pk, state=MessageState.WAITING)
    if not waiting.update(**changes):
        now = OutboxMessage.objects.select_related("sent_by").get(pk=message.pk)
        raise Refused(_why_not(now))


def _why_not(message: OutboxMessage) -> str:
    if message.state == MessageState.SENT and message.sent_by:
        return _("Pesan ini sudah dikirim oleh %(who)s pada %(when)s.") % {
            "who": message.sent_by.display_name, "when": wording.short_moment(message.sent_at),
        }  # fmt: skip
    if message.state == MessageState.CANCELLED:
        return _("Pesan ini sudah dibatalkan. Tidak perlu dikirim.")
    return _("Pesan ini tidak sedang menunggu dikirim petugas.")


def _record(message: OutboxMessage, verb: str, by: User, at: datetime) -> None:
    record(
        kind="message", code=message.token, verb=verb, actor=by, at=at,
        person=message.recipient.display_name,
    )  # fmt: skip
