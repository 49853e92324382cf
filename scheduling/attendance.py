"""Who was in a meeting and for how long, from what Zoom told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduling.models import Participant, ZoomMeeting


@dataclass(frozen=True)
class Attendee:
    name: str
    minutes: int
    came_at: datetime | None
    is_inside: bool  # has not been seen leaving


@dataclass(frozen=True)
class Attendance:
    started_at: datetime | None
    ended_at: datetime | None
    attendees: Sequence[Attendee]

    def took_place(self, *, without: str) -> bool:
        """Began, and somebody besides the officer came."""
        others = [a for a in self.attendees if a.name.casefold() != without.casefold()]
        return self.started_at is not None and bool(others)


def of_meeting(meeting: ZoomMeeting, *, at: datetime) -> Attendance:
    """Stays of the same name are added up: a weak link makes people come in several times."""
    until = meeting.ended_at or at
    by_name: dict[str, list[Participant]] = {}
    for stay in meeting.participants.all():
        by_name.setdefault(stay.name, []).append(stay)
    attendees = [_attendee(name, stays, until) for name, stays in by_name.items()]
    return Attendance(meeting.started_at, meeting.ended_at, attendees)


def _attendee(name: str, stays: list[Participant], until: datetime) -> Attendee:
    spent = timedelta(0)
    for stay in stays:
        if stay.joined_at:
            spent += max((stay.left_at or until) - stay.joined_at, timedelta(0))
    came = [stay.joined_at for stay in stays if stay.joined_at]
    return Attendee(
        name=name,
        minutes=round(spent / timedelta(minutes=1)),
        came_at=min(came, default=None),
        is_inside=any(stay.left_at is None for stay in stays),
    )
