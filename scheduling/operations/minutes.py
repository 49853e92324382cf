"""Close a meeting with its minutes and with what was agreed, and tell it in one message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accreditation import queries
from klik_portal.accounts.models import User
from klik_portal.core import clock, wording
from klik_portal.notifications.operations import outbox
from scheduling.models import AgreedAction, Appointment
from scheduling.operations import actions, appointments, invitations


@dataclass(frozen=True)
class Agreed:
    """One line of what was agreed, as typed."""

    what: str
    side: str
    who: str = ""
    due_on: date | None = None


@transaction.atomic
def close_meeting(
    *,
    appointment: Appointment,
    attended: bool,
    note: str,
    agreed: Sequence[Agreed],
    by: User,
    at: datetime,
) -> Appointment:
    """Record the result, the minutes and the actions together; the library reads one message."""
    made = [
        actions.agree(
            application=appointment.application, appointment=appointment, what=line.what,
            side=line.side, who=line.who, due_on=line.due_on, by=by, at=at, tell=False,
        )
        for line in agreed
    ]  # fmt: skip
    has_minutes = bool(made) or (attended and bool(note.strip()))
    appointment = appointments.record_result(
        appointment=appointment, attended=attended, note=note, by=by, at=at, tell=not has_minutes
    )
    if has_minutes:
        _send(appointment, made, at)
    return appointment


def _send(appointment: Appointment, made: Sequence[AgreedAction], at: datetime) -> None:
    values = invitations.meeting(appointment) | {
        "hari": wording.day(clock.wita(appointment.starts_at).date()),
        "notulen": appointment.closing_note.splitlines(),
        "tindak_lanjut": actions.lines_of(made),
    }
    for person in queries.applicants_of(appointment.application):
        outbox.enqueue(
            recipient=person,
            event="appointment.minutes",
            dedupe=f"{appointment.code}:minutes",
            values=values,
            at=at,
            link=appointment.application.get_absolute_url(),
            about_kind=invitations.KIND,
            about_code=appointment.code,
        )
