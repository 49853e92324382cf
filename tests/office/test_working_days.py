from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klik_portal.core.clock import WITA, wita
from klik_portal.office import working_days

NO_HOLIDAYS: frozenset[date] = frozenset()
CHRISTMAS = frozenset({date(2026, 12, 24), date(2026, 12, 25)})


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=WITA)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (at(23, 10), at(24, 10)),  # Monday to Tuesday
        (at(27, 15), at(30, 15)),  # Friday to Monday
        (at(28, 21, 40), at(1, 0, month=12)),  # Saturday night counts from Monday 00.00
        (at(29, 23, 59), at(1, 0, month=12)),
        (at(23, 0), at(24, 0)),
    ],
)
def test_the_first_answer_is_due_after_24_hours_of_working_days(asked, due):
    assert working_days.answer_due(asked, NO_HOLIDAYS) == due


def test_holidays_stop_the_clock():
    assert working_days.answer_due(at(23, 16, month=12), CHRISTMAS) == at(28, 16, month=12)


def test_working_days_are_added_over_weekend_and_holiday():
    assert working_days.add_working_days(date(2026, 12, 22), 3, CHRISTMAS) == date(2026, 12, 29)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(WITA)))
def test_what_is_left_at_the_moment_of_asking_is_the_whole_promise(asked):
    due = working_days.answer_due(asked, CHRISTMAS)

    assert working_days.working_time_between(asked, due, CHRISTMAS) == timedelta(hours=24)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(WITA)))
def test_nothing_is_due_inside_a_holiday_or_weekend(asked):
    last_minute = working_days.answer_due(asked, CHRISTMAS) - timedelta(microseconds=1)

    assert working_days.is_working_day(wita(last_minute).date(), CHRISTMAS)


@pytest.mark.parametrize(
    ("moment", "shifted"),
    [
        (at(23, 20, 59), at(23, 20, 59)),
        (at(23, 21), at(24, 6)),
        (at(23, 5, 59), at(23, 6)),
        (at(23, 6), at(23, 6)),
    ],
)
def test_nobody_is_written_to_between_21_and_6(moment, shifted):
    assert working_days.outside_quiet_hours(moment) == shifted
