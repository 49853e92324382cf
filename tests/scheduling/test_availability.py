"""Times, without a database."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klik_portal.core.clock import WITA, wita
from scheduling import availability
from scheduling.availability import OfficerTime, Stretch

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


def found(officer=None, **changes) -> list[datetime]:
    facts = {
        "earliest": at(26, 8), "until": date(2026, 11, 27), "length": HOUR, "holidays": frozenset(),
    }  # fmt: skip
    return list(availability.starts(officer=officer or OfficerTime(), **{**facts, **changes}))


def clocks(starts: list[datetime]) -> list[str]:
    return [f"{start:%d %H.%M}" for start in starts]


def test_an_officer_without_hours_of_their_own_keeps_office_hours():
    assert clocks(found(until=date(2026, 11, 26))) == [f"26 {h:02d}.00" for h in range(8, 16)]


def test_starts_skip_what_is_taken_weekends_and_holidays():
    busy = set(availability.quarter_hours(at(27, 8), at(27, 15)))  # Friday, all but the last hour

    starts = found(
        OfficerTime(taken=busy),
        earliest=at(26, 15, 30),
        until=date(2026, 12, 1),
        holidays=frozenset({date(2026, 11, 30)}),
    )

    assert clocks(starts)[:3] == ["27 15.00", "01 08.00", "01 09.00"]


def test_several_stretches_a_day_are_offered_each_from_its_opening():
    week = {3: (Stretch(time(8, 30), time(10, 30)), Stretch(time(13), time(14)))}

    assert clocks(found(OfficerTime(week=week))) == ["26 08.30", "26 09.30", "26 13.00"]


def test_short_talks_are_offered_every_half_hour():
    week = {3: (Stretch(time(8), time(9)),)}

    assert clocks(found(OfficerTime(week=week), length=HOUR / 2)) == ["26 08.00", "26 08.30"]


def test_other_hours_on_a_day_replace_the_weekly_ones():
    thursday, friday = date(2026, 11, 26), date(2026, 11, 27)
    exceptions = {thursday: (), friday: (Stretch(time(18), time(19)),)}

    assert clocks(found(OfficerTime(exceptions=exceptions))) == ["27 18.00"]


def test_nothing_is_offered_while_away_or_on_a_holiday():
    away = OfficerTime(away={date(2026, 11, 26)})

    assert found(away, until=date(2026, 11, 26)) == []
    assert found(until=date(2026, 11, 26), holidays={date(2026, 11, 26)}) == []


def test_a_pause_is_kept_before_and_after_what_is_taken():
    busy = set(availability.quarter_hours(at(26, 10), at(26, 11)))

    starts = found(OfficerTime(taken=busy), until=date(2026, 11, 26), buffer=HOUR / 6)

    assert clocks(starts)[:3] == ["26 08.00", "26 12.00", "26 13.00"]


def test_a_day_with_its_number_of_talks_is_full():
    full = OfficerTime(talks={date(2026, 11, 26): 4})

    assert {start.day for start in found(full, talks_a_day=4)} == {27}
    assert {start.day for start in found(full, talks_a_day=5)} == {26, 27}


def test_an_officer_away_or_outside_their_hours_is_a_warning():
    start = at(26, 9)
    away = OfficerTime(away={start.date()})
    afternoons = OfficerTime(week={3: (Stretch(time(13), time(16)),)})

    assert availability.warnings(start, start + HOUR, frozenset(), away) == [
        "Petugas tidak di kantor hari itu (cuti, sakit, tugas, atau perjalanan)."
    ]
    assert availability.warnings(start, start + HOUR, frozenset(), afternoons) == [
        "Di luar jam kerja petugas hari itu."
    ]
    assert availability.warnings(at(26, 13), at(26, 14), frozenset(), afternoons) == []


@given(
    st.sets(st.integers(0, 14 * 96 - 1)),
    st.integers(1, 16),
    st.integers(0, 13 * 24),
    st.integers(0, 60),
)
def test_every_offered_time_can_really_be_booked(taken, quarters, hours_ahead, pause):
    busy = {at(23, 0) + n * availability.QUARTER for n in taken}
    earliest, length = NOW + hours_ahead * HOUR, quarters * availability.QUARTER
    buffer = timedelta(minutes=pause)

    offered = found(
        OfficerTime(taken=busy),
        earliest=earliest,
        until=date(2026, 12, 8),
        length=length,
        buffer=buffer,
    )

    assert offered == sorted(set(offered))
    for start in offered:
        end = start + length
        assert start >= earliest
        assert not [m for m in busy if start - buffer - availability.QUARTER < m < end + buffer]
        assert availability.objections(start, end, NOW - HOUR) == []
        assert availability.warnings(start, end, frozenset()) == []
        assert wita(start).minute in (0, 30)
