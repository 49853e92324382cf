"""Each warning by itself, without a database; only double booking blocks."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from klik_portal.core.clock import WITA
from scheduling import itinerary
from scheduling.itinerary import Leg, Stop
from scheduling.trip_warnings import (
    RULES,
    Away,
    Clash,
    Hours,
    Journey,
    Visited,
    another_week,
    days_off,
    double_booking,
    into_the_night,
    leave,
    more_days_than_planned,
    no_boat,
    no_hours,
    no_way_there,
    nobody_goes,
    not_ready_by_then,
    outside_office_hours,
    season,
    too_much_in_a_day,
    warnings,
)

MONDAY = date(2026, 11, 30)
TUESDAY = MONDAY + timedelta(days=1)
ROAD = (Leg("road", 120, "Tenggarong - Kota Bangun"),)


def journey(*stops: Stop, way_home: tuple[Leg, ...] = (), last_day: int = 2, **facts) -> Journey:
    """A calm one: one library on Monday morning, home on Tuesday."""
    pieces = itinerary.timeline(
        first_on=MONDAY, day_starts=time(8), stops=stops or [Stop("kb", 1, 120, ROAD)],
        way_home=way_home, last_day=last_day,
    )  # fmt: skip
    known = {
        "visited": [Visited("kb", "Perpustakaan Kota Bangun")], "team": ["Budi"], "first_on": MONDAY,
        "last_on": TUESDAY, "pieces": pieces,
    }  # fmt: skip
    return Journey(**{**known, **facts})


def sentences(rule, told: Journey) -> list[str]:
    return [warned.sentence for warned in rule(told)]


def test_a_calm_journey_warns_of_nothing():
    assert warnings(journey(way_home=ROAD)) == []


def test_double_booking_blocks_and_names_who_when_and_what():
    start = datetime(2026, 11, 30, 9, 0, tzinfo=WITA)
    clash = Clash("Budi", start, start + timedelta(hours=1), "Konsultasi Zoom SD 1 (JDW-2026-0001)")

    [warned] = double_booking(journey(clashes=[clash]))

    assert warned.blocks
    assert warned.sentence == (
        "Budi sudah terisi Senin, 30 November 2026 pukul 09.00 WITA sampai 10.00 WITA: "
        "Konsultasi Zoom SD 1 (JDW-2026-0001)."
    )


def test_nothing_else_blocks():
    worst = journey(
        Stop("kb", 1, 600, (Leg("river", 900, "A - B", "Surut."),)), last_on=MONDAY, team=(),
        visited=[Visited("kb", "X", date(2027, 1, 1), (TUESDAY,), False)],
        absences=[Away("Budi", MONDAY, MONDAY, "cuti")], hours=[Hours("Budi", frozenset({5}))],
        holidays={MONDAY: "Hari Raya"},
    )  # fmt: skip

    found = warnings(worst)

    assert (
        len({rule for rule in RULES if list(rule(worst))}) == len(RULES) - 2
    )  # nobody is taken, nobody has moved on
    assert not any(warned.blocks for warned in found)


def test_a_trip_without_people():
    assert sentences(nobody_goes, journey(team=())) == ["Belum ada anggota tim."]


def test_leave_only_while_it_touches_the_trip():
    away = Away("Rina", TUESDAY, TUESDAY, "cuti")

    assert sentences(leave, journey(absences=[away])) == [
        "Rina: cuti Selasa, 1 Desember 2026 sampai Selasa, 1 Desember 2026."
    ]
    later = replace(away, first_on=date(2026, 12, 9), last_on=date(2026, 12, 9))
    assert sentences(leave, journey(absences=[later])) == []


def test_somebody_without_hours_that_day():
    mondays_off = Hours("Rina", frozenset({1, 2, 3}))

    assert sentences(no_hours, journey(hours=[mondays_off])) == [
        "Rina tidak punya jam kerja pada Senin, 30 November 2026."
    ]


def test_an_exception_goes_before_the_week():
    told = journey(hours=[
        Hours("Rina", frozenset({1}), {MONDAY: True}), Hours("Budi", frozenset(), {MONDAY: False}),
    ])  # fmt: skip

    assert sentences(no_hours, told) == ["Budi tidak punya jam kerja pada Senin, 30 November 2026."]


def test_holidays_and_weekends():
    saturday = journey(Stop("kb", 6, 60, ROAD), holidays={MONDAY: "Hari Raya"})
    monday = journey(holidays={MONDAY: "Hari Raya"})

    assert sentences(days_off, saturday) == ["Sabtu, 5 Desember 2026 bukan hari kerja."]
    assert sentences(days_off, monday) == ["Senin, 30 November 2026 libur: Hari Raya."]


def test_too_much_in_a_day():
    full = journey(Stop("kb", 1, 300, (Leg("road", 400),)))

    assert sentences(too_much_in_a_day, full) == [
        "Hari 1 berisi 11 jam 40 menit, lebih dari batas 10 jam."
    ]
    assert sentences(too_much_in_a_day, replace(full, most_minutes=700)) == []


def test_a_visit_that_ends_after_office_hours():
    late = journey(Stop("kb", 1, 120, (Leg("road", 375),)))
    in_time = journey(Stop("kb", 1, 120, (Leg("road", 360),)))

    assert sentences(outside_office_hours, late) == [
        "Kunjungan ke Perpustakaan Kota Bangun baru selesai pukul 16.15 WITA, di luar jam kantor."
    ]
    assert sentences(outside_office_hours, in_time) == []


def test_past_eight_in_the_evening():
    late = journey(Stop("kb", 1, 120, (Leg("road", 615),)))

    assert sentences(into_the_night, late) == [
        "Hari 1 baru selesai pukul 20.15 WITA, lewat pukul 20.00."
    ]


def test_a_timetable_longer_than_the_trip():
    longer = journey(Stop("kb", 3, 60, ROAD))

    assert sentences(more_days_than_planned, longer) == [
        "Jadwal berakhir Rabu, 2 Desember 2026, padahal perjalanan hanya sampai Selasa, 1 Desember 2026."
    ]


def test_season_notes_are_told_once_each():
    note = Leg("road", 60, "A - B", "Licin saat hujan.")

    assert sentences(season, journey(Stop("kb", 1, 60, (note, note)))) == [
        "Musim: Licin saat hujan. (A - B)"
    ]


def test_a_library_that_is_not_ready_by_then():
    visited = Visited("kb", "Perpustakaan Kota Bangun", ready_on=TUESDAY)

    assert sentences(not_ready_by_then, journey(visited=[visited])) == [
        "Perpustakaan Kota Bangun baru siap Selasa, 1 Desember 2026."
    ]
    assert sentences(not_ready_by_then, journey(visited=[replace(visited, ready_on=MONDAY)])) == []


def test_another_week_than_they_wished_for():
    visited = Visited("kb", "Perpustakaan Kota Bangun", weeks=(date(2026, 12, 7),))

    assert sentences(another_week, journey(visited=[visited])) == [
        "Perpustakaan Kota Bangun memilih pekan lain: 7 sampai 11 Des 2026."
    ]
    assert sentences(another_week, journey(visited=[replace(visited, weeks=(MONDAY,))])) == []


def test_a_river_needs_a_boat():
    river = journey(Stop("kb", 1, 60, (Leg("river", 60),)))

    assert sentences(no_boat, river) == [
        "Ada jalan lewat sungai, tetapi kendaraan atau perahu belum ditulis."
    ]
    assert sentences(no_boat, replace(river, vehicle="Ces")) == []


def test_a_stop_nobody_knows_the_way_to():
    visited = Visited("kb", "Perpustakaan Kota Bangun", has_legs=False)

    assert sentences(no_way_there, journey(visited=[visited])) == [
        "Perjalanan ke Perpustakaan Kota Bangun belum diisi."
    ]
