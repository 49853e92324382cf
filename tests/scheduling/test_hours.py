"""Officers' hours, days away, holidays and the rules of booking."""

from datetime import date, time

import pytest
import time_machine
from django.urls import reverse

from klik_portal.audit.models import AuditEvent
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.office import operations as office
from klik_portal.office.models import Holiday
from scheduling import hours_text, queries
from scheduling.availability import Stretch
from scheduling.models import BookingRules, HoursException, Leave, OfficerSlot, Trip, WeeklyHours
from scheduling.operations import hours
from tests.scheduling.cases import DAY, HOUR, MINUTE, MONDAY, TODAY, TOMORROW, book

pytestmark = pytest.mark.django_db
MORNING, AFTERNOON = Stretch(time(8), time(12)), Stretch(time(13), time(16))
RULES = {"talk_minutes": 45, "notice_hours": 48}


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


class TestTypedHours:
    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("08.00-12.00, 13.00-16.00", [MORNING, AFTERNOON]),
            ("13:00 - 16:00; 8-12", [MORNING, AFTERNOON]),
            ("8 sampai 12 dan 13 s/d 16", [MORNING, AFTERNOON]),
            ("8–12", [MORNING]),
            ("", []),
        ],
    )
    def test_as_people_write_them(self, typed, found):
        assert hours_text.parse(typed) == found

    @pytest.mark.parametrize("typed", ["pagi", "8", "12-8", "08.10-09.00", "8-25", "8-8"])
    def test_anything_else_is_asked_again(self, typed):
        with pytest.raises(ValueError):  # noqa: PT011 -- the field says it in words
            hours_text.parse(typed)

    def test_what_is_shown_reads_back_the_same(self):
        assert hours_text.parse(hours_text.day_text([AFTERNOON, MORNING])) == [MORNING, AFTERNOON]


class TestTheWeek:
    def save(self, officer, by, week=None, seen=""):
        week = {0: [MORNING, AFTERNOON]} if week is None else week
        hours.save_week(officer=officer, week=week, seen=seen, by=by, at=MONDAY)

    def test_is_replaced_as_a_whole(self, budi):
        self.save(budi, budi)
        self.save(budi, budi, {4: [MORNING]}, "Senin 08.00-12.00, 13.00-16.00")

        assert queries.week_of(officer=budi) == {4: [MORNING]}
        assert AuditEvent.objects.filter(subject_kind="hours", verb="week_saved").count() == 2

    def test_an_empty_one_means_office_hours_again(self, budi):
        self.save(budi, budi)
        self.save(budi, budi, {}, "Senin 08.00-12.00, 13.00-16.00")

        assert not WeeklyHours.objects.exists()

    def test_a_coordinator_may_an_officer_only_their_own(self, budi, rina, siti):
        self.save(budi, rina)

        for officer, by in ((rina, budi), (budi, siti), (siti, rina)):
            with pytest.raises(Refused):
                self.save(officer, by)

    def test_two_people_do_not_overwrite_each_other(self, budi, rina):
        self.save(budi, rina)

        with pytest.raises(Conflict) as conflict:
            self.save(budi, budi, {1: [MORNING]})

        assert conflict.value.theirs == [("Jam kerja", "Senin 08.00-12.00, 13.00-16.00")]

    @pytest.mark.parametrize(
        ("stretches", "sentence"),
        [
            ([MORNING, Stretch(time(11), time(14))], "Rentang jam sehari tidak boleh bertumpuk."),
            ([Stretch(time(9), time(8))], "Jam selesai harus sesudah jam mulai."),
            ([Stretch(time(n), time(n, 30)) for n in range(8, 13)], "Paling banyak empat rentang jam sehari."),
        ],
    )  # fmt: skip
    def test_nonsense_is_refused(self, budi, stretches, sentence):
        with pytest.raises(Refused) as refusal:
            self.save(budi, budi, {0: stretches})

        assert refusal.value.reasons == (sentence,)


