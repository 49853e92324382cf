"""The day before and the hour before: due and not yet sent, never 'due exactly now'."""

from datetime import datetime, timedelta

from django.db import transaction

from klik_portal.notifications.operations import heartbeat
from scheduling.models import Appointment
from scheduling.operations import invitations

D1, H1 = invitations.REMINDERS
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
JOB = "scheduling.remind_appointments"


@transaction.atomic
def remind_appointments(*, at: datetime) -> int:
    """Write every rung that is due and not written yet; several beats write the same rows once.

    After a downtime the day-before rung still goes out while more than an hour is left, and tells the
    time that really remains; what has begun is not reminded of any more.
    """
    coming = (
        Appointment.objects.scheduled()
        .filter(starts_at__gt=at, starts_at__lte=at + DAY)
        .with_case()
        .select_related("application__created_by")
    )
    for appointment in coming:
        rung = H1 if appointment.starts_at - at <= HOUR else D1
        if (
            rung == D1
            and appointment.starts_at - appointment.created_at < DAY
            and _is_fresh(appointment, at)
        ):
            continue
        invitations.remind(appointment=appointment, rung=rung, at=at)
    invitations.withdraw_past(at=at)
    heartbeat.beat(job=JOB, at=at, done=len(coming))
    return len(coming)


def _is_fresh(appointment: Appointment, at: datetime) -> bool:
    """Booked for tomorrow only just now: its invitation is reminder enough for some hours."""
    return at - appointment.created_at < timedelta(hours=3)
