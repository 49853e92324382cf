"""Claim due messages, send them outside the transaction, and mark what became of them.

A claim is a lease: when the worker dies, the message is offered again after the lease. A message
can therefore arrive twice only when its sender died (or lost the database) between sending and
marking, and both copies carry the same Message-ID.
"""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from klik_portal.core import clock
from klik_portal.notifications import stopping
from klik_portal.notifications.channels import email, whatsapp
from klik_portal.notifications.channels.failures import Permanent, Temporary, Unreachable
from klik_portal.notifications.models import Channel, MessageState, OutboxMessage, OutboxQuerySet
from klik_portal.notifications.operations import by_hand, heartbeat, outbox

BATCH = 20
MAX_ATTEMPTS = 5
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
PATIENCE = timedelta(seconds=120)  # well within the task's time limit
JOB = "notifications.deliver_due"

log = structlog.get_logger("klik.delivery")


@dataclass
class DeliveryReport:
    sent: int = 0
    failed: int = 0
    parked: int = 0
    retried: int = 0
    cancelled: int = 0
    trouble: str = ""  # why the run as a whole stopped early
    has_more: bool = False  # the limit was reached: ring again


@dataclass
class Run:
    """One sweep: its open connections, its clock, and what it has done so far."""

    post: email.Session
    whatsapp: whatsapp.Session
    tick: clock.Clock
    ends_at: datetime
    lease: timedelta
    report: DeliveryReport

    @property
    def is_over(self) -> bool:
        return bool(self.report.trouble) or self.tick() >= self.ends_at


def deliver_due(
    *, now: datetime, limit: int = 200, lease_seconds: int | None = None
) -> DeliveryReport:
    """Send what is due, batch by batch, until nothing is left or the limit is reached."""
    lease = timedelta(seconds=lease_seconds or settings.OUTBOX_LEASE_SECONDS)
    tick = clock.running(now)
    report = DeliveryReport()
    claimed = 0
    with email.session() as post, closing(whatsapp.Session()) as chat:
        run = Run(post, chat, tick, now + PATIENCE, lease, report)
        while claimed < limit and not run.is_over:
            batch = claim(now=tick(), size=min(BATCH, limit - claimed), lease=lease)
            if not batch:
                break
            claimed += len(batch)
            _deliver_batch(batch, run)
    report.has_more = claimed >= limit
    by_hand.take_back_stale(at=tick())
    by_hand.take_back_needless(at=tick())
    failed = report.failed + report.parked
    heartbeat.beat(job=JOB, at=tick(), done=report.sent, failed=failed, note=report.trouble)
    return report


@transaction.atomic
def claim(*, now: datetime, size: int, lease: timedelta) -> list[OutboxMessage]:
    """Take a lease on messages to send now; two workers never hold the same one.

    PostgreSQL skips rows another worker has locked; SQLite's transactions begin IMMEDIATE, so that
    only one worker at a time is in here.
    """
    batch = list(_locked(OutboxMessage.objects.abandoned(now))[:size])
    batch += _locked(OutboxMessage.objects.due(now))[: size - len(batch)]
    changes = {"state": MessageState.SENDING, "lease_until": now + lease}
    OutboxMessage.objects.filter(pk__in=[message.pk for message in batch]).update(
        attempts=F("attempts") + 1, **changes
    )
    for message in batch:
        message.state, message.lease_until = changes.values()
        message.attempts += 1
    return batch


def _locked(messages: OutboxQuerySet) -> OutboxQuerySet:
    if connection.features.has_select_for_update_skip_locked:
        messages = messages.select_for_update(skip_locked=True, of=("self",))
    return messages.select_related("recipient")


def _deliver_batch(batch: list[OutboxMessage], run: Run) -> None:
    for position, message in enumerate(batch):
        if run.is_over:
            _give_back(batch[position:])
            return
        if _hold(message, run):
            _deliver(message, run)


