"""When the next step of a state is expected."""

from datetime import date, datetime, timedelta

from accreditation.workflow import State
from klik_portal.core import clock
from klik_portal.office import queries as office
from klik_portal.office import working_days

CLOSING_HOUR = 16  # the office answers until 16.00 WITA
MENTORING_DAYS = 3  # working days to pick or arrange the next talk
PROPOSING_DAYS = 5  # working days from ready to proposed
FOLLOW_UP_DAYS = 30  # Perpusnas publishes no service time: ask for news every 30 days


def due_on_entering(state: State, at: datetime) -> datetime | None:
    """None where nobody waits for anything: drafts and final states."""
    today = clock.wita(at).date()
    holidays = office.holidays_around(today)
    if state == State.SUBMITTED:
        return working_days.answer_due(at, holidays)
    if state == State.RETURNED:
        return closing_time(
            working_days.add_working_days(today, office.office().correction_days, holidays)
        )
    if state == State.MENTORING:
        return closing_time(working_days.add_working_days(today, MENTORING_DAYS, holidays))
    if state == State.READY:
        return closing_time(working_days.add_working_days(today, PROPOSING_DAYS, holidays))
    if state == State.PROPOSED:
        return closing_time(today + timedelta(days=FOLLOW_UP_DAYS))
    return None


def closing_time(day: date) -> datetime:
    return clock.at_wita(day, CLOSING_HOUR)


def default_correction_day(at: datetime) -> date:
    today = clock.wita(at).date()
    return working_days.add_working_days(
        today, office.office().correction_days, office.holidays_around(today)
    )