class TestDaysAway:
    def leave(self, officer, first_on=TODAY + DAY, last_on=TODAY + DAY, **changes):
        facts = {"kind": "leave", "note": "", "by": officer, "at": MONDAY}
        return hours.save_leave(
            officer=officer, first_on=first_on, last_on=last_on, **{**facts, **changes}
        )

    def exception(self, officer, opens=None, closes=None, day=TODAY + DAY):
        return hours.save_exception(
            officer=officer, day=day, opens=opens, closes=closes, note="", by=officer, at=MONDAY
        )

    def test_what_is_booked_then_is_listed_not_cancelled(self, mentored, budi):
        talk, other = book(mentored, budi), book(mentored, budi, TOMORROW + 3 * DAY)
        self.leave(budi)

        assert queries.collisions(officer=budi, now=MONDAY) == [talk]
        talk.refresh_from_db()
        assert talk.is_scheduled
        assert other.is_scheduled

    def test_other_hours_collide_only_outside_of_them(self, mentored, budi):
        talk = book(mentored, budi)  # 10.00 to 11.00

        self.exception(budi, time(10), time(11))
        assert queries.collisions(officer=budi, now=MONDAY) == []
        self.exception(budi, time(13), time(16))
        assert queries.collisions(officer=budi, now=MONDAY) == [talk]
        assert HoursException.objects.count() == 1

    def test_unusual_hours_without_a_leave_are_no_collision(self, mentored, budi):
        book(mentored, budi, TOMORROW + 8 * HOUR)  # 18.00

        assert queries.collisions(officer=budi, now=MONDAY) == []

    def test_overlapping_leaves_are_refused(self, budi):
        self.leave(budi, last_on=TODAY + 3 * DAY)

        with pytest.raises(Refused) as refusal:
            self.leave(budi, TODAY + 2 * DAY, TODAY + 5 * DAY)

        assert refusal.value.reasons == (
            "Sudah tercatat tidak masuk 24 Nov 2026 sampai 26 Nov 2026. Hapus yang itu dulu.",
        )

    @pytest.mark.parametrize(
        ("first", "last"),
        [(TODAY + DAY, TODAY), (date(2010, 1, 1), TODAY), (TODAY, date(2090, 1, 1))],
    )
    def test_days_that_make_no_sense(self, budi, first, last):
        with pytest.raises(Refused):
            self.leave(budi, first, last)

    @pytest.mark.parametrize("times", [(time(8), None), (None, time(9)), (time(9), time(8))])
    def test_hours_that_make_no_sense(self, budi, times):
        with pytest.raises(Refused):
            self.exception(budi, *times)

    def test_dropped_ones_are_gone_and_on_record(self, budi, rina):
        hours.drop_leave(leave=self.leave(budi), by=rina, at=MONDAY)
        hours.drop_exception(exception=self.exception(budi), by=budi, at=MONDAY)

        assert not Leave.objects.exists()
        assert not HoursException.objects.exists()
        verbs = AuditEvent.objects.values_list("verb", flat=True).order_by("sequence")
        assert list(verbs) == [
            "leave_saved",
            "leave_dropped",
            "exception_saved",
            "exception_dropped",
        ]


