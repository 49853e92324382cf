"""Planning, fixing, changing and cancelling trips: who is held, who hears what."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from icalendar import Calendar

from accreditation.operations import applications
from klik_portal.core.clock import WITA
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.notifications.models import OutboxMessage
from scheduling import trip_outlook
from scheduling.models import (
    Appointment,
    AppointmentState,
    BookingRules,
    OfficerSlot,
    StopState,
    Trip,
    TripState,
    VisitRequest,
)
from scheduling.operations import appointments, booking, trip_stops, trips
from scheduling.trip_plan import TripPlan
from tests.factories.accreditation import MONDAY
from tests.factories.upriver import drafted, keeper_of, load_routes, upriver, wish_of
from tests.scheduling.test_appointments import events

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
FOUR = ("Kota Bangun", "Muara Muntai", "Kembang Janggut", "Tabang")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of the trip; the first day is Monday, 30 November 2026."""
    return datetime(2026, 11, 30, hour, minute, tzinfo=WITA) + timedelta(days=day - 1)


@pytest.fixture(autouse=True)
def _routes(db):
    load_routes()


@pytest.fixture
def trip(budi):
    return drafted("Kota Bangun", "Muara Muntai", by=budi)


@pytest.fixture
def fixed(trip, budi):
    return trips.fix(trip=trip, version=trip.version, by=budi, at=MONDAY)


def stop_at(trip: Trip, place: str):
    return trip.stops.get(application__library__kecamatan__name=place)


def visits(trip: Trip) -> list[tuple[str, datetime, int]]:
    """Place, start and SEQUENCE of every visit that is coming."""
    found = Appointment.objects.scheduled().filter(trip_stop__trip=trip).order_by("starts_at")
    return [
        (a.application.library.kecamatan.name, a.starts_at.astimezone(WITA), a.sequence)
        for a in found
    ]


def mails(event: str, person=None) -> list[OutboxMessage]:
    rows = OutboxMessage.objects.filter(event=event, channel="email").order_by("pk")
    return list(rows.filter(recipient=person) if person else rows)


class TestDrafting:
    def test_the_stops_stand_in_the_order_of_the_way_over_as_many_days_as_it_takes(self, budi):
        trip = drafted(*reversed(FOUR), by=budi)
        plan = TripPlan(trip)

        assert [s.application.library.kecamatan.name for s in plan.stops] == [*FOUR]
        assert [stop.day for stop in plan.stops] == [1, 1, 2, 3]
        assert (trip.code, trip.first_on, trip.last_on) == (
            "PJL-2026-0001", date(2026, 11, 30), date(2026, 12, 3),
        )  # fmt: skip
        assert [m.officer for m in plan.members] == [budi]

    def test_no_day_holds_more_than_the_rules_allow(self, budi):
        trip = drafted(*FOUR, by=budi)

        assert all(day.busy_minutes <= BookingRules.current().trip_hours_a_day * 60
                   for day in TripPlan(trip).days)  # fmt: skip

    def test_the_ways_come_from_the_routes_and_are_called_estimates(self, trip):
        plan = TripPlan(trip)

        assert [
            [
                (leg.mode, leg.minutes, leg.description, leg.is_estimate)
                for leg in plan.legs_to(stop)
            ]
            for stop in plan.stops
        ] == [
            [("road", 135, "Tenggarong - Kota Bangun", True)],
            [("river", 150, "Kota Bangun - Muara Muntai", True)],
        ]
        assert [leg.description for leg in plan.way_home] == [
            "Muara Muntai - Kota Bangun", "Kota Bangun - Tenggarong",
        ]  # fmt: skip

    def test_it_begins_in_the_week_most_of_them_wished_for_on_a_working_day(self, budi):
        wishes = {"Kota Bangun": ["2026-12-07", "2026-12-21"], "Tabang": ["2026-12-21"]}
        asked = []
        for name, weeks in wishes.items():
            application = upriver(name)
            wish_of(application, weeks=weeks)
            asked.append(application)

        trip = trips.draft_for(applications=asked, title="x", by=budi, at=MONDAY)

        assert trip.first_on == date(2026, 12, 21)

    def test_it_needs_a_library(self, budi):
        with pytest.raises(Refused) as refusal:
            trips.draft_for(applications=[], title="x", by=budi, at=MONDAY)
        assert refusal.value.reasons == ("Pilih paling sedikit satu perpustakaan.",)

    def test_a_draft_holds_nobody_and_tells_nobody(self, trip):
        assert not OfficerSlot.objects.exists()
        assert not OutboxMessage.objects.exists()
        assert {r.state for r in VisitRequest.objects.all()} == {"open"}


