"""The pages of a trip: every path through its forms and buttons."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accreditation.workflow import State
from klik_portal.core import clock
from libraries.district_map import WIDTH, outlines
from scheduling import trip_map
from scheduling.models import Appointment, StopState, Trip, TripState
from scheduling.operations import trip_stops, trips
from scheduling.trip_plan import TripPlan
from tests.factories.accreditation import ApplicationFactory
from tests.factories.libraries import LibraryFactory
from tests.factories.upriver import drafted, load_routes, upriver, wish_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def trip(budi):
    load_routes()
    return drafted("Kota Bangun", "Muara Muntai", by=budi, at=clock.now())


@pytest.fixture
def client(budi, client_of):
    return client_of(budi)


def url(name: str, trip: Trip, stop=None) -> str:
    return reverse(f"scheduling:{name}", args=[trip.code, *([stop.token] if stop else [])])


def press(client, name: str, trip: Trip, stop=None, **typed):
    """A button of the page as it is now."""
    trip.refresh_from_db()
    return client.post(url(name, trip, stop), {"version": trip.version, **typed}, follow=True)


def text(page) -> str:
    return page.content.decode()


def test_a_draft_shows_days_ways_cost_and_what_to_look_at(trip, client):
    page = client.get(url("trip-detail", trip))

    told = text(page)
    for words in (
        "Rancangan", "Tetapkan dan undang", "2 jam 15 menit (perkiraan)", "Tenggarong - Kota Bangun",
        "Perpustakaan Muara Muntai", "<li>Ada jalan lewat sungai", "Peta skematis", "pulang", "Tulis biaya",
        "<summary>Catatan musim di jalan ini (",
    ):  # fmt: skip
        assert words in told, words


def test_a_visit_names_its_trip_and_is_not_warned_of_it(trip, client):
    press(client, "trip-fix", trip)
    visit = trip.stops.first().appointment

    page = client.get(visit.get_absolute_url())

    assert trip.title in text(page)
    assert page.context["warnings"] == []


def test_the_head_reads_and_finds_no_button(trip, kepala, client_of):
    told = text(client_of(kepala).get(url("trip-detail", trip)))

    assert "Perjalanan hulu" in told
    assert "<button" not in told.split("<main")[1]


def test_a_new_trip_begins_empty(client, trip):
    day = (clock.today() + timedelta(days=20)).isoformat()
    typed = {
        "title": "Ke hulu", "first_on": day, "last_on": day, "day_starts": "07:30", "base": "Tenggarong",
    }  # fmt: skip

    page = client.post(reverse("scheduling:trip-new"), typed, follow=True)

    assert "Rancangan dibuat." in text(page)
    assert "kosong" in text(page)


def test_days_the_wrong_way_round_are_refused_beside_their_field(client, trip):
    typed = {
        "title": "x", "first_on": "2027-01-05", "last_on": "2027-01-04", "day_starts": "08:00",
        "base": "x", "version": trip.version,
    }  # fmt: skip

    page = client.post(url("trip-edit", trip), typed)

    assert (page.status_code, list(page.context["form"].errors)) == (422, ["last_on"])


def test_a_trip_is_not_longer_than_three_weeks(client, trip):
    typed = {
        "title": "x", "first_on": "2027-01-05", "last_on": "2027-02-04", "day_starts": "08:00", "base": "x",
        "version": trip.version,
    }  # fmt: skip

    assert "paling lama 21 hari" in text(client.post(url("trip-edit", trip), typed))


def test_facts_team_and_budget_are_kept(client, trip, budi, rina):
    facts = {
        "title": "Hulu", "first_on": trip.first_on, "last_on": trip.last_on, "day_starts": "07:00",
        "base": "Tenggarong", "vehicle": "Ces",
    }  # fmt: skip
    press(client, "trip-edit", trip, **facts)
    press(client, "trip-team", trip, lead=rina.pk, members=[budi.pk])
    page = press(
        client,
        "trip-budget",
        trip,
        label0="Solar",
        quantity0="20,5",
        unit0="liter",
        price0="15.000",
    )

    plan = TripPlan(Trip.objects.get())
    assert (plan.trip.title, plan.trip.day_starts.hour, plan.trip.vehicle) == ("Hulu", 7, "Ces")
    assert [m.officer for m in plan.members] == [rina, budi]
    assert (plan.cost, plan.cost_per_library) == (307_500, 153_750)
    assert "Rp153.750 per perpustakaan" in text(page)


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"label0": "Solar"}, "quantity0"), ({"quantity0": "2"}, "label0"),
     ({"label0": "Solar", "quantity0": "x", "price0": "1"}, "quantity0")],
)  # fmt: skip
def test_half_a_line_of_cost_is_asked_for(client, trip, typed, field):
    page = client.post(url("trip-budget", trip), {**typed, "version": trip.version})

    assert page.status_code == 422
    assert field in page.context["form"].errors


def test_a_stop_gets_day_length_note_and_several_legs(client, trip):
    stop = trip.stops.last()
    typed = {
        "day": "2", "visit_minutes": "90", "note": "Menginap di balai", "mode0": "road", "minutes0": "60",
        "description0": "Jalan poros", "mode1": "ferry", "minutes1": "20", "season1": "Antre saat pasang",
    }  # fmt: skip

    page = press(client, "stop-edit", trip, stop, **typed)

    assert "Feri penyeberangan, 20 menit" in text(page)
    assert "Antre saat pasang" in text(page)
    stop.refresh_from_db()
    assert (stop.day, stop.visit_minutes, stop.note) == (2, 90, "Menginap di balai")
    assert [(leg.minutes, leg.is_estimate) for leg in stop.legs.all()] == [(60, False), (20, False)]


def test_a_leg_nobody_touched_stays_an_estimate(client, trip):
    stop = trip.stops.first()
    leg = stop.legs.get()
    typed = {"day": "1", "visit_minutes": "120", "mode0": leg.mode, "minutes0": leg.minutes}

    press(client, "stop-edit", trip, stop, **typed)

    assert stop.legs.get().is_estimate


def test_words_without_minutes_are_no_leg(client, trip):
    stop = trip.stops.first()
    typed = {
        "day": "1",
        "visit_minutes": "120",
        "description1": "Lalu perahu",
        "version": trip.version,
    }

    page = client.post(url("stop-edit", trip, stop), typed)

    assert list(page.context["form"].errors) == ["minutes1"]


def test_the_way_home_is_typed(client, trip):
    press(client, "trip-way-home", trip, mode0="river", minutes0="400", description0="Ikut arus")

    assert [leg.description for leg in TripPlan(trip).way_home] == ["Ikut arus"]


def test_up_and_down_and_off(client, trip):
    first, second = trip.stops.all()
    press(client, "stop-move", trip, first, arah="turun")
    assert list(trip.stops.all()) == [second, first]

    press(client, "stop-move", trip, first, arah="naik")
    press(client, "stop-remove", trip, second)
    assert list(trip.stops.all()) == [first]


def test_who_waits_on_the_way_is_added_with_one_tap(client, trip):
    other = upriver("Muara Wis")
    wish_of(other)
    far = upriver("Tabang")
    wish_of(far)

    page = client.get(url("trip-detail", trip))
    assert "1 perpustakaan lain di jalur ini sudah siap, tambahkan?" in text(page)
    added = press(client, "trip-add", trip, application=other.code)

    assert "Perpustakaan Muara Wis ditambahkan." in text(added)


def test_any_request_in_mentoring_is_found_and_added(client, trip):
    upriver("Tabang")
    found = client.get(url("trip-add", trip), {"q": "tabang"})
    assert "Perpustakaan Tabang" in text(found)
    assert "Tidak ditemukan" in text(client.get(url("trip-add", trip), {"q": "zzz"}))


@pytest.mark.parametrize("typed", [{}, {"application": "KLK-1"}, {"application": "x\x00"}])
def test_nobody_chosen_is_told(client, trip, typed):
    assert "Pilih perpustakaan dari daftar." in text(press(client, "trip-add", trip, **typed))


def test_the_same_library_is_not_added_twice_and_only_in_mentoring(client, trip, enggelam):
    on_it = trip.stops.first().application
    assert "sudah ada pada perjalanan" in text(
        press(client, "trip-add", trip, application=on_it.code)
    )
    submitted = ApplicationFactory(library=enggelam, state=State.SUBMITTED)
    assert "dalam pendampingan" in text(press(client, "trip-add", trip, application=submitted.code))


def test_fix_put_off_visit_again_cancel(client, trip, budi):
    fixed = press(client, "trip-fix", trip)
    assert "Perjalanan ditetapkan." in text(fixed)
    stop = trip.stops.first()

    press(client, "stop-postpone", trip, stop, reason="Banjir")
    stop.refresh_from_db()
    assert stop.state == StopState.POSTPONED
    again = press(client, "stop-revisit", trip, stop)
    assert "kembali dikunjungi" in text(again)
    assert "Kunjungan ini sudah" not in text(again)

    over = press(client, "trip-cancel", trip, reason="Air surut")
    assert "Air surut" in text(over)
    trip.refresh_from_db()
    assert trip.state == TripState.CANCELLED
    assert "sudah selesai atau dibatalkan" in text(
        press(client, "stop-move", trip, stop, arah="naik")
    )


def test_a_trip_is_not_finished_early(client, trip):
    press(client, "trip-fix", trip)

    assert "Catat dulu hasil setiap kunjungan" in text(press(client, "trip-finish", trip))


def test_a_clash_is_seen_before_it_is_tried(client, trip, budi):
    other = drafted("Tabang", by=budi, at=clock.now())
    trips.fix(trip=other, version=other.version, by=budi, at=clock.now())

    told = text(client.get(url("trip-detail", trip)))

    assert "Belum dapat ditetapkan" in told
    assert "Budi sudah terisi" in told
    assert "Budi sudah terisi" in text(press(client, "trip-fix", trip))


@pytest.mark.parametrize(
    ("name", "typed"),
    [("trip-fix", {}), ("trip-budget", {"label0": "x", "quantity0": "1", "price0": "1"}),
     ("trip-cancel", {"reason": "x"}), ("trip-way-home", {})],
)  # fmt: skip
def test_an_old_page_gets_both_versions_to_compare(client, trip, name, typed):
    page = client.post(url(name, trip), {"version": trip.version - 1, **typed})

    assert page.status_code == 409
    assert "Perpustakaan Kota Bangun" in text(page)


def test_a_button_without_its_version_is_asked_for_again(client, trip):
    page = client.post(url("trip-fix", trip), {"version": "x"}, follow=True)

    assert "Coba sekali lagi." in text(page)


class TestAVisitOnATrip:
    @pytest.fixture
    def visit(self, trip, budi) -> Appointment:
        trips.fix(trip=trip, version=trip.version, by=budi, at=clock.now())
        return trip.stops.first().appointment

    def test_its_move_page_leads_to_the_trip(self, visit, trip, client):
        told = text(client.get(reverse("scheduling:appointment-move", args=[visit.code])))

        assert "bagian dari perjalanan Perjalanan hulu" in told
        assert url("stop-edit", trip, trip.stops.first()) in told

    def test_cancelling_it_puts_the_stop_off(self, visit, trip, client):
        client.post(
            reverse("scheduling:appointment-cancel", args=[visit.code]), {"reason": "Banjir"}
        )

        visit.refresh_from_db()
        assert visit.state == "cancelled"
        assert trip.stops.first().state == StopState.POSTPONED


def test_the_map_numbers_the_stops_and_tells_roads_from_rivers(trip):
    drawn = trip_map.of(TripPlan(trip))

    assert [(spot.number, spot.name) for spot in drawn.spots] == [
        ("", "Tenggarong"), ("1", "Perpustakaan Kota Bangun"), ("2", "Perpustakaan Muara Muntai"),
    ]  # fmt: skip
    assert [(line.words, line.dashes) for line in drawn.lines] == [
        ("Jalan darat", ""), ("Sungai", "7 4"), ("Sungai", "7 4"),
    ]  # fmt: skip
    assert all(0 <= spot.x <= WIDTH and 0 <= spot.y <= outlines().height for spot in drawn.spots)


def test_numbers_on_the_map_do_not_cover_each_other(trip, budi):
    near = LibraryFactory(desa=trip.stops.first().application.library.desa)
    second = ApplicationFactory(library=near, state=State.MENTORING)
    trip_stops.add(trip=trip, application=second, version=trip.version, by=budi, at=clock.now())

    places = [(spot.x, spot.y) for spot in trip_map.of(TripPlan(trip)).spots]

    assert len(set(places)) == 4
