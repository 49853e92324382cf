"""What Zoom tells by webhook: when a meeting began and ended, who came and went.

Events arrive late, doubled and in any order: each one only widens what is known.
"""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction

from klik_portal.core.text import in_one_line, without_control_bytes
from scheduling.models import Participant, ZoomEvent, ZoomMeeting

WINDOW = timedelta(minutes=5)  # older requests may be replays
KEPT = timedelta(days=30)  # Zoom repeats an unanswered event for hours, not weeks
VALIDATION = "endpoint.url_validation"
STARTED, ENDED = "meeting.started", "meeting.ended"
JOINED, LEFT = "meeting.participant_joined", "meeting.participant_left"
HEARD = frozenset({STARTED, ENDED, JOINED, LEFT})
LONGEST_NAME = 120


@dataclass(frozen=True)
class News:
    """One event, read and checked."""

    event: str
    meeting_id: str
    moment: datetime
    stay: str = ""
    name: str = ""


def is_genuine(*, body: bytes, signature: str, timestamp: str, at: datetime) -> bool:
    """Did Zoom sign these very bytes with our secret, just now?"""
    secret = settings.ZOOM_WEBHOOK_SECRET
    if not secret or not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    expected = "v0=" + signed(f"v0:{timestamp}:".encode() + body)
    is_signed = hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))
    return is_signed and abs(at.timestamp() - int(timestamp)) <= WINDOW.total_seconds()


def signed(text: bytes) -> str:
    return hmac.new(settings.ZOOM_WEBHOOK_SECRET.encode(), text, sha256).hexdigest()


@transaction.atomic
def hear(*, told: dict[str, Any], body: bytes, at: datetime) -> bool:
    """Take in one event; False when it says nothing to us or was heard before."""
    news = read(told)
    if news is None:
        return False
    meeting = (
        ZoomMeeting.objects.select_for_update(of=("self",))
        .filter(meeting_id=news.meeting_id)
        .first()
    )
    if meeting is None:
        return False
    _event, is_new = ZoomEvent.objects.get_or_create(
        digest=sha256(body).hexdigest(), defaults={"event": news.event, "received_at": at}
    )
    if not is_new:
        return False
    if news.event in (STARTED, ENDED):
        _widen(meeting, news)
        ZoomEvent.objects.filter(received_at__lt=at - KEPT).delete()
    else:
        _attend(meeting, news)
    return True


def _widen(meeting: ZoomMeeting, news: News) -> None:
    """The first start and the last end count, whatever came first over the line."""
    if news.event == STARTED:
        meeting.started_at = min(meeting.started_at or news.moment, news.moment)
    else:
        meeting.ended_at = max(meeting.ended_at or news.moment, news.moment)
    meeting.save(update_fields=["started_at", "ended_at"])


def _attend(meeting: ZoomMeeting, news: News) -> None:
    stay, _is_new = Participant.objects.get_or_create(
        meeting=meeting, key=news.stay, defaults={"name": news.name}
    )
    if news.event == JOINED:
        stay.joined_at = min(stay.joined_at or news.moment, news.moment)
    else:
        stay.left_at = max(stay.left_at or news.moment, news.moment)
    stay.save(update_fields=["joined_at", "left_at"])


def read(told: dict[str, Any]) -> News | None:
    """The event as far as it concerns us; None for anything else, however odd."""
    event, payload = told.get("event"), _dict(told, "payload")
    meeting = _dict(payload, "object")
    meeting_id = str(meeting.get("id", ""))
    if not isinstance(event, str) or event not in HEARD:
        return None
    if not (meeting_id.isascii() and meeting_id.isdigit()):
        return None
    person = _dict(meeting, "participant")
    moment = _moment(
        {
            STARTED: meeting.get("start_time"), ENDED: meeting.get("end_time"),
            JOINED: person.get("join_time"), LEFT: person.get("leave_time"),
        }[event]
    )  # fmt: skip
    if moment is None:
        return None
    if event in (STARTED, ENDED):
        return News(event, meeting_id[:24], moment)
    within = person.get("user_id") or person.get("participant_uuid")
    if not isinstance(within, str | int):
        return None
    # Zoom counts people anew in each instance of a meeting.
    stay = sha256(f"{meeting.get('uuid')}:{within}".encode("utf-8", "replace")).hexdigest()
    return News(event, meeting_id[:24], moment, stay, _name(person.get("user_name")))


def _name(told: Any) -> str:
    """As typed into Zoom by whoever joined: one line, nothing that a database or a page trips over."""
    if not isinstance(told, str):
        return "–"
    text = without_control_bytes(told).encode("utf-8", "replace").decode()
    return in_one_line(text)[:LONGEST_NAME] or "–"


def _dict(told: dict[str, Any], key: str) -> dict[str, Any]:
    found = told.get(key)
    return found if isinstance(found, dict) else {}


def _moment(told: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(told)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (TypeError, ValueError, OverflowError):
        return None
