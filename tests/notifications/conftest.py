from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import LazySettings

from klik_portal.accounts.models import User
from klik_portal.notifications import texts
from klik_portal.notifications.models import OutboxMessage
from klik_portal.notifications.operations import outbox
from tests.factories.people import UserFactory
from tests.services import SmtpSink, smtp_sink

BARE = texts.MessageText(
    "test.event", "Uji", "Siapa saja", "{judul}", "{isi}",
    {"judul": texts.Placeholder("Judul", "Kabar"), "isi": texts.Placeholder("Isi", ("Satu.",))},
)  # fmt: skip
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
def enqueue(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[OutboxMessage]]:
    """Any subject and lines, for an occasion that only tests have."""

    def write(
        recipient: User,
        dedupe: str = "occasion",
        *,
        event: str = "test.event",
        subject: str = "Kabar",
        lines: Sequence[str] = ("Satu.",),
        **more: Any,
    ) -> list[OutboxMessage]:
        monkeypatch.setitem(texts._texts, event, replace(BARE, event=event))
        values = {"judul": subject, "isi": lines}
        return outbox.enqueue(**{
            "recipient": recipient, "event": event, "dedupe": dedupe, "values": values, "at": AT,
            **more,
        })  # fmt: skip

    return write


@pytest.fixture
def mail_row(enqueue: Callable[..., list[OutboxMessage]]) -> Callable[..., OutboxMessage]:
    """One queued mail and nothing else."""

    def write(recipient: User, dedupe: str = "occasion", **more: Any) -> OutboxMessage:
        return enqueue(recipient, dedupe, channels=["email"], **more)[0]

    return write
