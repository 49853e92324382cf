"""From kecamatan to kecamatan along the routes, without a database."""

from hypothesis import given
from hypothesis import strategies as st

from scheduling.itinerary import Leg
from scheduling.ways import BASE, Point, Ways, proposed_days

MAHAKAM = (
    Point("KB", "Kota Bangun", "road", 135),
    Point("MW", "Muara Wis", "river", 75, "Tanyakan air."),
    Point("MM", "Muara Muntai", "river", 75, "Tanyakan air."),
)
BELAYAN = (
    Point("KB", "Kota Bangun", "road", 135),
    Point("KH", "Kenohan", "road", 90, "Jalan licin."),
    Point("TB", "Tabang", "road", 225),
)
WAYS = Ways([MAHAKAM, BELAYAN])


def test_the_way_out_is_one_leg_per_vehicle():
    assert WAYS.legs(BASE, "MM") == (
        Leg("road", 135, "Tenggarong - Kota Bangun"),
        Leg("river", 150, "Kota Bangun - Muara Muntai", "Tanyakan air."),
    )


def test_from_one_river_to_another_leads_over_the_place_both_pass():
    assert WAYS.legs("MM", "KH") == (
        Leg("river", 150, "Muara Muntai - Kota Bangun", "Tanyakan air."),
        Leg("road", 90, "Kota Bangun - Kenohan", "Jalan licin."),
    )


def test_home_is_the_way_back():
    assert WAYS.legs("TB", BASE) == (Leg("road", 450, "Tabang - Tenggarong", "Jalan licin."),)


def test_two_libraries_of_one_kecamatan_are_half_an_hour_apart():
    assert WAYS.legs("KB", "KB") == (Leg("road", 30, "Di dalam Kec. Kota Bangun"),)


def test_where_no_route_leads_people_type_the_way_in():
    assert WAYS.legs(BASE, "XX") == ()
    assert WAYS.minutes("XX", BASE) == 0


def test_one_more_stop_goes_where_it_costs_the_least():
    assert WAYS.best_place(["KB", "TB"], "KH") == 1
    assert WAYS.best_place(["KB", "MM"], "TB") == 2
    assert WAYS.best_place([], "TB") == 0


def test_a_day_is_not_filled_over_its_measure():
    days, last = proposed_days([255, 270, 300], way_home=450, most=600)

    assert (days, last) == ([1, 1, 2], 3)


def test_what_is_longer_than_a_day_gets_a_day_of_its_own():
    assert proposed_days([700, 100], way_home=0, most=600) == ([1, 2], 2)


@given(st.lists(st.integers(15, 600)), st.integers(0, 600))
def test_no_proposed_day_holds_too_much(efforts, way_home):
    days, last = proposed_days(efforts, way_home=way_home, most=600)

    assert days == sorted(days)
    for day in set(days):
        held = sum(effort for effort, on in zip(efforts, days, strict=True) if on == day)
        assert held + (way_home if day == last else 0) <= 600
