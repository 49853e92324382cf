"""The nudge: the ball has been with the library for days."""

from datetime import datetime

from django.db import transaction

from accreditation.models import Application
from accreditation.operations import messages
from accreditation.workflow import Turn
from klik_portal.notifications.operations import heartbeat

BATCH = 500
JOB = "accreditation.nudge_applicants"


def nudge_applicants(*, at: datetime) -> int:
    """Remind once per turn; as often called as you like, nobody is reminded twice."""
    sent = 0
    for application in messages.waiting_too_long(at)[:BATCH]:
        sent += _nudge_once(application, at)
    heartbeat.beat(job=JOB, at=at, done=sent)
    return sent


@transaction.atomic
def _nudge_once(application: Application, at: datetime) -> int:
    claimed = Application.objects.filter(
        pk=application.pk,
        turn=Turn.APPLICANT,
        turn_since=application.turn_since,
        nudged_at__isnull=True,
    ).update(nudged_at=at)
    if claimed:
        messages.nudge(application=application, at=at)
    return claimed