class TestFixing:
    def test_it_holds_travel_and_visits_of_the_whole_team(self, trip, budi, rina):
        trips.set_team(
            trip=trip, lead=budi, members=[rina], version=trip.version, by=budi, at=MONDAY
        )
        trip.refresh_from_db()

        trips.fix(trip=trip, version=trip.version, by=budi, at=MONDAY)

        held = OfficerSlot.objects.filter(trip=trip)
        assert held.count() == OfficerSlot.objects.count()  # the visits hold none of their own
        assert held.filter(officer=budi).count() == held.filter(officer=rina).count() > 0
        assert held.filter(officer=rina, starts_at=at(1, 8)).exists()

    def test_every_stop_becomes_a_visit_and_its_wish_is_planned(self, fixed):
        assert visits(fixed) == [
            ("Kota Bangun", at(1, 10, 15), 0),
            ("Muara Muntai", at(1, 14, 45), 0),
        ]
        assert {a.mode for a in Appointment.objects.all()} == {"on_site"}
        assert {r.state for r in VisitRequest.objects.all()} == {"planned"}

    def test_libraries_get_their_visit_and_the_team_one_event_for_all(self, fixed, budi):
        keeper = keeper_of(stop_at(fixed, "Muara Muntai").application)
        visit = stop_at(fixed, "Muara Muntai").appointment

        assert [events(m) for m in mails("appointment.scheduled", keeper)] == [
            (f"{visit.uid}@localhost", 0, "REQUEST")
        ]
        assert mails("appointment.scheduled", budi) == []
        [mail] = mails("trip.fixed")
        assert (mail.recipient, events(mail)) == (budi, (f"{fixed.uid}@localhost", 0, "REQUEST"))
        event = Calendar.from_ical(mail.calendar_ics).walk("VEVENT")[0]
        assert (event["DTSTART"].dt, event["DTEND"].dt) == (at(1, 8), at(2, 12, 45))

    def test_a_clash_refuses_it_all_and_says_who_when_and_what(self, trip, budi, rina, enggelam):
        trips.set_team(
            trip=trip, lead=budi, members=[rina], version=trip.version, by=budi, at=MONDAY
        )
        trip.refresh_from_db()
        other = upriver("Tabang")
        appointments.schedule(
            application=other, mode="phone", officer=rina, starts_at=at(1, 11), length_minutes=60,
            by=budi, at=MONDAY,
        )  # fmt: skip

        with pytest.raises(booking.TripTaken) as refusal:
            trips.fix(trip=trip, version=trip.version, by=budi, at=MONDAY)

        assert refusal.value.reasons == (
            "Rina sudah terisi Senin, 30 November 2026 pukul 11.00 WITA sampai 12.00 WITA: "
            "Telepon/WhatsApp Perpustakaan Tabang (JDW-2026-0001).",
        )
        trip.refresh_from_db()
        assert trip.state == TripState.DRAFT
        assert not OfficerSlot.objects.filter(trip=trip).exists()
        assert not mails("trip.fixed")

    def test_two_trips_do_not_share_an_officer(self, fixed, budi):
        second = drafted("Tabang", by=budi)

        with pytest.raises(booking.TripTaken) as refusal:
            trips.fix(trip=second, version=second.version, by=budi, at=MONDAY)

        assert "Perjalanan hulu (PJL-2026-0001)" in refusal.value.reasons[0]

    def test_nobody_else_can_be_booked_into_the_journey(self, fixed, budi):
        with pytest.raises(booking.SlotTaken):
            appointments.schedule(
                application=upriver("Tabang"), mode="phone", officer=budi, starts_at=at(1, 9),
                length_minutes=60, by=budi, at=MONDAY,
            )  # fmt: skip

    def test_it_needs_stops_and_people(self, trip, budi):
        empty = trips.create(
            facts={"title": "x", "first_on": date(2026, 12, 14), "last_on": date(2026, 12, 15)},
            by=budi, at=MONDAY,
        )  # fmt: skip
        with pytest.raises(Refused) as refusal:
            trips.fix(trip=empty, version=1, by=budi, at=MONDAY)
        assert refusal.value.reasons == ("Perjalanan perlu paling sedikit satu perpustakaan.",)

    def test_what_lies_in_the_past_is_not_fixed(self, trip, budi):
        with pytest.raises(Refused) as refusal:
            trips.fix(trip=trip, version=trip.version, by=budi, at=at(2, 12))
        assert "yang sudah lewat" in refusal.value.reasons[0]

    def test_who_moved_on_from_mentoring_is_not_visited(self, trip, budi):
        stop = stop_at(trip, "Kota Bangun")
        applications.advance(application=stop.application, step="mark_ready", by=budi, at=MONDAY)

        with pytest.raises(Refused) as refusal:
            trips.fix(trip=trip, version=trip.version, by=budi, at=MONDAY)

        assert refusal.value.reasons == (
            "Permohonan Perpustakaan Kota Bangun tidak lagi dalam pendampingan; keluarkan dari perjalanan.",
        )  # fmt: skip
        assert refusal.value.reasons[0] in [
            warned.sentence for warned in trip_outlook.warnings_of(TripPlan(trip)) if warned.blocks
        ]

    def test_once_only(self, fixed, budi):
        with pytest.raises(Refused) as refusal:
            trips.fix(trip=fixed, version=fixed.version, by=budi, at=MONDAY)
        assert refusal.value.reasons == ("Hanya rancangan yang dapat ditetapkan.",)