class TestHoursPages:
    def test_an_officer_saves_their_week(self, budi, client_of):
        client, url = client_of(budi), reverse("scheduling:hours-detail", args=[budi.public_id])
        assert 'value="08.00-16.00"' in client.get(url).content.decode()

        answer = client.post(url, {"seen": "", "day0": "8-12, 13-16", "day2": "9-11"})

        assert answer.url == url
        assert hours_text.week_text(queries.week_of(officer=budi)) == (
            "Senin 08.00-12.00, 13.00-16.00; Rabu 09.00-11.00"
        )

    def test_a_typing_slip_is_explained_and_kept(self, budi, client_of):
        url = reverse("scheduling:hours-detail", args=[budi.public_id])

        answer = client_of(budi).post(url, {"seen": "", "day0": "pagi"})

        assert answer.status_code == 422
        assert "Tulis seperti 08.00-12.00, 13.00-16.00" in answer.content.decode()
        assert 'value="pagi"' in answer.content.decode()

    def test_another_officers_hours_do_not_exist_a_coordinator_sees_all(
        self, budi, rina, client_of
    ):
        assert client_of(budi).get(
            reverse("scheduling:hours-detail", args=[rina.public_id])
        ).status_code == 404  # fmt: skip
        own = client_of(budi).get(reverse("scheduling:hours-list")).content.decode()
        every = client_of(rina).get(reverse("scheduling:hours-list")).content.decode()
        assert ("Rina" in own.partition("<main")[2], "Budi" in every.partition("<main")[2]) == (
            False,
            True,
        )

    def test_leave_over_a_booked_talk_warns_with_a_link(self, mentored, budi, client_of):
        talk = book(mentored, budi)
        url = reverse("scheduling:leave-new", args=[budi.public_id])

        page = client_of(budi).post(
            url, {"first_on": "24-11-2026", "last_on": "24-11-2026", "kind": "ill"}, follow=True
        ).content.decode()  # fmt: skip

        assert "Tersimpan. 1 janji bertabrakan" in page
        assert talk.get_absolute_url() in page

    def test_an_exception_is_saved_and_dropped(self, budi, client_of):
        client = client_of(budi)
        client.post(
            reverse("scheduling:exception-new", args=[budi.public_id]),
            {"day": "28-11-2026", "opens": "09:00", "closes": "11:00", "note": "Pameran"},
        )
        one = HoursException.objects.get()
        assert (one.opens, one.closes) == (time(9), time(11))

        client.post(reverse("scheduling:exception-drop", args=[budi.public_id, one.token]))
        assert not HoursException.objects.exists()

    def test_an_officer_away_is_a_warning_on_the_appointment(self, mentored, budi, client_of):
        talk = book(mentored, budi)
        Leave.objects.create(officer=budi, first_on=TODAY + DAY, last_on=TODAY + DAY)

        page = client_of(budi).get(talk.get_absolute_url()).content.decode()

        assert "Petugas tidak di kantor hari itu" in page


class TestRules:
    def test_a_coordinator_changes_them(self, rina, client_of):
        url = reverse("scheduling:rules-edit")
        body = {
            "talk_minutes": "45", "buffer_minutes": "0", "notice_hours": "48", "talks_a_day": "3", "offered_days": "21",
            "trip_hours_a_day": "9", "version": "1",
        }  # fmt: skip

        assert client_of(rina).post(url, body).url == url
        rules = BookingRules.current()
        assert (rules.talk_minutes, rules.notice_hours, rules.version) == (45, 48, 2)
        assert client_of(rina).post(url, {**body, "talks_a_day": "9"}).status_code == 409

    def test_lengths_are_quarter_hours(self, rina, client_of):
        answer = client_of(rina).post(
            reverse("scheduling:rules-edit"), {"talk_minutes": "50", "version": "1"}
        )

        assert "Isi kelipatan 15 menit" in answer.content.decode()

    def test_nobody_else(self, budi):
        with pytest.raises(Refused):
            hours.save_rules(values=RULES, version=1, by=budi, at=MONDAY)

    def test_two_coordinators_do_not_overwrite_each_other(self, rina):
        hours.save_rules(values=RULES, version=1, by=rina, at=MONDAY)

        with pytest.raises(Conflict) as conflict:
            hours.save_rules(values={**RULES, "notice_hours": 12}, version=1, by=rina, at=MONDAY)

        assert ("Paling cepat dipesan (jam sebelumnya)", "48") in conflict.value.theirs


