"""The inbox of a person, the ledger of the office, and how the outbox is doing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from klik_portal.accounts.models import User
from klik_portal.notifications import texts
from klik_portal.notifications.models import (
    Channel,
    Heartbeat,
    MessageState,
    OutboxMessage,
    TextVersion,
)

PAGE_SIZE = 25
COUNT_CAP = 1000
VERSIONS_SHOWN = 30
LINK_LABEL = gettext_lazy("Buka di Klik")
DELIVERY = "notifications.deliver_due"
LADDER = "reminders.climb"  # rung by beat every minute
BEAT_SILENT_AFTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Page:
    rows: list[OutboxMessage]
    next_cursor: str


def inbox(*, user: User, after: str = "") -> Page:
    """Newest arrival first; a message that was due later stands where it arrived."""
    rows = OutboxMessage.objects.inbox_of(user).order_by("-sent_at", "-pk")
    if position := _position(after):
        moment, pk = position
        rows = rows.filter(
            Q(sent_at__lt=moment) | Q(sent_at=moment, pk__lt=pk), sent_at__lte=moment
        )
    return _page(rows, lambda last: f"{_micros(last.sent_at)}-{last.pk}")


def ledger(*, state: str = "", after: str = "") -> Page:
    """What left or should leave Klik, newest first; without the copies inside Klik."""
    rows = OutboxMessage.objects.leaving().select_related("recipient", "sent_by").order_by("-pk")
    if state:
        rows = rows.filter(state=state)
    if _is_number(after):
        rows = rows.filter(pk__lt=int(after))
    return _page(rows, lambda last: str(last.pk))


def log(*, messages: QuerySet[OutboxMessage], after: str = "") -> Page:
    """What was written about something or to somebody, on every channel, newest first."""
    rows = messages.select_related("recipient", "sent_by").order_by("-pk")
    if _is_number(after):
        rows = rows.filter(pk__lt=int(after))
    return _page(rows, lambda last: str(last.pk))


def _page(rows: QuerySet[OutboxMessage], cursor_of: Callable[[OutboxMessage], str]) -> Page:
    page = list(rows[: PAGE_SIZE + 1])
    has_more = len(page) > PAGE_SIZE
    page = page[:PAGE_SIZE]
    return Page(page, cursor_of(page[-1]) if has_more else "")


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdecimal() and len(typed) < 19


def _micros(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _position(cursor: str) -> tuple[datetime, int] | None:
    """The place a cursor names; None for an empty one and for one that nobody was given."""
    micros, _, pk = cursor.partition("-")
    if not (_is_number(micros) and _is_number(pk)):
        return None
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(micros)), int(pk)
    except OverflowError:
        return None


def wording_of(event: str) -> texts.Wording:
    """The words sent now, by one index read. Words a newer Klik can no longer fill do not count."""
    text = texts.text_of(event)
    own = latest_version(event)
    if own is None or own.is_shipped or texts.objections(text, own.wording):
        return text.shipped
    return own.wording


def last_of(event: str) -> OutboxMessage | None:
    """The most recent real occasion, when its values are still those the text asks for."""
    last = OutboxMessage.objects.filter(event=event).order_by("-pk").first()
    is_complete = last and last.values.keys() == texts.text_of(event).placeholders.keys()
    return last if is_complete else None


@dataclass(frozen=True)
class TextRow:
    """A text as it is sent now, and who put it into these words; nobody when it is as shipped."""

    text: texts.MessageText
    subject: str
    edited: TextVersion | None


def all_texts() -> list[tuple[str, list[TextRow]]]:
    """Every text under its heading, by one read."""
    newest = TextVersion.objects.order_by("event", "version").select_related("made_by")
    latest = {version.event: version for version in newest}
    return [
        (about, [_row(text, latest.get(text.event)) for text in rows])
        for about, rows in texts.by_subject_matter()
    ]


def _row(text: texts.MessageText, own: TextVersion | None) -> TextRow:
    if own is None or own.is_shipped or texts.objections(text, own.wording):
        return TextRow(text, text.shipped.subject, None)
    return TextRow(text, own.subject, own)


def versions_of(event: str) -> list[TextVersion]:
    rows = TextVersion.objects.filter(event=event).select_related("made_by")
    return list(rows.order_by("-version")[:VERSIONS_SHOWN])


def latest_version(event: str) -> TextVersion | None:
    return TextVersion.objects.filter(event=event).order_by("-version").first()


@dataclass(frozen=True)
class Pulse:
    """How the reminder ladder is doing; it is rung by beat alone, so its silence is beat's."""

    last_run: datetime | None
    told: int
    failed: int
    trouble: str
    is_silent: bool


@dataclass(frozen=True)
class OutboxHealth:
    last_run: datetime | None
    seconds_since: int | None
    trouble: str
    sent_24h: int
    failed_24h: int
    parked: int
    oldest_due: datetime | None
    ladder: Pulse

    @property
    def is_silent(self) -> bool:
        """Nobody has delivered for a while: a person should look at the worker."""
        return (
            self.seconds_since is None
            or self.seconds_since > Heartbeat.SILENT_AFTER.total_seconds()
        )


def outbox_health(now: datetime) -> OutboxHealth:
    """Is somebody delivering? Five index reads; counts stop at 1,000."""
    pulses = Heartbeat.objects.in_bulk([DELIVERY, LADDER], field_name="job")
    pulse = pulses.get(DELIVERY)
    since = now - timedelta(days=1)
    messages = OutboxMessage.objects
    sent = messages.filter(channel=Channel.EMAIL, state=MessageState.SENT, sent_at__gte=since)
    failed = messages.filter(state=MessageState.FAILED, closed_at__gte=since)
    parked = messages.leaving().filter(state=MessageState.PARKED)
    return OutboxHealth(
        last_run=pulse.last_run_at if pulse else None,
        seconds_since=int((now - pulse.last_run_at).total_seconds()) if pulse else None,
        trouble=pulse.note if pulse else "",
        sent_24h=sent[:COUNT_CAP].count(),
        failed_24h=failed[:COUNT_CAP].count(),
        parked=parked[:COUNT_CAP].count(),
        oldest_due=messages.due(now).values_list("due_at", flat=True).first(),
        ladder=_pulse(pulses.get(LADDER), now),
    )


def ladder_pulse(now: datetime) -> Pulse:
    return _pulse(Heartbeat.objects.filter(job=LADDER).first(), now)


def _pulse(beat: Heartbeat | None, now: datetime) -> Pulse:
    if beat is None:
        return Pulse(None, 0, 0, "", is_silent=True)
    is_silent = now - beat.last_run_at > BEAT_SILENT_AFTER
    return Pulse(beat.last_run_at, beat.done, beat.failed, beat.note, is_silent)
