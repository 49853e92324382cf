"""Tell the coordinators when beat has fallen silent: once per silence, whoever notices first."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from klik_portal.accounts.models import User
from klik_portal.accounts.roles import Role
from klik_portal.core import wording
from klik_portal.notifications.operations import outbox
from klik_portal.notifications.queries import ladder_pulse


@transaction.atomic
def tell_silence(*, at: datetime) -> bool:
    """True while beat is silent. An installation that never ran has nobody to miss it yet."""
    pulse = ladder_pulse(at)
    if pulse.last_run is None or not pulse.is_silent:
        return False
    for person in User.objects.active().filter(role=Role.COORDINATOR).order_by("pk"):
        outbox.enqueue(
            recipient=person,
            event="watch.beat_silent",
            dedupe=f"beat-silent:{pulse.last_run.isoformat()}",
            values={"sejak": wording.moment(pulse.last_run)},
            at=at,
            link=reverse("notifications:ledger"),
        )
    return True
