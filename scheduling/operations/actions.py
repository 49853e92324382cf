"""Agree who does what until when."""

from datetime import date, datetime

from django.db import transaction

from accreditation.models import Application
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from scheduling.models import AgreedAction, Appointment


@transaction.atomic
def agree(
    *,
    application: Application,
    appointment: Appointment | None,
    what: str,
    side: str,
    who: str,
    due_on: date | None,
    by: User,
    at: datetime,
) -> AgreedAction:
    action = AgreedAction.objects.create(
        application=application, appointment=appointment, what=what, side=side, who=who,
        due_on=due_on, created_by=by, created_at=at,
    )  # fmt: skip
    audit.record(
        kind="application", code=application.code, verb="action_agreed", actor=by, at=at, what=what
    )
    return action
