"""The arithmetic of rungs, against a second one written differently, and what happens at its edges."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from klik_portal.core.clock import at_wita, wita
from klik_portal.reminders import ladder
from klik_portal.reminders.ladder import DAY, Rung, Standing
from tests.reminders import oracle

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
FEAST = {date(2027, 3, day) for day in range(8, 16)}
ODD_DAYS = (
    (2024, 2, 29), (2028, 2, 29), (2026, 1, 31), (2026, 3, 31), (2026, 4, 30), (2027, 2, 28),
    (2026, 12, 31), (2027, 1, 1), (2027, 3, 7), (2027, 3, 15),
)  # fmt: skip


def generated(count: int):
    """Month ends, leap days and the WITA new year (16.00 UTC), next to plain days; seeded."""
    chance = random.Random(20270301)
    for _ in range(count):
        if chance.random() < 0.5:
            anchor = datetime(*chance.choice(ODD_DAYS), tzinfo=UTC)
        else:
            anchor = datetime(2024, 1, 1, tzinfo=UTC) + chance.randrange(5 * 365) * DAY
        if chance.random() < 0.3:
            anchor += 16 * HOUR + chance.choice((-1, 0, 1)) * MINUTE
        else:
            anchor += timedelta(seconds=chance.randrange(86400))
        sign = chance.choice((-1, 1))
        offset = (
            sign * chance.choice((0, 0, 1, 3, 6, 12)),
            sign * chance.choice((0, 0, 1, 2, 7, 30)),
            sign * chance.choice((0, 0, 1, 4, 23)),
        )
        holidays = {d for d in FEAST if chance.random() < 0.9}
        holidays |= {wita(anchor).date() + k * DAY for k in (-1, 0, 1) if chance.random() < 0.3}
        yield anchor, offset, chance.random() < 0.5, holidays


def test_ten_thousand_dates_equal_the_oracle():
    for anchor, offset, working, holidays in generated(10_000):
        rung = Rung(*offset, on_working_days=working)

        due = ladder.due_at(rung, anchor, holidays)

        assert due == oracle.due(anchor, *offset, working, holidays), (anchor, offset, working)


def test_every_generated_rung_lies_within_reach_and_outside_the_night():
    for anchor, offset, working, holidays in generated(3_000):
        rung = Rung(*offset, on_working_days=working)
        due = ladder.due_at(rung, anchor, holidays)

        low, high = ladder.reach(rung, due, due)

        assert low <= anchor <= high
        assert not ladder.is_night(due)


@pytest.mark.parametrize(
    ("offset", "anchor", "due"),
    [
        ((-1, 0, 0), at_wita(date(2027, 3, 31), 8), at_wita(date(2027, 2, 28), 8)),
        ((-12, 0, 0), at_wita(date(2028, 2, 29), 8), at_wita(date(2027, 2, 28), 8)),
        ((0, 0, -1), at_wita(date(2026, 11, 25), 6, 30), at_wita(date(2026, 11, 25), 6)),
        ((0, 0, -1), at_wita(date(2026, 11, 25), 6), at_wita(date(2026, 11, 24), 20, 30)),
        ((0, 0, 4), at_wita(date(2026, 11, 25), 18), at_wita(date(2026, 11, 26), 6)),
    ],
    ids=["end of February", "leap day", "just before", "the evening before", "next morning"],
)
def test_examples_a_person_can_check(offset, anchor, due):
    assert ladder.due_at(Rung(*offset), anchor, frozenset()) == due


def test_working_days_move_a_warning_forward_and_a_reproach_back():
    sunday = at_wita(date(2026, 11, 29), 9)

    warning = ladder.due_at(Rung(days=-1, on_working_days=True), sunday, frozenset())
    reproach = ladder.due_at(Rung(days=0, on_working_days=True), sunday, frozenset())

    assert (wita(warning).date(), wita(reproach).date()) == (date(2026, 11, 27), date(2026, 11, 30))


class TestStanding:
    due = at_wita(date(2026, 11, 25), 9)

    def at(self, now, rung=None, anchor=None, next_due=None):
        rung = rung or Rung(days=3)
        until = ladder.worth_until(rung, self.due, anchor or self.due, next_due)
        return ladder.standing(self.due, until, now)

    def test_due_and_not_yet_sent_lasts_until_it_is_late_and_then_over(self):
        moments = (-MINUTE, 0 * MINUTE, HOUR, HOUR + MINUTE, 7 * DAY - MINUTE, 7 * DAY)

        found = [self.at(self.due + later) for later in moments]

        assert found == [
            Standing.WAITING, Standing.DUE, Standing.DUE, Standing.LATE, Standing.LATE, Standing.OVER,
        ]  # fmt: skip

    def test_a_clock_set_back_makes_it_wait_again(self):
        assert self.at(self.due - HOUR) == Standing.WAITING

    def test_the_next_rung_ends_it(self):
        assert self.at(self.due + 2 * HOUR, next_due=self.due + HOUR) == Standing.OVER

    def test_what_it_warns_of_ends_it(self):
        anchor = self.due + DAY

        assert self.at(anchor, Rung(days=-1), anchor) == Standing.OVER


@pytest.mark.parametrize(("hour", "night"), [(5, True), (6, False), (20, False), (21, True)])
def test_the_night_is_from_21_to_06(hour, night):
    assert ladder.is_night(at_wita(date(2026, 11, 25), hour, 59 if hour in (5, 20) else 0)) == night


def test_the_digest_of_what_comes_due_after_half_past_seven_is_tomorrows():
    at = at_wita(date(2026, 11, 25), 7, 30)

    assert ladder.next_digest(at) == at
    assert ladder.next_digest(at + MINUTE) == at + DAY
