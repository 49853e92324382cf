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
    filled = texts.fill(text, wording, last.values if last else text.usual_examples)
    link = SOMEWHERE if last is None or last.link else ""
    label = last.link_label if last else str(queries.LINK_LABEL)
    return _shown(filled, link, label, reader, last.created_at if last else None)


def letter(*, subject: str, body: str, link: str, reader: User) -> Preview:
    """A letter to many, in the words the office uses around it."""
    values = texts.plain({"judul": " ".join(subject.split()), "isi": body.strip().splitlines()})
    wording = queries.wording_of("bulk.message")
    filled = texts.fill(texts.text_of("bulk.message"), wording, values)
    return _shown(filled, link, str(queries.LINK_LABEL), reader, None)


def _shown(
    filled: texts.Filled, link: str, link_label: str, reader: User, filled_at: datetime | None
) -> Preview:
    message = OutboxMessage(
        channel=Channel.EMAIL,
        recipient=reader,
        to_address=reader.email or "",
        subject=filled.subject,
        body_text=filled.body,
        link=link,
        link_label=link_label,
    )
    mail = email.as_mail(message)
    html = next(part.content for part in mail.alternatives if part.mimetype == "text/html")
    return Preview(mail.subject, mail.body, html, message, filled_at)