class TestHolidays:
    def add(self, by, day=date(2027, 3, 10), **changes):
        facts = {"name": "Idul Fitri", "kind": "national", "is_estimate": True, "at": MONDAY}
        return office.add_holiday(day=day, by=by, **{**facts, **changes})

    def change(self, holiday, by, **changes):
        facts = {
            "version": 1, "day": date(2027, 3, 11), "name": "Idul Fitri", "kind": "national", "is_estimate": False,
            "at": MONDAY,
        }  # fmt: skip
        return office.change_holiday(holiday=holiday, by=by, **{**facts, **changes})

    def test_are_added_changed_and_removed_on_record(self, rina):
        changed = self.change(self.add(rina), rina)
        office.remove_holiday(holiday=changed, by=rina, at=MONDAY)

        events = AuditEvent.objects.filter(subject_kind="holiday").order_by("sequence")
        assert list(events.values_list("verb", "subject_code")) == [
            ("created", "2027-03-10"), ("changed", "2027-03-11"), ("removed", "2027-03-11"),
        ]  # fmt: skip

    def test_only_by_coordinators(self, budi, rina):
        holiday = self.add(rina)

        for act in (
            lambda: self.add(budi),
            lambda: self.change(holiday, budi),
            lambda: office.remove_holiday(holiday=holiday, by=budi, at=MONDAY),
        ):
            with pytest.raises(Refused):
                act()

    def test_a_day_is_a_holiday_once(self, rina):
        self.add(rina)

        with pytest.raises(Refused) as refusal:
            self.add(rina)

        assert refusal.value.reasons == (
            "Tanggal ini sudah tercatat sebagai hari libur. Ubah yang sudah ada.",
        )

    def test_a_year_far_away_is_refused(self, rina):
        with pytest.raises(Refused):
            self.add(rina, date(9999, 1, 1))

    def test_two_coordinators_do_not_overwrite_each_other(self, rina):
        holiday = self.add(rina)
        self.change(holiday, rina)

        with pytest.raises(Conflict):
            self.change(holiday, rina, name="Lebaran")

    def test_the_page_lists_a_year_and_marks_what_may_move(self, rina, client_of):
        self.add(rina)

        page = client_of(rina).get("/petugas/hari-libur/?tahun=2027").content.decode()

        assert "Rabu, 10 Maret 2027" in page
        assert "Perkiraan" in page.partition("<tbody")[2]
        assert "Idul Fitri" not in client_of(rina).get("/petugas/hari-libur/").content.decode()

    def test_adding_one_over_booked_talks_says_so(self, mentored, budi, rina, client_of):
        book(mentored, budi)

        page = client_of(rina).post(
            "/petugas/hari-libur/baru/",
            {"day": "24-11-2026", "name": "Libur", "kind": "local"}, follow=True,
        ).content.decode()  # fmt: skip

        assert "Pada hari itu ada 1 jadwal" in page

    def test_changing_and_removing_through_the_pages(self, rina, client_of):
        self.add(rina)
        client = client_of(rina)

        client.post(
            "/petugas/hari-libur/2027-03-10/",
            {"day": "11-03-2027", "name": "Idul Fitri", "kind": "national", "version": "1"},
        )
        changed = Holiday.objects.get()
        assert (changed.day, changed.is_estimate) == (date(2027, 3, 11), False)
        client.post("/petugas/hari-libur/2027-03-11/hapus/")
        assert not Holiday.objects.exists()
        assert client.get("/petugas/hari-libur/bukan-hari/").status_code == 404


def test_busy_times_join_quarter_hours_and_know_trips(mentored, budi):
    book(mentored, budi)
    trip = Trip.objects.create(
        code="PJL-2026-0001", title="Hulu", first_on=TODAY, last_on=TODAY, created_by=budi, created_at=MONDAY,
        changed_at=MONDAY,
    )  # fmt: skip
    for quarter in range(2):
        OfficerSlot.objects.create(
            officer=budi, trip=trip, starts_at=TOMORROW + HOUR + quarter * 15 * MINUTE
        )

    found = queries.busy_times(officer=budi, now=MONDAY)

    assert [(time.starts_at, time.ends_at) for time in found] == [
        (TOMORROW, TOMORROW + HOUR),
        (TOMORROW + HOUR, TOMORROW + HOUR + 30 * MINUTE),
    ]
