"""What a request in mentoring waits for next, told from its meetings."""

from datetime import datetime

from django.utils.translation import gettext as _

from accreditation.models import Application
from accreditation.operations import applications
from accreditation.workflow import State, Turn
from klik_portal.accounts.models import User
from klik_portal.core import clock, wording
from klik_portal.office import queries as office
from klik_portal.office import working_days
from scheduling import availability
from scheduling.models import Appointment

AFTERWARDS_DAYS = 2  # working days to decide what follows a talk or visit


def plan(*, application: Application, by: User, at: datetime) -> None:
    """The soonest meeting that is still open; without one the officer decides what follows."""
    if application.state != State.MENTORING:
        return
    coming = Appointment.objects.scheduled().filter(application=application)
    first = coming.order_by("starts_at", "pk").first()
    if first:
        named = {"mode": first.get_mode_display(), "moment": wording.moment(first.starts_at)}
        sentence, due_at = _("%(mode)s pada %(moment)s.") % named, first.starts_at
    else:
        today = clock.wita(at).date()
        due_on = working_days.add_working_days(
            today, AFTERWARDS_DAYS, office.holidays_around(today)
        )
        sentence = _("Petugas menentukan langkah berikutnya.")
        due_at = clock.at_wita(due_on, availability.OFFICE_END)
    applications.plan_next_step(
        application=application, turn=Turn.OFFICER, sentence=sentence, due_at=due_at, by=by, at=at
    )
