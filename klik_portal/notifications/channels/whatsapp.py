"""A ledger row as a WhatsApp message of the office's own number, through Meta's Cloud API.

Always as the one template that Meta has approved for the office: a template may be sent at any
time, free text only within a day of the person's last message. The template's body has two
variables, {{1}} the subject and {{2}} the text with its address.
"""

import re
from typing import Any
from urllib.parse import quote

import httpx2
from django.conf import settings

from klik_portal.core.text import without_control_bytes
from klik_portal.notifications.channels.failures import Permanent, Temporary, Unreachable
from klik_portal.notifications.models import OutboxMessage

CONNECT_TIMEOUT, READ_TIMEOUT = 5.0, 15.0
LONGEST_SUBJECT, LONGEST_TEXT = 160, 700  # the whole body of a template may have 1,024 characters
LONGEST_ID = 200
# Meta's codes for "later": its own trouble, and the limits of the app, the number and the pair.
PASSING = frozenset({1, 2, 4, 80007, 130429, 131000, 131016, 131048, 131056, 131057, 133004})
OUR_KEY = frozenset({0, 3, 10, 190, 131005, 131031, 131042, 133010})  # token, permission, account


def is_configured() -> bool:
    return bool(settings.WHATSAPP_PHONE_NUMBER_ID)


class Session:
    """One connection for a run; once Meta is out of reach nothing else is tried in it."""

    def __init__(self) -> None:
        self._http: httpx2.Client | None = None
        self.trouble = ""

    def send(self, message: OutboxMessage) -> str:
        """Hand the message over; returns the id under which Meta speaks of it later."""
        if not is_configured():
            raise Permanent("WhatsApp Cloud API is not configured")
        if not message.to_address:
            raise Permanent("no phone number")
        try:
            return _id_of(self._post(payload(message)))
        except Unreachable as error:
            self.trouble = str(error)
            raise

    def _post(self, body: dict[str, Any]) -> httpx2.Response:
        self._http = self._http or httpx2.Client(follow_redirects=False)
        try:
            return self._http.post(
                _address(), json=body, timeout=httpx2.Timeout(READ_TIMEOUT, connect=CONNECT_TIMEOUT),
                headers={"Authorization": f"Bearer {settings.WHATSAPP_ACCESS_TOKEN}"},
            )  # fmt: skip
        except httpx2.TimeoutException:
            raise Unreachable("WhatsApp did not answer") from None
        except httpx2.HTTPError as error:
            raise Unreachable(f"WhatsApp cannot be reached: {type(error).__name__}") from None

    def close(self) -> None:
        if self._http is not None:
            self._http.close()


def payload(message: OutboxMessage) -> dict[str, Any]:
    address = settings.BASE_URL + message.link if message.link else ""
    text = in_one_line(message.body_text, LONGEST_TEXT)
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": message.to_address.lstrip("+"),
        "type": "template",
        "template": {
            "name": settings.WHATSAPP_TEMPLATE,
            "language": {"code": settings.WHATSAPP_TEMPLATE_LANGUAGE},
            "components": [
                {
                    "type": "body",
                    "parameters": [
                        {"type": "text", "text": in_one_line(message.subject, LONGEST_SUBJECT)},
                        {"type": "text", "text": f"{text} {address}".strip()},
                    ],
                }
            ],
        },
        # Comes back with every word about this message, also when our answer was lost on the way.
        "biz_opaque_callback_data": message.token,
    }


def in_one_line(text: str, longest: int) -> str:
    """A variable may hold no line break, no tab and no run of spaces, and must not be empty."""
    line = re.sub(r"\s+", " ", without_control_bytes(text)).strip() or "-"
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _address() -> str:
    base, version = settings.WHATSAPP_API_BASE_URL.rstrip("/"), settings.WHATSAPP_API_VERSION
    return f"{base}/{version}/{quote(settings.WHATSAPP_PHONE_NUMBER_ID, safe='')}/messages"


def _id_of(response: httpx2.Response) -> str:
    told = _json(response)
    if 200 <= response.status_code < 300:
        sent = told.get("messages")
        first = sent[0] if isinstance(sent, list) and sent else None
        found = first.get("id") if isinstance(first, dict) else None
        if not isinstance(found, str) or not found:
            # It may have gone out: asking again would send it twice, so only Meta's word settles it.
            return ""
        return found[:LONGEST_ID]
    raise _meaning(response.status_code, told)


def _meaning(status: int, told: dict[str, Any]) -> Exception:
    error = told.get("error")
    error = error if isinstance(error, dict) else {}
    code = error.get("code") if isinstance(error.get("code"), int) else -1
    said = f"WhatsApp {status} ({code}) {_words(error)}".strip()
    if status == 401 or code in OUR_KEY:
        return Unreachable(said)  # our key, not this message: it may leave once that is right
    if status == 429 or status >= 500 or code in PASSING:
        return Temporary(said)
    return Permanent(said)


def _words(error: dict[str, Any]) -> str:
    """Meta's own words, short; never anything that looks like an address."""
    told = error.get("message")
    told = " ".join(without_control_bytes(told).split()) if isinstance(told, str) else ""
    return "" if "://" in told else told[:160]


def _json(response: httpx2.Response) -> dict[str, Any]:
    try:
        told = response.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
