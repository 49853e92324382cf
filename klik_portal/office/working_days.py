"""Arithmetic of the office's working days and of its promise to answer within 1x24 hours. Pure.

Work week Monday to Friday in WITA, minus holidays and collective leave. The promise is counted in
running hours of working days: Friday 15.00 plus 24 hours is Monday 15.00.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from klik_portal.core.clock import at_wita, wita

SATURDAY = 5
ANSWER_HOURS = 24
QUIET_FROM, QUIET_UNTIL = 21, 6  # nobody's phone rings between 21.00 and 06.00 WITA


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    return day.weekday() < SATURDAY and day not in holidays


def next_working_day(day: date, holidays: Collection[date]) -> date:
    """The first working day after `day`."""
    day += timedelta(days=1)
    while not is_working_day(day, holidays):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int, holidays: Collection[date]) -> date:
    for _ in range(count):
        day = next_working_day(day, holidays)
    return day


def answer_due(
    asked_at: datetime, holidays: Collection[date], hours: int = ANSWER_HOURS
) -> datetime:
    """When `hours` hours of working days have passed since `asked_at`."""
    moment = wita(asked_at)
    if not is_working_day(moment.date(), holidays):
        moment = at_wita(next_working_day(moment.date(), holidays))
    left = timedelta(hours=hours)
    while True:
        midnight = at_wita(moment.date() + timedelta(days=1))
        if moment + left <= midnight:
            return moment + left
        left -= midnight - moment
        moment = at_wita(next_working_day(moment.date(), holidays))


def working_time_between(start: datetime, end: datetime, holidays: Collection[date]) -> timedelta:
    """Hours of working days from start to end; negative when end lies before start."""
    if end < start:
        return -working_time_between(end, start, holidays)
    total, moment, end = timedelta(), wita(start), wita(end)
    while moment < end:
        midnight = at_wita(moment.date() + timedelta(days=1))
        if is_working_day(moment.date(), holidays):
            total += min(midnight, end) - moment
        moment = midnight
    return total


def outside_quiet_hours(moment: datetime) -> datetime:
    """The moment itself, or 06.00 WITA after the night it falls into."""
    local = wita(moment)
    if local.hour >= QUIET_FROM:
        return at_wita(local.date() + timedelta(days=1), QUIET_UNTIL)
    if local.hour < QUIET_UNTIL:
        return at_wita(local.date(), QUIET_UNTIL)
    return moment
