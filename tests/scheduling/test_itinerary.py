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


def days_after(stops, *, added, last_day=3):
    return itinerary.days_with_room(
        first_on=MONDAY, day_starts=time(8), day_ends=time(16), stops=stops, added=added,
        last_day=last_day,
    )  # fmt: skip


def test_a_stop_is_added_on_the_first_day_with_room_in_office_hours():
    full = Stop("kota-bangun", 1, 120, (Leg("road", 240),))  # 12.00 to 14.00
    far, near = (Leg("road", 90),), (Leg("road", 15),)

    assert days_after([full, Stop("muara-muntai", 1, 120, far)], added=1) == [1, 2]
    assert days_after([full, Stop("muara-muntai", 1, 105, near)], added=1) == [1, 1]


def test_whoever_is_pushed_into_the_evening_moves_to_a_later_day():
    road = (Leg("road", 180),)
    stops = [Stop("kota-bangun", 1, 120, road), Stop("new", 1, 120), Stop("tabang", 1, 60, road)]

    assert days_after(stops, added=1) == [1, 1, 2]


def test_whoever_is_not_pushed_keeps_the_day_the_officer_chose():
    road = (Leg("road", 180),)
    late = Stop("tabang", 2, 400, road)  # 11.00 to 17.40, as planned by hand

    assert days_after([Stop("a", 1, 60), Stop("new", 1, 60), late], added=1) == [1, 1, 2]


def test_without_room_the_day_is_taken_that_ends_least_late():
    full = Stop("a", 1, 300, (Leg("road", 120),))
    upriver = Stop("tabang", 1, 120, (Leg("road", 480),))  # 18.00 on an empty day

    assert days_after([full, upriver], added=1) == [1, 2]
    assert days_after([full, upriver], added=1, last_day=1) == [1, 1]


def test_a_visit_a_little_late_is_better_than_everybody_behind_it_at_night():
    road, far = (Leg("road", 150),), (Leg("road", 315),)
    stops = [
        Stop("kota-bangun", 1, 120, (Leg("road", 135),)),  # 10.15 to 12.15
        Stop(
            "new", 1, 120, road
        ),  # to 16.45; on a day of its own it pushes both others to the third
        Stop("kembang-janggut", 1, 120, far),
        Stop("tabang", 2, 120, road),
    ]

    assert days_after(stops, added=1) == [1, 1, 2, 3]
