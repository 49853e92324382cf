"""Score and grade as published: exact, never outside 0-100, never lower for a better answer."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accreditation.scoring import ComponentScore, Threshold, grade_for, next_grade, total

THRESHOLDS = [Threshold("A", Decimal(91)), Threshold("B", Decimal(76)), Threshold("C", Decimal(60))]
# The village sheet of 2018: indicators, weight, points, score as printed.
VILLAGE_2018 = [
    (18, 20, 63, "14.00"), (23, 15, 80, "10.43"), (11, 25, 40, "18.18"),
    (6, 20, 20, "13.33"), (9, 15, 30, "10.00"), (4, 5, 12, "3.00"),
]  # fmt: skip


def component(indicators: int, weight: int, points: int) -> ComponentScore:
    full, rest = divmod(points, indicators)
    return ComponentScore(Decimal(weight), tuple(full + (n < rest) for n in range(indicators)))


def test_the_worked_example_of_the_village_sheet():
    components = [component(n, weight, points) for n, weight, points, _ in VILLAGE_2018]

    assert [str(c.score) for c in components] == [score for *_, score in VILLAGE_2018]
    assert total(components) == Decimal("68.94")
    assert grade_for(total(components), THRESHOLDS).grade == "C"


@pytest.mark.parametrize(
    ("score", "grade", "ahead"),
    [("100", "A", None), ("91.00", "A", None), ("90.99", "B", "A"), ("76.00", "B", "A"),
     ("75.99", "C", "B"), ("60.00", "C", "B"), ("59.99", None, "C"), ("0", None, "C")],
)  # fmt: skip
def test_grades_start_exactly_at_their_thresholds(score, grade, ahead):
    reached, wanted = grade_for(Decimal(score), THRESHOLDS), next_grade(Decimal(score), THRESHOLDS)

    assert (reached and reached.grade, wanted and wanted.grade) == (grade, ahead)


answers = st.integers(min_value=0, max_value=5)


@st.composite
def sheets(draw):
    """Components whose weights add up to 100."""
    cuts = sorted(draw(st.lists(st.integers(1, 99), max_size=8, unique=True)))
    weights = [after - before for before, after in zip([0, *cuts], [*cuts, 100], strict=True)]
    return [
        ComponentScore(Decimal(w), tuple(draw(st.lists(answers, min_size=1, max_size=30))))
        for w in weights
    ]


@given(sheets())
def test_a_score_never_leaves_0_to_100(sheet):
    assert 0 <= total(sheet) <= 100


@given(sheets(), st.data())
def test_a_better_answer_never_lowers_the_score(sheet, data):
    place = data.draw(st.integers(0, len(sheet) - 1))
    part = sheet[place]
    which = data.draw(st.integers(0, len(part.answers) - 1))
    better = min(5, part.answers[which] + 1)
    raised = ComponentScore(
        part.weight, (*part.answers[:which], better, *part.answers[which + 1 :])
    )

    assert total([*sheet[:place], raised, *sheet[place + 1 :]]) >= total(sheet)


@given(st.integers(1, 100), st.integers(1, 100))
def test_perfect_answers_earn_the_whole_weight(weight, indicators):
    assert ComponentScore(Decimal(weight), (5,) * indicators).score == weight
