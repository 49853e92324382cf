from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from klik_portal.core import wording


def test_moments_are_written_out_in_wita():
    assert (
        wording.moment(datetime(2025, 5, 23, 1, 0, tzinfo=UTC))
        == "Jumat, 23 Mei 2025 pukul 09.00 WITA"
    )


@pytest.mark.parametrize(
    ("monday", "words"),
    [
        (date(2026, 12, 7), "7 sampai 11 Des 2026"),
        (date(2026, 11, 30), "30 Nov sampai 4 Des 2026"),
        (date(2026, 12, 28), "28 Des 2026 sampai 1 Jan 2027"),
    ],
)
def test_a_week_is_written_by_its_working_days(monday, words):
    assert wording.work_week(monday) == words


def test_numbers_are_written_the_indonesian_way():
    assert (wording.number(1250000), wording.decimal(Decimal("1068.5"))) == (
        "1.250.000",
        "1.068,50",
    )


@pytest.mark.parametrize(
    "typed", ["2026-11-24", "24-11-2026", "24/11/2026", "24 November 2026", " 24 november 2026 "]
)
def test_a_day_may_be_typed_in_many_ways(typed):
    assert wording.parse_day(typed) == date(2026, 11, 24)


@pytest.mark.parametrize(
    "typed", ["", "2026-02-30", "31-02-2026", "besok", "24 Novembre 2026", "٢٠٢٦-١١-٢٤", "1-1-1"]
)
def test_a_day_that_does_not_exist_is_no_day(typed):
    with pytest.raises(ValueError, match=r".*"):
        wording.parse_day(typed)


@pytest.mark.parametrize(
    ("day", "words"),
    [(24, "hari ini"), (25, "besok"), (23, "kemarin"), (27, "3 hari lagi"), (22, "2 hari lalu")],
)
def test_days_are_named_from_today(day, words):
    assert wording.days_from(date(2026, 11, day), today=date(2026, 11, 24)) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "nol"), (9, "sembilan"), (10, "sepuluh"), (11, "sebelas"), (12, "dua belas"), (19, "sembilan belas"),
        (20, "dua puluh"), (21, "dua puluh satu"), (31, "tiga puluh satu"), (100, "seratus"), (111, "seratus sebelas"),
        (1000, "seribu"), (1999, "seribu sembilan ratus sembilan puluh sembilan"), (2026, "dua ribu dua puluh enam"),
    ],
)  # fmt: skip
def test_numbers_in_words(value, words):
    assert wording.in_words(value) == words


def test_a_day_in_words_as_official_papers_have_it():
    told = wording.day_in_words(date(2026, 11, 25))

    assert told == "Rabu, tanggal dua puluh lima bulan November tahun dua ribu dua puluh enam"