class TestChangingAFixedTrip:
    def change(self, trip, place, by, **facts):
        stop = stop_at(trip, place)
        trip.refresh_from_db()
        legs = [trip_stops.Leg(leg.mode, leg.minutes, leg.description) for leg in stop.legs.all()]
        trip_stops.change(
            trip=trip, stop=stop, version=trip.version, by=by, at=MONDAY + HOUR,
            **{"day": stop.day, "visit_minutes": stop.visit_minutes, "note": "", "legs": legs, **facts},
        )  # fmt: skip

    def test_exactly_the_visits_whose_times_changed_move(self, fixed, budi):
        self.change(fixed, "Muara Muntai", budi, day=2)

        assert visits(fixed) == [
            ("Kota Bangun", at(1, 10, 15), 0),
            ("Muara Muntai", at(2, 10, 30), 1),
        ]
        assert [m.recipient.name for m in mails("appointment.moved")] == ["Pengelola Muara Muntai"]
        assert [events(m)[1:] for m in mails("trip.moved")] == [(1, "REQUEST")]
        held = OfficerSlot.objects.filter(trip=fixed)
        assert not held.filter(starts_at__gte=at(1, 12, 15), starts_at__lt=at(2, 0)).exists()

    def test_what_calendars_do_not_show_bothers_nobody(self, fixed, budi):
        line = trips.Line("Bahan bakar", Decimal("200"), "liter", 15000)
        trips.set_budget(trip=fixed, lines=[line], version=fixed.version, by=budi, at=MONDAY)

        assert not mails("trip.moved")
        assert not mails("appointment.moved")
        plan = TripPlan(fixed)
        assert (plan.cost, plan.cost_per_library) == (3_000_000, 1_500_000)

    def test_a_stop_taken_off_cancels_its_visit_and_waits_again(self, fixed, budi):
        stop = stop_at(fixed, "Kota Bangun")
        keeper = keeper_of(stop.application)

        trip_stops.remove(trip=fixed, stop=stop, version=fixed.version, by=budi, at=MONDAY + HOUR)

        assert [events(m)[1:] for m in mails("appointment.cancelled", keeper)] == [(1, "CANCEL")]
        assert VisitRequest.objects.get(application=stop.application).state == "open"
        # the way to the next stop begins in Tenggarong now
        assert visits(fixed) == [("Muara Muntai", at(1, 12, 45), 1)]

    def test_a_visit_that_is_told_of_stays_on_its_trip(self, fixed, budi):
        stop = stop_at(fixed, "Kota Bangun")
        appointments.record_result(
            appointment=stop.appointment, attended=True, note="", by=budi, at=at(1, 13)
        )

        with pytest.raises(Refused) as refusal:
            trip_stops.remove(trip=fixed, stop=stop, version=fixed.version, by=budi, at=at(1, 14))

        assert refusal.value.reasons == ("Kunjungan ini sudah tercatat hasilnya, jadi tetap ada.",)
        assert fixed.stops.count() == 2

    def test_one_more_library_is_put_where_it_costs_the_least(self, fixed, budi):
        kenohan = upriver("Muara Wis")

        trip_stops.add(
            trip=fixed, application=kenohan, version=fixed.version, by=budi, at=MONDAY + HOUR
        )

        assert [place for place, _start, _seq in visits(fixed)] == [
            "Kota Bangun", "Muara Wis", "Muara Muntai",
        ]  # fmt: skip

    def test_one_more_library_gets_a_day_with_room_in_office_hours(self, budi):
        trip = drafted("Kembang Janggut", "Tabang", by=budi)
        facts = {name: getattr(trip, name) for name in trips.FACTS}
        trips.change_facts(
            trip=trip, facts={**facts, "last_on": at(3, 0).date()}, version=trip.version, by=budi, at=MONDAY
        )  # fmt: skip
        for name in ("Kota Bangun", "Muara Muntai"):
            trip.refresh_from_db()
            trip_stops.add(
                trip=trip, application=upriver(name), version=trip.version, by=budi, at=MONDAY
            )

        plan = TripPlan(Trip.objects.get(pk=trip.pk))

        assert [stop.application.library.kecamatan.name for stop in plan.stops] == list(FOUR)
        assert [stop.day for stop in plan.stops] == [1, 1, 2, 3]

    def test_up_and_down_swap_places_but_not_days(self, fixed, budi):
        self.change(fixed, "Muara Muntai", budi, day=2, legs=[])
        fixed.refresh_from_db()

        trip_stops.move(
            trip=fixed, stop=stop_at(fixed, "Muara Muntai"), step=-1, version=fixed.version,
            by=budi, at=MONDAY + HOUR,
        )  # fmt: skip

        assert [(s.application.library.kecamatan.name, s.day) for s in TripPlan(fixed).stops] == [
            ("Muara Muntai", 1), ("Kota Bangun", 2),
        ]  # fmt: skip

    def test_ways_that_people_typed_stay_and_the_trip_says_so(self, fixed, budi):
        typed = [trip_stops.Leg("river", 200, "Ces dari Kota Bangun")]
        self.change(fixed, "Muara Muntai", budi, legs=typed)
        fixed.refresh_from_db()

        trip_stops.remove(
            trip=fixed, stop=stop_at(fixed, "Kota Bangun"), version=fixed.version, by=budi,
            at=MONDAY + HOUR,
        )  # fmt: skip

        assert [leg.minutes for leg in stop_at(fixed, "Muara Muntai").legs.all()] == [200]
        assert [n.sentence for n in fixed.notes.all()] == [
            "Jalan ke Perpustakaan Muara Muntai diisi sendiri; periksa lagi."
        ]

    def test_swapping_people_frees_and_holds(self, fixed, budi, rina):
        before = OfficerSlot.objects.filter(officer=budi).count()

        trips.set_team(trip=fixed, lead=rina, members=[], version=fixed.version, by=budi, at=MONDAY)

        assert not OfficerSlot.objects.filter(officer=budi).exists()
        assert OfficerSlot.objects.filter(officer=rina).count() == before
        assert {a.officer for a in Appointment.objects.scheduled()} == {rina}
        assert [events(m)[1:] for m in mails("trip.cancelled", budi)] == [(1, "CANCEL")]
        assert [events(m)[1:] for m in mails("trip.fixed", rina)] == [(1, "REQUEST")]

    def test_a_change_into_a_clash_changes_nothing(self, fixed, budi):
        appointments.schedule(
            application=upriver("Tabang"), mode="phone", officer=budi, starts_at=at(3, 11),
            length_minutes=60, by=budi, at=MONDAY,
        )  # fmt: skip

        with pytest.raises(booking.TripTaken):
            self.change(fixed, "Muara Muntai", budi, day=3)

        assert [start for _place, start, _seq in visits(fixed)] == [at(1, 10, 15), at(1, 14, 45)]
        assert stop_at(fixed, "Muara Muntai").day == 1

    def test_an_old_page_does_not_overwrite_a_newer_change(self, fixed, budi, rina):
        seen = fixed.version
        trips.set_budget(trip=fixed, lines=[], version=seen, by=rina, at=MONDAY)

        with pytest.raises(Conflict) as conflict:
            trip_stops.remove(
                trip=fixed, stop=stop_at(fixed, "Kota Bangun"), version=seen, by=budi, at=MONDAY
            )

        assert conflict.value.theirs[0] == ("Perjalanan", "Perjalanan hulu (ditetapkan)")


