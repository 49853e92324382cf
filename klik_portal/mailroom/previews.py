"""What a message will look like, made by the very code that sends it."""

from dataclasses import dataclass
from datetime import datetime

from klik_portal.accounts.models import User
from klik_portal.notifications import queries, texts
from klik_portal.notifications.channels import email
from klik_portal.notifications.models import Channel, OutboxMessage

SOMEWHERE = "/…"  # each person's message leads to a page of its own


@dataclass(frozen=True)
class Preview:
    subject: str
    plain: str
    html: str
    message: OutboxMessage  # as it stands in Klik
    filled_at: datetime | None  # when the message was sent whose values these are; None: examples


def preview(*, event: str, wording: texts.Wording, reader: User) -> Preview:
    """The words filled with the most recent real occasion, or with examples while there is none."""
    text = texts.text_of(event)
    last = queries.last_of(event)
    filled = texts.fill(text, wording, last.values if last else text.examples)
    message = OutboxMessage(
        event=event,
        channel=Channel.EMAIL,
        recipient=reader,
        to_address=reader.email or "",
        subject=filled.subject,
        body_text=filled.body,
        link=SOMEWHERE if last is None or last.link else "",
        link_label=last.link_label if last else queries.LINK_LABEL,
    )
    mail = email.as_mail(message)
    html = next(part.content for part in mail.alternatives if part.mimetype == "text/html")
    return Preview(mail.subject, mail.body, html, message, last.created_at if last else None)
