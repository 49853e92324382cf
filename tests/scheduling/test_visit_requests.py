"""A library asks for a visit; the office sees who waits along which route."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accreditation.workflow import State
from klik_portal.core import clock
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.notifications.models import OutboxMessage
from scheduling import ready_list
from scheduling.models import RoutePoint, TravelRoute, Trip, VisitRequest
from scheduling.operations import routes, visit_requests
from scheduling.operations.visit_requests import Wish
from tests.factories.accreditation import MONDAY, ApplicationFactory
from tests.factories.upriver import UPRIVER, drafted, load_routes, upriver, wish_of

pytestmark = pytest.mark.django_db
WEEK = date(2026, 12, 7)


@pytest.fixture
def mentoring(enggelam, siti, budi):
    return ApplicationFactory(
        library=enggelam, state=State.MENTORING, created_by=siti, assigned_to=budi
    )


def wish(**facts) -> Wish:
    known = {
        "weeks": [WEEK], "readiness": "ready", "ready_on": None, "way_to_get_there": "Ces dari Kota Bangun.",
        "note": "",
    }  # fmt: skip
    return Wish(**{**known, **facts})


def ask(application, by, version=0, **facts) -> VisitRequest:
    return visit_requests.ask(
        application=application, wish=wish(**facts), version=version, by=by, at=MONDAY
    )


class TestAsking:
    def test_it_is_kept_and_confirmed_and_the_officer_knows(self, mentoring, siti, budi):
        visit_request = ask(mentoring, siti)

        assert (visit_request.monday_list, visit_request.state) == ([WEEK], "open")
        mails = OutboxMessage.objects.filter(channel="email").order_by("event")
        assert [(m.event, m.recipient) for m in mails] == [
            ("visit_request.new", budi), ("visit_request.received", siti),
        ]  # fmt: skip

    def test_contributors_may_ask_too(self, mentoring, hadi):
        assert ask(mentoring, hadi).asked_by == hadi

    @pytest.mark.parametrize("name", ["joko", "budi", "mantan"])
    def test_nobody_else(self, request, mentoring, name):
        with pytest.raises(Refused) as refusal:
            ask(mentoring, request.getfixturevalue(name))
        assert refusal.value.reasons == ("Hanya pengelola perpustakaan yang meminta kunjungan.",)

    def test_only_in_mentoring(self, enggelam, siti):
        submitted = ApplicationFactory(library=enggelam, state=State.SUBMITTED, created_by=siti)

        with pytest.raises(Refused) as refusal:
            ask(submitted, siti)
        assert refusal.value.reasons == ("Kunjungan dapat diminta selama pendampingan.",)

    def test_later_needs_a_day(self, mentoring, siti):
        with pytest.raises(Refused):
            ask(mentoring, siti, readiness="later")

        assert ask(mentoring, siti, readiness="later", ready_on=WEEK).ready_on == WEEK

    def test_the_way_can_be_kept_at_the_library(self, mentoring, siti, enggelam):
        ask(mentoring, siti, keeps_the_way=True)

        enggelam.refresh_from_db()
        assert enggelam.way_to_get_there == "Ces dari Kota Bangun."

    def test_a_contributor_cannot_change_the_librarys_facts_that_way(
        self, mentoring, hadi, enggelam
    ):
        ask(mentoring, hadi, keeps_the_way=True)

        enggelam.refresh_from_db()
        assert enggelam.way_to_get_there == ""

    def test_changing_it_needs_the_version_that_was_seen(self, mentoring, siti, hadi):
        ask(mentoring, siti)
        ask(mentoring, hadi, version=1, note="Pagi saja")

        with pytest.raises(Conflict) as conflict:
            ask(mentoring, siti, version=1)
        assert ("Catatan", "Pagi saja") in conflict.value.theirs

    def test_two_first_askers_do_not_make_two(self, mentoring, siti, hadi):
        ask(mentoring, siti)

        with pytest.raises(Conflict):
            ask(mentoring, hadi)
        assert VisitRequest.objects.count() == 1

    def test_it_can_be_withdrawn_and_asked_again(self, mentoring, siti):
        ask(mentoring, siti)
        visit_requests.withdraw(application=mentoring, version=1, by=siti, at=MONDAY)

        assert ask(mentoring, siti).state == "open"

    def test_once_planned_it_is_the_offices_turn(self, mentoring, siti):
        ask(mentoring, siti)
        visit_requests.mark_planned(mentoring)

        for attempt in (
            lambda: ask(mentoring, siti, version=1),
            lambda: visit_requests.withdraw(application=mentoring, version=1, by=siti, at=MONDAY),
        ):
            with pytest.raises(Refused) as refusal:
                attempt()
            assert "sudah masuk perjalanan" in refusal.value.reasons[0]


class TestThePage:
    def url(self, application) -> str:
        return reverse("scheduling:visit-request", args=[application.code])

    def next_week(self) -> str:
        today = clock.today()
        return (today + timedelta(days=7 - today.weekday())).isoformat()

    def test_the_way_is_there_already(self, mentoring, siti, enggelam, client_of):
        enggelam.way_to_get_there = "Perahu."
        enggelam.save()

        page = client_of(siti).get(self.url(mentoring))

        assert page.context["form"]["way_to_get_there"].value() == "Perahu."
        assert len(page.context["form"].fields["weeks"].choices) == 12

    def test_asking_leads_to_the_case_where_it_stands(self, mentoring, siti, client_of):
        client = client_of(siti)
        typed = {
            "weeks": [self.next_week()],
            "readiness": "ready",
            "way_to_get_there": "x",
            "version": "0",
        }

        page = client.post(self.url(mentoring), typed, follow=True)

        assert "Kunjungan: menunggu perjalanan" in page.content.decode()
        assert "Permintaan kunjungan" in client.get(reverse("desks:home")).content.decode()

    def test_a_missing_day_is_asked_for_beside_its_field(self, mentoring, siti, client_of):
        page = client_of(siti).post(self.url(mentoring), {"readiness": "later", "version": "0"})

        assert page.status_code == 422
        assert list(page.context["form"].errors) == ["ready_on"]

    def test_somebody_was_faster(self, mentoring, siti, client_of):
        ask(mentoring, siti)

        page = client_of(siti).post(self.url(mentoring), {"readiness": "ready", "version": "0"})

        assert page.status_code == 409

    def test_withdrawing(self, mentoring, siti, client_of):
        ask(mentoring, siti)

        client_of(siti).post(
            reverse("scheduling:visit-withdraw", args=[mentoring.code]), {"version": "1"}
        )

        assert VisitRequest.objects.get().state == "withdrawn"


class TestWhoIsReady:
    @pytest.fixture(autouse=True)
    def _routes(self, db):
        load_routes()

    def places(self, ready) -> dict[str, list[str]]:
        return {
            group.route.name if group.route else "": [p.kecamatan.name for p in group.places]
            for group in ready.groups
        }

    def test_requests_stand_by_route_in_the_order_of_the_way(self, budi):
        for name in ("Tabang", "Kembang Janggut", "Muara Muntai"):
            wish_of(upriver(name))

        ready = ready_list.ready_list()

        assert ready.count == 3
        assert self.places(ready) == {
            "Hulu Mahakam": ["Muara Muntai"], "Belayan": ["Kembang Janggut", "Tabang"],
        }  # fmt: skip

    def test_who_is_mentored_and_has_not_asked_is_seen_too(self, mentoring):
        wish_of(upriver("Tabang"))

        assert ready_list.ready_list().silent == [mentoring]

    def test_off_the_routes_nobody_is_forgotten(self, budi):
        wish_of(upriver("Tabang"))
        TravelRoute.objects.all().delete()

        assert self.places(ready_list.ready_list()) == {"": ["Tabang"]}

    def test_filters(self, budi):
        first, second = upriver("Tabang"), upriver("Muara Muntai")
        wish_of(first)
        wish_of(second)
        area = first.library.kecamatan
        area.zone = "upriver"
        area.save()

        assert ready_list.ready_list(kecamatan=area).count == 1
        assert ready_list.ready_list(zone="upriver").count == 1
        assert ready_list.ready_list(zone="coast").count == 0

    def test_a_draft_is_named_beside_the_library(self, budi):
        trip = drafted("Tabang", by=budi)

        [row] = ready_list.waiting_requests()

        assert row.drafts == (trip.code,)

    def test_one_button_makes_the_draft_of_a_group(self, budi, client_of):
        chosen = [upriver(name) for name in ("Tabang", "Kembang Janggut")]
        for application in chosen:
            wish_of(application)
        route = TravelRoute.objects.get(name="Belayan")

        page = client_of(budi).post(
            reverse("scheduling:trip-draft"),
            {"route": route.token, "application": [a.code for a in chosen]}, follow=True,
        )  # fmt: skip

        assert page.status_code == 200
        trip = Trip.objects.get()
        assert trip.title == "Perjalanan Belayan"
        assert [s.application.library.kecamatan.name for s in trip.stops.all()] == [
            "Kembang Janggut", "Tabang",
        ]  # fmt: skip

    def test_nothing_ticked_is_told(self, budi, client_of):
        page = client_of(budi).post(reverse("scheduling:trip-draft"), {}, follow=True)

        assert "Pilih paling sedikit satu perpustakaan." in page.content.decode()


class TestRoutes:
    def test_the_shipped_ones_pass_every_kecamatan_and_say_they_are_estimates(self, db):
        from django.core.management import call_command

        call_command("load_regions")
        call_command("load_routes")

        assert RoutePoint.objects.values("kecamatan").distinct().count() == 20
        assert not RoutePoint.objects.filter(is_estimate=False).exists()

    def test_what_staff_changed_stays_and_what_they_removed_does_not_come_back(self, rina):
        load_routes()
        route = TravelRoute.objects.get(name="Belayan")
        way = routes.Way("river", 300, "", False)
        routes.change_point(route=route, code="64.02.12", way=way, version=1, by=rina, at=MONDAY)
        other = TravelRoute.objects.get(name="Hulu Mahakam")
        routes.remove(route=other, version=1, by=rina, at=MONDAY)

        assert routes.load_shipped() == 0
        assert RoutePoint.objects.get(kecamatan="64.02.12").minutes == 300
        assert not TravelRoute.objects.filter(name="Hulu Mahakam").exists()

    def test_points_move_up_and_down(self, rina):
        load_routes()
        route = TravelRoute.objects.get(name="Belayan")

        routes.move_point(route=route, code="64.02.12", step=-1, version=1, by=rina, at=MONDAY)
        route.refresh_from_db()
        routes.move_point(route=route, code="64.02.08", step=-1, version=2, by=rina, at=MONDAY)

        codes = list(route.points.values_list("kecamatan", flat=True))
        assert [UPRIVER[code] for code in codes] == [
            "Kota Bangun", "Kenohan", "Tabang", "Kembang Janggut",
        ]  # fmt: skip

    def test_two_coordinators_do_not_overwrite_each_other(self, rina):
        load_routes()
        route = TravelRoute.objects.get(name="Belayan")
        routes.rename(route=route, name="Sungai Belayan", version=1, by=rina, at=MONDAY)

        with pytest.raises(Conflict) as conflict:
            routes.remove_point(route=route, code="64.02.12", version=1, by=rina, at=MONDAY)
        assert conflict.value.theirs[0] == ("Nama jalur", "Sungai Belayan")

    def test_only_coordinators(self, budi):
        with pytest.raises(Refused):
            routes.create(name="x", by=budi, at=MONDAY)

    def test_names_and_places_are_used_once(self, rina):
        load_routes()
        route = TravelRoute.objects.get(name="Belayan")
        point = route.points.get(kecamatan="64.02.12")

        with pytest.raises(Refused):
            routes.create(name="belayan", by=rina, at=MONDAY)
        with pytest.raises(Refused):
            routes.add_point(
                route=route, kecamatan=point.kecamatan, way=routes.Way("road", 60, "", True),
                version=1, by=rina, at=MONDAY,
            )  # fmt: skip
