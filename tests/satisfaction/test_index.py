"""The index of satisfaction against a published example, its grades, and its exactness."""

from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from klik_portal.satisfaction.elements import ELEMENTS, KEYS
from klik_portal.satisfaction.satisfaction_index import NOBODY, Index, Tally

# A worked example that an agency published with its third-quarter survey: how many of 29 people
# answered 4, 3 and 2 to each element. By hand: 955 points / (29 x 9) = 3.65900...; x 25 = 91.475...
PUBLISHED = (
    (18, 11, 0), (14, 15, 0), (15, 12, 2), (29, 0, 0), (15, 14, 0), (18, 11, 0), (19, 10, 0),
    (18, 11, 0), (28, 1, 0),
)  # fmt: skip


def of(points: dict[str, int], count: int) -> Index:
    return Index(Tally(count, points))


def test_a_published_worked_example_comes_out_to_two_decimals():
    # The publication counts 14 x 4 + 15 x 3 = 101 for the second element, and 955 in all.
    points = {
        key: fours * 4 + threes * 3 + twos * 2
        for key, (fours, threes, twos) in zip(KEYS, PUBLISHED, strict=True)
    }

    index = of(points, 29)

    assert sum(points.values()) == 955
    assert [row.mean for row in index.elements] == [
        Decimal(text)
        for text in ("3.62", "3.48", "3.45", "4.00", "3.52", "3.62", "3.66", "3.62", "3.97")
    ]
    assert (index.value, index.grade, index.words) == (Decimal("91.48"), "A", "Sangat baik")
    assert index.weakest.element.key == "u3"


@pytest.mark.parametrize(
    ("value", "grade"),
    [("100.00", "A"), ("88.31", "A"), ("88.30", "B"), ("76.61", "B"), ("76.60", "C"), ("65.00", "C"), ("64.99", "D"), ("25.00", "D")],
)  # fmt: skip
def test_grades_go_by_lower_bounds(value, grade):
    # 10,000 people make every hundredth reachable: the points that give this figure exactly
    points = int(Decimal(value) * 9 * 10_000 / 25)
    each, rest = divmod(points, 9)
    sums = {key: each + (1 if number < rest else 0) for number, key in enumerate(KEYS)}

    index = of(sums, 10_000)

    assert (str(index.value), index.grade) == (value, grade)


def test_without_answers_there_is_no_figure():
    nothing = Index(NOBODY)

    assert (nothing.value, nothing.grade, nothing.words) == (None, "", "")
    assert (nothing.elements, nothing.weakest) == ([], None)


def test_the_figure_is_the_exact_mean_rounded_once():
    dice = Random(14)
    for count in range(1, 200):
        people = [[dice.randint(1, 4) for _key in KEYS] for _person in range(count)]
        sums = {key: sum(person[n] for person in people) for n, key in enumerate(KEYS)}

        index = of(sums, count)

        exact = sum(Fraction(sum(p[n] for p in people), count) for n in range(9)) / 9 * 25
        assert abs(Fraction(index.value) - exact) <= Fraction(1, 200)
        assert Decimal(25) <= index.value <= Decimal(100)


def test_there_are_nine_elements_with_four_different_answers_each():
    assert len(ELEMENTS) == 9
    assert all(len({str(a) for a in element.answers}) == 4 for element in ELEMENTS)
