"""A ledger row as a WhatsApp text that an officer sends from the office's phone. Pure."""

from typing import Protocol
from urllib.parse import quote

WA_ME = "https://wa.me/"


class Told(Protocol):
    subject: str
    body_text: str
    link: str


def text_of(message: Told, *, base_url: str) -> str:
    """The subject in bold as WhatsApp writes it, then the lines, then the address in full."""
    parts = [f"*{message.subject}*", message.body_text]
    if message.link:
        parts.append(base_url + message.link)
    return "\n\n".join(part for part in parts if part)


def link_to(phone: str, text: str) -> str:
    """Opens WhatsApp at this number with the text typed in; the number is kept as +62..."""
    return f"{WA_ME}{phone.lstrip('+')}?text={quote(text, safe='')}"
