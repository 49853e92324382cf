"""Messages that may have become needless while they waited. Apps above register who knows.

Asked right before a mail leaves: a reminder stops by itself when the thing is done.
"""

from collections.abc import Callable
from datetime import datetime

from klik_portal.notifications.models import OutboxMessage

IsOver = Callable[[OutboxMessage, datetime], bool]

_checks: dict[str, IsOver] = {}


class Over(Exception):
    """What the message is about is done: nobody needs it any more."""


def register(prefix: str, is_over: IsOver) -> None:
    """Ask about every message whose event starts so."""
    _checks[prefix] = is_over


def ensure_needed(message: OutboxMessage, now: datetime) -> None:
    if not is_needed(message, now):
        raise Over


def is_needed(message: OutboxMessage, now: datetime) -> bool:
    return not any(
        message.event.startswith(prefix) and is_over(message, now)
        for prefix, is_over in _checks.items()
    )
