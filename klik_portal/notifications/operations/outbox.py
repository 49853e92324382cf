"""Write messages into the ledger, take queued ones back, and note what was read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit.operations import record
from klik_portal.core import doorbell
from klik_portal.core.verdict import Refused
from klik_portal.notifications import queries, texts
from klik_portal.notifications.channels import whatsapp
from klik_portal.notifications.models import (
    STUCK,
    UNSENT,
    Channel,
    MessageState,
    OutboxMessage,
)

DELIVER = "notifications.deliver_due"
MAX_KEY = 200
BY_HAND = ":by_hand"  # ends the key of what an officer sends instead
WHATSAPPS = (Channel.WHATSAPP, Channel.WHATSAPP_HAND)
HANDED_OVER = ("event", "recipient", "subject", "body_text", "values", "link", "link_label", "about_kind", "about_code")  # fmt: skip


@dataclass(frozen=True)
class Calendar:
    """An iCalendar text to go along with a mail."""

    ics: str
    method: str  # REQUEST or CANCEL


@transaction.atomic
def enqueue(
    *,
    recipient: User,
    event: str,
    dedupe: str,
    values: Mapping[str, texts.Value],
    at: datetime,
    link: str = "",
    link_label: str = queries.LINK_LABEL,
    about_kind: str = "",
    about_code: str = "",
    channels: Sequence[str] | None = None,
    due_at: datetime | None = None,
    calendar: Calendar | None = None,
    attachment: str = "",
) -> list[OutboxMessage]:
    """Put a message on its way: one ledger row per channel, in the caller's transaction.

    The words are those registered for the event, or the office's own, filled with `values`.
    `dedupe` names the occasion; the same occasion, person and channel is written only once, so an
    operation that runs twice sends once. Without `channels`: in Klik, by mail when there is an
    address, by WhatsApp to whoever agreed to it; who has only a phone number gets a WhatsApp that
    an officer sends. Returns the rows of this occasion, whoever wrote them first.
    """
    kept = texts.plain(values)
    filled = texts.fill(texts.text_of(event), queries.wording_of(event), kept)
    rows = [
        OutboxMessage(
            dedupe_key=_key(f"{dedupe}:{recipient.pk}:{channel}"),
            event=event,
            channel=Channel(channel),
            recipient=recipient,
            subject=filled.subject,
            body_text=filled.body,
            values=kept,
            link=link,
            link_label=str(link_label),
            about_kind=about_kind,
            about_code=about_code,
            due_at=due_at or at,
            created_at=at,
        )
        for channel in (_channels_of(recipient) if channels is None else channels)
    ]
    for row in rows:
        _address(row, calendar, attachment)
    OutboxMessage.objects.bulk_create(rows, ignore_conflicts=True)
    if any(row.state == MessageState.QUEUED and row.due_at <= at for row in rows):
        doorbell.ring(DELIVER)
    return list(
        OutboxMessage.objects.filter(dedupe_key__in=[row.dedupe_key for row in rows]).order_by("pk")
    )


def _channels_of(recipient: User) -> Sequence[str]:
    channels = [Channel.IN_APP]
    if recipient.email:
        channels.append(Channel.EMAIL)
    if recipient.takes_whatsapp and whatsapp.is_configured():
        channels.append(Channel.WHATSAPP)
    elif recipient.phone and not recipient.email:
        channels.append(Channel.WHATSAPP_HAND)
    return channels


def _key(occasion: str) -> str:
    return occasion if len(occasion) <= MAX_KEY else sha256(occasion.encode()).hexdigest()


def keys_of_occasion(message: OutboxMessage) -> list[str]:
    """The keys under which this person was told the same by whatever channel."""
    occasion = message.dedupe_key.removesuffix(BY_HAND).rpartition(":")[0]
    return [f"{occasion}:{channel}" for channel in Channel.values]


def _address(row: OutboxMessage, calendar: Calendar | None, attachment: str = "") -> None:
    """What the channel needs: an address for mails; what is shown in Klik has arrived when due."""
    if row.channel == Channel.EMAIL:
        row.to_address = row.recipient.email or ""
        row.message_id = message_id(row.dedupe_key)
        row.attachment = attachment
        if calendar:
            row.calendar_ics, row.calendar_method = calendar.ics, calendar.method
    elif row.channel in WHATSAPPS:
        row.to_address = row.recipient.phone or ""
        if row.channel == Channel.WHATSAPP_HAND:
            row.state = MessageState.WAITING
    elif row.due_at <= row.created_at:
        row.state, row.sent_at = MessageState.SENT, row.created_at


def message_id(dedupe_key: str) -> str:
    """The same for every try of a message, so that mail programs drop a copy; fits one line."""
    host = urlsplit(settings.BASE_URL).hostname or "klik"
    return f"<{sha256(dedupe_key.encode()).hexdigest()[:40]}@{host}>"


@transaction.atomic
def cancel(
    *, about_kind: str, about_code: str, events: Collection[str] | None = None, at: datetime
) -> int:
    """Take back what has not left yet; returns how many messages that were."""
    rows = OutboxMessage.objects.filter(
        about_kind=about_kind, about_code=about_code, state__in=UNSENT
    )
    if events is not None:
        rows = rows.filter(event__in=events)
    return rows.update(state=MessageState.CANCELLED, closed_at=at)


def hand_over(*, message: OutboxMessage, at: datetime) -> None:
    """A WhatsApp that did not get through, to somebody without mail: an officer writes instead."""
    person = message.recipient
    if message.channel != Channel.WHATSAPP or person.email or not person.phone:
        return
    row = OutboxMessage(
        dedupe_key=_key(message.dedupe_key + BY_HAND), channel=Channel.WHATSAPP_HAND,
        due_at=at, created_at=at, **{name: getattr(message, name) for name in HANDED_OVER},
    )  # fmt: skip
    _address(row, None)
    row.to_address = _address_today(message)
    OutboxMessage.objects.bulk_create([row], ignore_conflicts=True)


@transaction.atomic
def send_again(*, message: OutboxMessage, by: User, at: datetime) -> None:
    """Give a failed or parked message five new tries, to where the person is reached today."""
    by_person = message.channel == Channel.WHATSAPP_HAND
    changed = OutboxMessage.objects.filter(pk=message.pk, state__in=STUCK).update(
        state=MessageState.WAITING if by_person else MessageState.QUEUED,
        to_address=_address_today(message), due_at=at, attempts=0, closed_at=None,
    )  # fmt: skip
    if not changed:
        raise Refused(_("Pesan ini tidak sedang gagal."))
    record(kind="message", code=message.token, verb="sent_again", actor=by, at=at)
    doorbell.ring(DELIVER)


def _address_today(message: OutboxMessage) -> str:
    person = message.recipient
    if person is None or message.stays_put:
        return message.to_address
    now = person.phone if message.channel in WHATSAPPS else person.email
    return now or message.to_address


def mark_read(*, user: User, up_to: datetime, at: datetime) -> None:
    """Read is what stood on the page the person saw, not what has arrived since."""
    unread = OutboxMessage.objects.inbox_of(user).filter(read_at__isnull=True, sent_at__lte=up_to)
    unread.update(read_at=at)
