"""What the page of an appointment tells of its Zoom meeting and of what was agreed in it."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from accreditation import queries
from klik_portal.accounts.models import User
from klik_portal.core import clock
from scheduling import agreed, attendance, zoom
from scheduling.models import Appointment, AppointmentState, Mode, ZoomMeeting


def parts(*, appointment: Appointment, user: User, at: datetime) -> dict[str, Any]:
    """Only the office reads who was in the meeting and what keeps Zoom from being connected."""
    meeting = getattr(appointment, "zoom", None)
    is_zoom = appointment.mode == Mode.ZOOM and appointment.is_scheduled
    told: dict[str, Any] = {
        "waits_for_link": appointment.lacks_link,
        "is_over": appointment.ends_at <= at,
        "actions": agreed.rows(
            appointment.actions.all(), application=appointment.application, today=clock.wita(at).date(),
            capacities=queries.capacities_of(user=user, application=appointment.application),
        ),
        "agree_url": _agree_url(appointment, user),
    }  # fmt: skip
    if user.is_reader:
        told |= _of_the_office(appointment, meeting, user, at, is_zoom)
    return told


def _agree_url(appointment: Appointment, user: User) -> str:
    """Once the result is in, more can be added; before that the minutes have room for it."""
    application = appointment.application
    if not user.is_caseworker or not application.is_open or appointment.is_scheduled:
        return ""
    if appointment.state == AppointmentState.CANCELLED:
        return ""
    url = reverse("scheduling:action-new", args=[application.code])
    return f"{url}?pertemuan={appointment.code}"


def _of_the_office(
    appointment: Appointment, meeting: ZoomMeeting | None, user: User, at: datetime, is_zoom: bool
) -> dict[str, Any]:
    is_connected = bool(meeting and meeting.meeting_id)
    return {
        "may_start": is_zoom and is_connected and appointment.officer_id == user.pk,
        "zoom_trouble": meeting.last_error if meeting and is_zoom else "",
        "may_retry": user.is_caseworker and bool(meeting and meeting.last_error),
        "must_paste": appointment.lacks_link
        and user.is_caseworker
        and (meeting is None or not zoom.is_configured()),
        "attendance": attendance.of_meeting(meeting, at=at) if meeting else None,
    }
