from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import LazySettings

from klik_portal.accounts.models import User
from klik_portal.notifications.models import OutboxMessage
from klik_portal.notifications.operations import outbox
from tests.factories.people import UserFactory
from tests.services import SmtpSink, smtp_sink

AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # 09.00 WITA


@pytest.fixture
def wati(db: None) -> User:
    """Somebody with an address."""
    return UserFactory(email="wati@contoh.id", name="Wati")


@pytest.fixture
def sink(settings: LazySettings) -> Iterator[SmtpSink]:
    """A real SMTP server, and Klik told to use it."""
    with smtp_sink() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture
def enqueue() -> Callable[..., list[OutboxMessage]]:
    def write(recipient: User, dedupe: str = "occasion", **more: Any) -> list[OutboxMessage]:
        return outbox.enqueue(**{
            "recipient": recipient, "event": "test.event", "dedupe": dedupe, "subject": "Kabar",
            "lines": ["Satu."], "at": AT, **more,
        })  # fmt: skip

    return write


@pytest.fixture
def mail_row(enqueue: Callable[..., list[OutboxMessage]]) -> Callable[..., OutboxMessage]:
    """One queued mail and nothing else."""

    def write(recipient: User, dedupe: str = "occasion", **more: Any) -> OutboxMessage:
        return enqueue(recipient, dedupe, channels=["email"], **more)[0]

    return write