class TestPuttingOff:
    def test_its_time_opens_up_and_everybody_else_keeps_theirs(self, fixed, budi):
        stop = stop_at(fixed, "Kota Bangun")
        keeper = keeper_of(stop.application)

        trip_stops.postpone(stop=stop, reason="Banjir", by=budi, at=MONDAY + HOUR)

        stop.refresh_from_db()
        assert (stop.state, stop.appointment) == (StopState.POSTPONED, None)
        assert [events(m)[1:] for m in mails("appointment.cancelled", keeper)] == [(1, "CANCEL")]
        assert visits(fixed) == [("Muara Muntai", at(1, 14, 45), 0)]
        assert not OfficerSlot.objects.filter(starts_at=at(1, 10, 15)).exists()
        wish = VisitRequest.objects.get(application=stop.application)
        assert (wish.state, wish.note) == ("open", "Banjir")

    def test_it_can_be_put_back_while_the_team_is_free(self, fixed, budi):
        stop = stop_at(fixed, "Kota Bangun")
        trip_stops.postpone(stop=stop, reason="Banjir", by=budi, at=MONDAY + HOUR)
        fixed.refresh_from_db()

        trip_stops.revisit(trip=fixed, stop=stop, version=fixed.version, by=budi, at=MONDAY + HOUR)

        assert [place for place, _start, _seq in visits(fixed)] == ["Kota Bangun", "Muara Muntai"]
        assert VisitRequest.objects.get(application=stop.application).state == "planned"

    def test_not_when_somebody_took_the_time_meanwhile(self, fixed, budi):
        stop = stop_at(fixed, "Kota Bangun")
        trip_stops.postpone(stop=stop, reason="Banjir", by=budi, at=MONDAY + HOUR)
        appointments.schedule(
            application=upriver("Tabang"), mode="phone", officer=budi, starts_at=at(1, 11),
            length_minutes=60, by=budi, at=MONDAY,
        )  # fmt: skip
        fixed.refresh_from_db()

        with pytest.raises(booking.TripTaken):
            trip_stops.revisit(trip=fixed, stop=stop, version=fixed.version, by=budi, at=MONDAY)

    def test_a_visit_on_a_trip_is_moved_and_cancelled_through_its_trip(self, fixed, budi):
        visit = stop_at(fixed, "Kota Bangun").appointment

        with pytest.raises(Refused) as refusal:
            appointments.cancel(appointment=visit, reason="x", by=budi, at=MONDAY)
        assert refusal.value.reasons == (
            "Kunjungan ini bagian dari perjalanan PJL-2026-0001; ubah lewat perjalanan itu.",
        )
        with pytest.raises(Refused):
            appointments.move(
                appointment=visit, version=1, officer=budi, starts_at=at(4, 9), length_minutes=60,
                by=budi, at=MONDAY,
            )  # fmt: skip


