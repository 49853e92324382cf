"""Times, without a database."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klik_portal.core.clock import WITA, wita
from scheduling import availability

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=WITA)
HOUR = timedelta(hours=1)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=WITA)


def test_an_hour_is_four_quarters_and_its_end_is_free():
    assert availability.quarter_hours(at(25, 9), at(25, 10)) == [
        at(25, 9, m) for m in (0, 15, 30, 45)
    ]


@pytest.mark.parametrize(
    ("start", "length", "sentence"),
    [
        (at(25, 9, 10), HOUR, "Waktu dipilih per seperempat jam, misalnya 09.00 atau 09.15."),
        (at(24, 8), HOUR, "Waktu ini sudah lewat. Pilih waktu yang akan datang."),
        (at(24, 9) + timedelta(days=400), HOUR, "Jadwal paling jauh satu tahun ke depan."),
        (at(25, 9), timedelta(0), "Lama pertemuan antara 15 menit dan 12 jam."),
        (at(25, 7), 13 * HOUR, "Lama pertemuan antara 15 menit dan 12 jam."),
        (
            at(25, 19),
            2 * HOUR,
            "Jadwal harus antara pukul 06.00 dan 20.00 WITA pada hari yang sama.",
        ),
        (at(25, 5), HOUR, "Jadwal harus antara pukul 06.00 dan 20.00 WITA pada hari yang sama."),
    ],
)
def test_times_that_cannot_be_booked_say_why(start, length, sentence):
    assert availability.objections(start, start + length, NOW) == [sentence]


def test_a_weekend_or_an_early_start_is_a_warning_not_a_block():
    saturday = at(28, 7)

    assert availability.objections(saturday, saturday + HOUR, NOW) == []
    assert availability.warnings(saturday, saturday + HOUR, frozenset()) == [
        "Hari itu bukan hari kerja.",
        "Di luar jam kantor 08.00 sampai 16.00.",
    ]


def test_free_times_skip_what_is_taken_weekends_and_holidays():
    busy = set(availability.quarter_hours(at(27, 8), at(27, 15)))  # Friday, all but the last hour

    free = availability.free_times(
        busy=busy, earliest=at(26, 15, 30), length=HOUR, holidays=frozenset({date(2026, 11, 30)})
    )

    assert free == [
        at(27, 15),
        datetime(2026, 12, 1, 8, 0, tzinfo=WITA),
        datetime(2026, 12, 1, 9, 0, tzinfo=WITA),
    ]


@given(
    st.sets(st.integers(0, 14 * 96 - 1)),
    st.integers(1, 16),
    st.integers(0, 13 * 24),
)
def test_every_offered_time_can_really_be_booked(taken, quarters, hours_ahead):
    busy = {at(23, 0) + n * availability.QUARTER for n in taken}
    earliest, length = NOW + hours_ahead * HOUR, quarters * availability.QUARTER

    offered = availability.free_times(
        busy=busy, earliest=earliest, length=length, holidays=frozenset()
    )

    for start in offered:
        assert start >= earliest
        assert not busy & set(availability.quarter_hours(start, start + length))
        assert availability.warnings(start, start + length, frozenset()) == []
        assert wita(start).minute == 0
