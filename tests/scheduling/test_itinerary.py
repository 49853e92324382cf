"""When a trip is where, without a database."""

import itertools
from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from klik_portal.core.clock import WITA
from scheduling import itinerary
from scheduling.itinerary import Kind, Leg, Stop

MONDAY = date(2026, 11, 30)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 30, hour, minute, tzinfo=WITA) + timedelta(days=day - 1)


def plan(stops, way_home=(), last_day=3):
    return itinerary.timeline(
        first_on=MONDAY, day_starts=time(8), stops=stops, way_home=way_home, last_day=last_day
    )


def test_legs_and_visits_follow_one_another_and_every_day_starts_anew():
    pieces = plan(
        [
            Stop("kota-bangun", 1, 120, (Leg("road", 150),)),
            Stop("muara-muntai", 1, 90, (Leg("river", 60),)),
            Stop("tabang", 2, 120, (Leg("road", 300), Leg("ferry", 20))),
        ],
        way_home=(Leg("road", 420),),
    )

    assert [(p.kind, p.stop_key, p.starts_at, p.ends_at) for p in pieces] == [
        (Kind.TRAVEL, "kota-bangun", at(1, 8), at(1, 10, 30)),
        (Kind.VISIT, "kota-bangun", at(1, 10, 30), at(1, 12, 30)),
        (Kind.TRAVEL, "muara-muntai", at(1, 12, 30), at(1, 13, 30)),
        (Kind.VISIT, "muara-muntai", at(1, 13, 30), at(1, 15)),
        (Kind.TRAVEL, "tabang", at(2, 8), at(2, 13)),
        (Kind.TRAVEL, "tabang", at(2, 13), at(2, 13, 20)),
        (Kind.VISIT, "tabang", at(2, 13, 30), at(2, 15, 30)),  # visits begin at a quarter-hour
        (Kind.TRAVEL, "", at(3, 8), at(3, 15)),
    ]


def test_a_postponed_stop_holds_nobody_and_moves_nobody():
    legs = (Leg("road", 60),)
    before = plan([Stop("a", 1, 60, legs), Stop("b", 1, 60, legs), Stop("c", 1, 60, legs)])

    after = plan([Stop("a", 1, 60, legs), Stop("b", 1, 60, legs, True), Stop("c", 1, 60, legs)])

    assert [p.starts_at for p in after] == [p.starts_at for p in before]
    assert set(itinerary.quarters_held(before)) - set(itinerary.quarters_held(after)) == {
        at(1, 11, m) for m in (0, 15, 30, 45)
    }


def test_a_stop_on_an_earlier_day_than_the_one_above_follows_it():
    pieces = plan([Stop("a", 2, 60), Stop("b", 1, 60)])

    assert [(p.stop_key, p.day, p.starts_at) for p in pieces] == [
        ("a", 2, at(2, 8)),
        ("b", 2, at(2, 9)),
    ]


legs = st.lists(st.builds(Leg, st.just("road"), st.integers(5, 900)), max_size=3).map(tuple)
stops = st.lists(
    st.builds(
        Stop, st.uuids().map(str), st.integers(1, 5), st.integers(15, 600), legs, st.booleans()
    ),
    max_size=6,
)


@given(stops, legs)
def test_no_piece_ever_overlaps_the_one_before(stops, way_home):
    pieces = plan(stops, way_home, 5)

    for earlier, later in itertools.pairwise(pieces):
        assert earlier.ends_at <= later.starts_at
        assert earlier.day <= later.day
    held = itinerary.quarters_held(pieces)
    assert len(held) == len(set(held))
    assert sum(p.kind != Kind.TRAVEL for p in pieces) == len(stops)