class TestEnding:
    def test_cancelling_frees_everybody_and_lets_the_libraries_wait(self, fixed, budi):
        trips.cancel(
            trip=fixed, reason="Air surut", version=fixed.version, by=budi, at=MONDAY + HOUR
        )

        assert not OfficerSlot.objects.exists()
        assert {a.state for a in Appointment.objects.all()} == {AppointmentState.CANCELLED}
        assert {r.state for r in VisitRequest.objects.all()} == {"open"}
        assert [events(m)[1:] for m in mails("trip.cancelled", budi)] == [(1, "CANCEL")]
        assert len(mails("appointment.cancelled")) == 2

    def test_a_cancelled_draft_says_nothing_to_anybody(self, trip, budi):
        trips.cancel(trip=trip, reason="x", version=trip.version, by=budi, at=MONDAY)

        assert not OutboxMessage.objects.exists()

    def test_the_last_result_ends_the_trip(self, fixed, budi):
        for place, when in (("Kota Bangun", at(1, 13)), ("Muara Muntai", at(1, 17))):
            fixed.refresh_from_db()
            assert fixed.state == TripState.FIXED
            appointments.record_result(
                appointment=stop_at(fixed, place).appointment, attended=place == "Kota Bangun",
                note="x", by=budi, at=when,
            )  # fmt: skip

        fixed.refresh_from_db()
        assert fixed.state == TripState.DONE
        states = VisitRequest.objects.order_by("pk").values_list("state", flat=True)
        assert list(states) == ["visited", "open"]

    def test_by_hand_only_when_told_or_over(self, fixed, budi):
        with pytest.raises(Refused):
            trips.finish(trip=fixed, version=fixed.version, by=budi, at=at(1, 20))

        ended = trips.finish(trip=fixed, version=fixed.version, by=budi, at=at(4, 8))

        assert ended.state == TripState.DONE

    def test_what_is_over_is_not_changed(self, fixed, budi):
        trips.cancel(trip=fixed, reason="x", version=fixed.version, by=budi, at=MONDAY)
        fixed.refresh_from_db()

        with pytest.raises(Refused) as refusal:
            trips.set_budget(trip=fixed, lines=[], version=fixed.version, by=budi, at=MONDAY)
        assert refusal.value.reasons == ("Perjalanan ini sudah selesai atau dibatalkan.",)

    def test_a_closed_request_leaves_the_trip_with_a_note(self, fixed, budi):
        stop = stop_at(fixed, "Kota Bangun")
        applications.advance(
            application=stop.application, step="withdraw", by=keeper_of(stop.application),
            at=MONDAY + HOUR, note="Pindah",
        )  # fmt: skip

        stop.refresh_from_db()
        assert stop.state == StopState.DROPPED
        assert visits(fixed) == [("Muara Muntai", at(1, 14, 45), 0)]
        assert fixed.notes.get().sentence == (
            f"Perpustakaan Kota Bangun tidak dikunjungi: permohonan {stop.application.code} ditutup."
        )
        assert VisitRequest.objects.get(application=stop.application).state == "withdrawn"

    def test_a_closed_request_leaves_a_draft_altogether(self, trip, budi):
        stop = stop_at(trip, "Kota Bangun")
        applications.advance(
            application=stop.application, step="withdraw", by=keeper_of(stop.application),
            at=MONDAY + HOUR, note="Pindah",
        )  # fmt: skip

        assert [s.application.library.kecamatan.name for s in TripPlan(trip).stops] == [
            "Muara Muntai"
        ]


@pytest.mark.parametrize("name", ["siti", "kepala"])
def test_only_caseworkers_plan_trips(request, trip, name):
    person = request.getfixturevalue(name)
    common = {"trip": trip, "version": trip.version, "by": person, "at": MONDAY}

    for attempt in (
        lambda: trips.fix(**common),
        lambda: trips.cancel(reason="x", **common),
        lambda: trips.finish(**common),
        lambda: trips.set_budget(lines=[], **common),
        lambda: trip_stops.remove(stop=trip.stops.first(), **common),
        lambda: trip_stops.set_way_home(legs=[], **common),
    ):
        with pytest.raises(Refused) as refusal:
            attempt()
        assert refusal.value.reasons == ("Hanya petugas yang mengatur perjalanan.",)
