"""Percentages and words, without a database."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klik_portal.performance.achievement import Achievement, required_per_month


def test_the_year_that_made_klik_known_comes_out_exactly():
    year = Achievement(achieved=10, target=3)

    assert (year.percent, year.percent_label) == (Decimal("333.3"), "333,3 %")
    assert (year.capped_percent, year.capped_label) == (Decimal(100), "100 %")
    assert (year.words, year.scale, year.is_reached) == ("di atas target", "Sangat tinggi", True)


@pytest.mark.parametrize(
    ("achieved", "target", "scale"),
    [(91, 100, "Sangat tinggi"), (905, 1000, "Tinggi"), (76, 100, "Tinggi"), (75, 100, "Sedang"), (66, 100, "Sedang"),
     (65, 100, "Rendah"), (51, 100, "Rendah"), (50, 100, "Sangat rendah"), (0, 100, "Sangat rendah")],
)  # fmt: skip
def test_the_scale_goes_by_lower_bounds(achieved, target, scale):
    assert Achievement(achieved, target).scale == scale


@pytest.mark.parametrize("target", [None, 0])
def test_without_a_target_there_is_no_percentage(target):
    year = Achievement(4, target)

    assert (year.percent, year.percent_label, year.scale, year.words) == (
        None,
        "",
        "",
        "belum ada target",
    )


@pytest.mark.parametrize(
    ("achieved", "words"), [(4, "di atas target"), (3, "tepat target"), (1, "kurang 2 dari target")]
)
def test_the_answer_in_words(achieved, words):
    assert Achievement(achieved, 3).words == words


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_capped_is_never_above_100_and_raw_never_below_capped(achieved, target):
    year = Achievement(achieved, target)

    assert year.capped_percent <= 100
    assert year.percent >= year.capped_percent
    assert (year.percent >= 100) == (achieved >= target) or abs(year.percent - 100) <= Decimal(
        "0.1"
    )


@pytest.mark.parametrize(
    ("achieved", "months", "pace"),
    [(1, 4, Decimal("0.5")), (3, 4, None), (0, 0, None), (0, 7, Decimal("0.4"))],
)
def test_the_pace_still_needed(achieved, months, pace):
    assert required_per_month(Achievement(achieved, 3), months) == pace
