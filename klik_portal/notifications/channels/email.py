"""A ledger row as a mail, over one SMTP connection per batch."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

from klik_portal.notifications import attachments
from klik_portal.notifications.channels.failures import Permanent, Temporary, Unreachable
from klik_portal.notifications.models import OutboxMessage

PERMANENT_FROM = 500  # SMTP replies from here on will not change by trying again
CLOSING = 421  # many servers close the connection so after a number of mails


class Closed(Temporary):
    """The server ended the connection before it took the mail."""


class Session:
    """One open connection for many mails; after a failure the next mail opens a new one."""

    def __init__(self, connection: BaseEmailBackend) -> None:
        self._connection = connection

    def send(self, message: OutboxMessage) -> None:
        was_open = not self._open()
        try:
            self._hand_over(message)
        except Closed:
            if not was_open:
                raise
            self._open()  # the server was done with the kept connection: once more on a new one
            self._hand_over(message)

    def _open(self) -> bool:
        """True when a new connection was made. A refused password is our fault, not the mail's."""
        try:
            return bool(self._connection.open())
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise Unreachable(_said(error)) from error

    def _hand_over(self, message: OutboxMessage) -> None:
        try:
            as_mail(message, self._connection).send(fail_silently=False)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise _meaning(error)(_said(error)) from error
        except ValueError as error:  # an address or header that cannot be a mail at all
            raise Permanent(_said(error)) from error

    def close(self) -> None:
        try:
            self._connection.close()
        except (smtplib.SMTPException, OSError):
            self._connection.connection = None  # it was gone already


def _meaning(error: Exception) -> type[Exception]:
    code, _words = _reply(error)
    if isinstance(error, smtplib.SMTPServerDisconnected) or code == CLOSING:
        return Closed
    if code >= PERMANENT_FROM and not isinstance(error, smtplib.SMTPSenderRefused):
        return Permanent
    return Temporary  # a refused sender too: that is a setting, the mail may leave once it is right


def _said(error: Exception) -> str:
    """The server's own words, for the ledger."""
    code, words = _reply(error)
    return f"{code} {words}" if code else str(error) or type(error).__name__


def _reply(error: Exception) -> tuple[int, str]:
    """(550, "no such user"); (0, "") when the server said nothing."""
    code, words = getattr(error, "smtp_code", 0), getattr(error, "smtp_error", "")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = max(error.recipients.values())
    return code, words.decode(errors="replace") if isinstance(words, bytes) else str(words)


@contextmanager
def session() -> Iterator[Session]:
    opened = Session(get_connection())
    try:
        yield opened
    finally:
        opened.close()


def as_mail(
    message: OutboxMessage, connection: BaseEmailBackend | None = None
) -> EmailMultiAlternatives:
    context = {"message": message, "url": settings.BASE_URL + message.link if message.link else ""}
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=render_to_string("notifications/mail.txt", context),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.to_address],
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    mail.attach_alternative(render_to_string("notifications/mail.html", context), "text/html")
    if message.calendar_ics:
        # Twice on purpose: the alternative draws the invitation's buttons, the file can be saved.
        mail.attach_alternative(
            message.calendar_ics, f"text/calendar; method={message.calendar_method}"
        )
        mail.attach("jadwal.ics", message.calendar_ics.encode(), "application/ics")
    if message.attachment:
        file = attachments.opened(message.attachment)
        mail.attach(file.name, file.content, file.content_type)
    return mail
