"""The shipped ladder, time that passes, and what people got."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command

from klik_portal.notifications.models import OutboxMessage
from klik_portal.reminders.models import ReminderRule
from klik_portal.reminders.operations import climb


@pytest.fixture
def shipped(db: None) -> None:
    call_command("load_reminder_rules", verbosity=0)


@pytest.fixture
def only(shipped: None) -> Callable[..., None]:
    """Leave only these rules active."""

    def keep(*codes: str) -> None:
        ReminderRule.objects.exclude(code__in=codes).update(is_active=False)
        assert ReminderRule.objects.filter(is_active=True).count() == len(codes)

    return keep


def live(start: datetime, end: datetime, every: timedelta = timedelta(hours=1)) -> None:
    """Let the beat ring from start to end."""
    while start <= end:
        climb.climb(at=start)
        start += every


def mails(event: str = "reminder.") -> list[tuple[str, str]]:
    """(address, subject) of every mail of the ladder, in the order of writing."""
    rows = OutboxMessage.objects.filter(event__startswith=event, channel="email").order_by("pk")
    return list(rows.values_list("to_address", "subject"))