def _hold(message: OutboxMessage, run: Run) -> bool:
    """Still ours to send? A slow batch renews its lease before another worker may take over."""
    if message.lease_until - run.tick() > run.lease / 2:
        return True
    return _mark(message, lease_until=run.tick() + run.lease)


def _deliver(message: OutboxMessage, run: Run) -> None:
    if message.is_for_nobody:
        _close(message, MessageState.CANCELLED, run.tick(), message.last_error)
        run.report.cancelled += 1
    elif message.attempts > MAX_ATTEMPTS:
        _close(message, MessageState.PARKED, run.tick(), message.last_error)
        run.report.parked += 1
    elif message.channel == Channel.WHATSAPP and run.whatsapp.trouble:
        _wait_for_whatsapp(message, run)
    else:
        _send(message, run)


def _send(message: OutboxMessage, run: Run) -> None:
    told = {}
    try:
        stopping.ensure_needed(message, run.tick())
        if message.channel == Channel.EMAIL:
            run.post.send(message)
        elif message.channel == Channel.WHATSAPP:
            told["provider_id"] = run.whatsapp.send(message) or None
    except stopping.Over:
        _close(message, MessageState.CANCELLED, run.tick(), message.last_error)
        run.report.cancelled += 1
    except Permanent as error:
        _fail(message, run.tick(), str(error))
        run.report.failed += 1
    except Temporary as error:
        _try_later(message, run, str(error))
        if isinstance(error, Unreachable) and message.channel == Channel.EMAIL:
            run.report.trouble = str(error)
    except Exception as error:
        # One odd message must hold up nobody else's; the stack goes to the log, people see a row.
        log.exception("message could not be delivered", token=message.token)
        _try_later(message, run, f"{type(error).__name__}: {error}")
    else:
        _mark(
            message, state=MessageState.SENT, sent_at=run.tick(), lease_until=None, last_error="",
            **told,
        )  # fmt: skip
        run.report.sent += 1


@transaction.atomic
def _fail(message: OutboxMessage, now: datetime, error: str) -> None:
    """Refused for good. An officer takes over in the same moment, or nobody would ever."""
    if _close(message, MessageState.FAILED, now, error):
        outbox.hand_over(message=message, at=now)


def _try_later(message: OutboxMessage, run: Run, error: str) -> None:
    if message.attempts >= MAX_ATTEMPTS:
        _close(message, MessageState.PARKED, run.tick(), error)
        run.report.parked += 1
        return
    due_at = run.tick() + BACK_OFF[message.attempts - 1]
    _mark(
        message, state=MessageState.QUEUED, lease_until=None, due_at=due_at, last_error=error[:300]
    )
    run.report.retried += 1


def _wait_for_whatsapp(message: OutboxMessage, run: Run) -> None:
    """Meta was out of reach a moment ago: mails go on, this waits a minute and costs no try."""
    _mark(
        message, state=MessageState.QUEUED, lease_until=None, due_at=run.tick() + BACK_OFF[0],
        attempts=message.attempts - 1, last_error=run.whatsapp.trouble[:300],
    )  # fmt: skip
    run.report.retried += 1


def _close(message: OutboxMessage, state: MessageState, now: datetime, error: str) -> bool:
    return _mark(message, state=state, lease_until=None, closed_at=now, last_error=error[:300])


def _give_back(batch: list[OutboxMessage]) -> None:
    """The run stops early: what was claimed and not tried waits for the next one, uncounted."""
    for message in batch:
        _mark(message, state=MessageState.QUEUED, lease_until=None, attempts=message.attempts - 1)


def _mark(message: OutboxMessage, **changes: object) -> bool:
    """Only while the lease is still ours: a worker that woke up late marks nothing."""
    ours = OutboxMessage.objects.filter(
        pk=message.pk, state=MessageState.SENDING, lease_until=message.lease_until
    )
    if not ours.update(**changes):
        return False
    for name, value in changes.items():
        setattr(message, name, value)
    return True
