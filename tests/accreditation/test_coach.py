"""The coach's plan reaches what it promises, and no plan is cheaper."""

from decimal import Decimal
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from accreditation.coach import Part, Rung, cheapest_plan
from accreditation.scoring import score_of


def part(weight: int, *rungs: tuple[int, int]) -> Part:
    return Part(
        Decimal(weight), tuple(Rung(f"{weight}.{n}", *rung) for n, rung in enumerate(rungs))
    )


def score_after(parts, plan) -> Decimal:
    wanted = {i.key: i.wanted for i in plan.improvements}
    return sum(
        score_of(
            points=sum(wanted.get(r.key, r.answer) for r in p.rungs),
            indicators=len(p.rungs),
            weight=p.weight,
        )
        for p in parts
    )


def brute_force(parts, goal) -> int | None:
    """The least effort over every possible set of better answers."""
    rungs = [(p, r) for p in parts for r in p.rungs]
    best = None
    for wanted in product(*(range(r.answer, 6) for _p, r in rungs)):
        effort = sum((w - r.answer) * r.effort for w, (_p, r) in zip(wanted, rungs, strict=True))
        if best is not None and effort >= best:
            continue
        score = sum(
            score_of(
                points=sum(w for w, (q, _r) in zip(wanted, rungs, strict=True) if q is p),
                indicators=len(p.rungs), weight=p.weight,
            )
            for p in parts
        )  # fmt: skip
        if score >= goal:
            best = effort
    return best


def test_the_cheap_point_is_chosen_before_the_dear_one():
    plan = cheapest_plan([part(60, (3, 1), (3, 4)), part(40, (5, 1))], Decimal(82))

    assert [(i.key, i.answer, i.wanted) for i in plan.improvements] == [("60.0", 3, 4)]
    assert (plan.effort, plan.score) == (1, Decimal(82))


def test_a_heavy_component_is_worth_a_dearer_step():
    plan = cheapest_plan([part(90, (4, 3)), part(10, (1, 2))], Decimal(91))

    assert [i.key for i in plan.improvements] == ["90.0"]
    assert plan.effort == 3


def test_nothing_is_asked_when_the_goal_is_reached():
    plan = cheapest_plan([part(100, (5, 1))], Decimal(91))

    assert (plan.improvements, plan.effort) == ((), 0)


def test_no_plan_is_promised_beyond_perfect_answers():
    assert cheapest_plan([part(80, (1, 1))], Decimal(91)) is None


rung = st.tuples(st.integers(1, 5), st.integers(1, 5))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.lists(rung, min_size=1, max_size=2), min_size=2, max_size=3),
    st.sampled_from([60, 76, 91, 100]),
)
def test_no_plan_is_cheaper_than_the_coachs(rungs, goal):
    weights = {2: (65, 35), 3: (50, 30, 20)}[len(rungs)]
    parts = [part(weight, *some) for weight, some in zip(weights, rungs, strict=True)]

    plan = cheapest_plan(parts, Decimal(goal))

    assert plan.effort == brute_force(parts, Decimal(goal))


@settings(deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 5), st.integers(1, 9)), min_size=1, max_size=20),
        min_size=4,
        max_size=4,
    ),
    st.sampled_from(["60", "76", "91", "99.99"]),
)
def test_the_plan_reaches_what_it_promises(rungs, goal):
    parts = [part(weight, *some) for weight, some in zip((40, 30, 20, 10), rungs, strict=True)]

    plan = cheapest_plan(parts, Decimal(goal))

    assert score_after(parts, plan) == plan.score >= Decimal(goal)
    assert plan.effort == sum((i.wanted - i.answer) * i.effort for i in plan.improvements)
