"""Write one event, or check all of them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from klik_portal.audit.models import AuditEvent, AuditHead

GENESIS = "0" * 64


@transaction.atomic
def record(
    *,
    kind: str,
    code: str,
    verb: str,
    actor: Any,
    at: datetime,
    note: str = "",
    **payload: Any,
) -> AuditEvent:
    """Append what happened to a subject, in the transaction of the change itself.

    `actor` is a user, or None when Klik itself acted. `payload` must be JSON.
    """
    event = Event(kind=kind, code=code, verb=verb, note=note, payload=payload)
    return record_many(events=[event], actor=actor, at=at)[0]


@dataclass(frozen=True)
class Event:
    """What happened to one subject, for `record_many`."""

    kind: str
    code: str
    verb: str
    note: str = ""
    payload: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def record_many(*, events: Iterable[Event], actor: Any, at: datetime) -> list[AuditEvent]:
    """Append what happened to many subjects at once: one turn, one row and one hash each."""
    head = take_turn()
    rows = []
    for told in events:
        row = AuditEvent(
            sequence=head.count + 1,
            at=at,
            actor_id=actor.pk if actor else None,
            actor_name=str(actor) if actor else "Klik",
            verb=told.verb,
            subject_kind=told.kind,
            subject_code=told.code,
            note=told.note,
            payload=told.payload,
            previous_hash=head.last_hash,
        )
        row.hash = digest(row)
        head.count, head.last_hash = row.sequence, row.hash
        rows.append(row)
    AuditEvent.objects.bulk_create(rows)
    head.save(update_fields=["count", "last_hash"])
    return rows


def take_turn() -> AuditHead:
    """Lock what every recorded change locks, until the transaction ends; what is kept beside the
    changes themselves can then not be written by two at once."""
    return AuditHead.objects.select_for_update().get(pk=1)  # the row comes with migration 0001


def digest(event: AuditEvent) -> str:
    """The hash an honest row has: its own text chained to the row before."""
    told = [
        event.sequence,
        event.at.astimezone(UTC).isoformat(),
        event.actor_id,
        event.actor_name,
        event.verb,
        event.subject_kind,
        event.subject_code,
        event.note,
        event.payload,
        event.previous_hash,
    ]
    return sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def first_break() -> int | None:
    """Sequence number of the first row that does not fit its chain; None when all is well."""
    previous, expected = GENESIS, 1
    for event in AuditEvent.objects.order_by("sequence").iterator(chunk_size=2000):
        if (event.sequence, event.previous_hash, event.hash) != (expected, previous, digest(event)):
            return expected
        previous, expected = event.hash, expected + 1
    head = AuditHead.objects.filter(pk=1).first()
    if head and (head.count, head.last_hash) != (expected - 1, previous):
        return expected
    return None
