"""A library picks an offered time, changes it, gives it back."""

import pytest
import time_machine
from django.urls import reverse

from klik_portal.core.clock import at_wita, wita
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.notifications.models import OutboxMessage
from klik_portal.office.models import Holiday, Office
from scheduling import offers
from scheduling.forms.talks import start_key
from scheduling.models import (
    Appointment,
    BookingRules,
    HoursException,
    Leave,
    OfficerSlot,
    TimeProposal,
    Trip,
    TripMember,
    WeeklyHours,
)
from scheduling.operations import appointments, booking, proposals, talks
from tests.factories.accreditation import MONDAY, ApplicationFactory
from tests.scheduling.cases import DAY, HOUR, TODAY, TOMORROW, WEDNESDAY, book

pytestmark = pytest.mark.django_db


def offered(application, at=MONDAY, **changes):
    rules = BookingRules(pk=1, **changes)
    return offers.offered(application=application, rules=rules, at=at)


def days(found):
    return sorted({wita(offer.start).day for offer in found})


def take(application, by, starts_at=TOMORROW, **changes):
    facts = {"mode": "zoom", "agenda": "Buku induk", "at": MONDAY}
    return talks.book(application=application, starts_at=starts_at, by=by, **{**facts, **changes})


class TestWhatIsOffered:
    def test_office_hours_from_the_notice_on_for_two_weeks(self, mentored):
        found = offered(mentored)

        assert wita(found[0].start) == at_wita(TODAY + DAY, 10)  # 24 hours after Monday 10.00
        assert wita(found[-1].start) == at_wita(TODAY + 14 * DAY, 15)

    @pytest.mark.parametrize(("hours", "first"), [(0, 23), (48, 25), (96, 27)])
    def test_no_sooner_than_the_notice(self, mentored, hours, first):
        assert wita(offered(mentored, notice_hours=hours)[0].start).day == first

    def test_no_further_than_the_days_offered(self, mentored):
        assert days(offered(mentored, offered_days=3)) == [24, 25, 26]

    def test_weekly_hours_replace_office_hours(self, mentored, budi):
        WeeklyHours.objects.create(officer=budi, weekday=5, opens="09:00", closes="11:00")

        assert [f"{wita(o.start):%a %H.%M}" for o in offered(mentored, offered_days=7)] == [
            "Sat 09.00",
            "Sat 10.00",
        ]

    def test_leave_exceptions_holidays_and_trips_are_left_out(self, mentored, budi):
        Leave.objects.create(officer=budi, first_on="2026-11-25", last_on="2026-11-26")
        HoursException.objects.create(officer=budi, day="2026-11-27")
        Holiday.objects.create(day="2026-11-30", name="Libur")
        trip = Trip.objects.create(
            code="PJL-2026-0001", title="Hulu", first_on="2026-12-01", last_on="2026-12-03", state="fixed",
            created_by=budi, created_at=MONDAY, changed_at=MONDAY,
        )  # fmt: skip
        TripMember.objects.create(trip=trip, officer=budi)

        assert days(offered(mentored)) == [4, 7, 24]

    def test_a_trip_that_is_only_a_plan_takes_no_time(self, mentored, budi):
        trip = Trip.objects.create(
            code="PJL-2026-0001", title="Hulu", first_on="2026-11-25", last_on="2026-11-25", created_by=budi,
            created_at=MONDAY, changed_at=MONDAY,
        )  # fmt: skip
        TripMember.objects.create(trip=trip, officer=budi)

        assert 25 in days(offered(mentored))

    def test_a_pause_around_what_is_booked(self, mentored, jokos, budi):
        book(jokos, budi, TOMORROW + 2 * HOUR)

        hours = [wita(o.start).hour for o in offered(mentored) if wita(o.start).day == 24]

        assert hours == [10, 14, 15]

    def test_a_full_day_is_not_offered(self, mentored, jokos, budi):
        book(jokos, budi, TOMORROW)

        assert 24 not in days(offered(mentored, talks_a_day=1))
        assert 24 in days(offered(mentored, talks_a_day=2))

    def test_visits_do_not_count_as_talks(self, mentored, jokos, budi):
        book(jokos, budi, TOMORROW, mode="on_site")

        assert 24 in days(offered(mentored, talks_a_day=1))

    def test_the_assigned_officer_comes_first_others_fill_in(self, mentored, jokos, budi, rina):
        book(jokos, budi, TOMORROW)

        found = {wita(o.start).hour: o for o in offered(mentored) if wita(o.start).day == 24}

        assert [officer.name for officer in found[10].officers] == ["Rina"]
        assert [officer.name for officer in found[13].officers] == ["Budi", "Rina"]

    def test_without_an_assigned_officer_the_one_with_fewer_talks(
        self, mentored, jokos, budi, rina
    ):
        book(mentored, budi, TOMORROW)

        found = {wita(o.start).hour: o for o in offered(jokos) if wita(o.start).day == 24}

        assert [officer.name for officer in found[13].officers] == ["Rina", "Budi"]


class TestTakingATime:
    def test_books_the_assigned_officer_and_invites_both(self, mentored, siti, budi):
        appointment = take(mentored, siti)

        assert (appointment.officer, appointment.created_by) == (budi, siti)
        assert (appointment.minutes, appointment.agenda) == (60, "Buku induk")
        assert OfficerSlot.objects.filter(officer=budi).count() == 4
        mails = OutboxMessage.objects.filter(event="appointment.scheduled", channel="email")
        assert {mail.recipient for mail in mails} == {siti, budi}
        mentored.refresh_from_db()
        assert mentored.next_step.startswith("Konsultasi Zoom pada Selasa, 24 November 2026")

    def test_zoom_without_a_link_is_the_officers_task(self, mentored, siti, budi):
        appointment = take(mentored, siti)

        assert appointment.lacks_link
        lines = {m.recipient: m.body_text for m in OutboxMessage.objects.filter(channel="email")}
        assert "Tautan Zoom: menyusul." in lines[siti]
        assert "tempel tautan Zoom" not in lines[siti]
        assert "Tugas Anda: tempel tautan Zoom" in lines[budi]

    def test_the_link_that_follows_is_told_as_news_not_as_a_move(self, mentored, siti, budi):
        appointment = take(mentored, siti)

        appointments.move(
            appointment=appointment, version=appointment.version, officer=budi, starts_at=TOMORROW,
            length_minutes=60, join_url="https://zoom.us/j/9", by=budi, at=MONDAY + HOUR,
        )  # fmt: skip

        mail = OutboxMessage.objects.get(
            event="appointment.changed", channel="email", recipient=siti
        )
        assert mail.subject.startswith("Keterangan baru: Konsultasi Zoom")
        assert "https://zoom.us/j/9" in mail.body_text

    def test_another_officer_takes_it_when_ones_own_is_busy(
        self, mentored, jokos, siti, budi, rina
    ):
        book(jokos, budi, TOMORROW)

        assert take(mentored, siti).officer == rina

    def test_who_is_too_late_gets_the_next_free_times(self, mentored, jokos, siti, joko):
        take(mentored, siti)

        with pytest.raises(booking.SlotTaken) as taken:
            take(jokos, joko)

        assert [wita(start).hour for start in taken.value.free] == [12, 13, 14]
        assert taken.value.reasons[0].startswith(
            "Waktu itu baru saja terisi atau tidak ditawarkan lagi. Yang masih kosong: Selasa"
        )

    @pytest.mark.parametrize(
        "starts_at", [TOMORROW - HOUR, TOMORROW + HOUR / 4, WEDNESDAY + 90 * DAY]
    )
    def test_only_what_is_offered_can_be_taken(self, mentored, siti, starts_at):
        with pytest.raises(booking.SlotTaken):
            take(mentored, siti, starts_at)

    def test_one_talk_at_a_time(self, mentored, siti):
        take(mentored, siti)

        with pytest.raises(Refused) as refusal:
            take(mentored, siti, WEDNESDAY)

        assert refusal.value.reasons == (
            "Konsultasi sudah terjadwal pada Selasa, 24 November 2026 pukul 10.00 WITA. "
            "Ubah atau batalkan yang itu dulu.",
        )

    @pytest.mark.parametrize("name", ["joko", "mantan", "budi", "kepala"])
    def test_only_the_librarys_own_people(self, request, mentored, name):
        with pytest.raises(Refused) as refusal:
            take(mentored, request.getfixturevalue(name))

        assert refusal.value.reasons == (
            "Hanya pengelola perpustakaan yang memilih waktu di sini.",
        )

    def test_a_contributor_may(self, mentored, hadi):
        assert take(mentored, hadi).created_by == hadi

    def test_only_during_mentoring(self, enggelam, siti):
        submitted = ApplicationFactory(library=enggelam, state="submitted", created_by=siti)

        with pytest.raises(Refused) as refusal:
            take(submitted, siti)

        assert refusal.value.reasons == ("Waktu konsultasi dipilih selama pendampingan.",)

    def test_a_visit_is_not_picked_here(self, mentored, siti):
        with pytest.raises(Refused) as refusal:
            take(mentored, siti, mode="on_site")

        assert refusal.value.reasons == ("Pilih Zoom atau telepon.",)


class TestChanging:
    @pytest.fixture
    def talk(self, mentored, siti):
        return take(mentored, siti)

    def move(self, talk, by, starts_at=WEDNESDAY, at=MONDAY, version=None):
        return talks.move(
            appointment=talk, version=version or talk.version, starts_at=starts_at, by=by, at=at
        )

    def test_moves_to_another_offered_time_with_the_same_officer(self, talk, siti, budi, rina):
        moved = self.move(talk, siti)

        assert (moved.starts_at, moved.officer, moved.sequence) == (WEDNESDAY, budi, 1)
        assert OfficerSlot.objects.count() == 4

    def test_may_overlap_its_own_old_time(self, talk, siti):
        assert self.move(talk, siti, TOMORROW + HOUR).starts_at == TOMORROW + HOUR

    def test_keeps_its_length_when_the_rules_change(self, talk, siti):
        BookingRules.objects.create(pk=1, talk_minutes=30)

        assert self.move(talk, siti).minutes == 60

    def test_a_time_taken_meanwhile_leaves_it_where_it_was(self, talk, jokos, siti, budi):
        book(jokos, budi, WEDNESDAY)

        with pytest.raises(booking.SlotTaken):
            self.move(talk, siti)

        talk.refresh_from_db()
        assert (talk.starts_at, talk.slots.count()) == (TOMORROW, 4)

    def test_two_of_the_library_do_not_overwrite_each_other(self, talk, siti, hadi):
        self.move(talk, siti)

        with pytest.raises(Conflict):
            self.move(talk, hadi, WEDNESDAY + DAY, version=1)

    def test_giving_it_back_frees_the_time(self, talk, siti, budi):
        talks.cancel(appointment=talk, reason="Banjir", by=siti, at=MONDAY)

        assert not OfficerSlot.objects.exists()
        mail = OutboxMessage.objects.get(
            event="appointment.cancelled", channel="email", recipient=budi
        )
        assert "Alasan: Banjir" in mail.body_text

    def test_giving_it_back_needs_a_reason(self, talk, siti):
        with pytest.raises(Refused):
            talks.cancel(appointment=talk, reason=" ", by=siti, at=MONDAY)

    @pytest.mark.parametrize(
        ("phone", "call"),
        [
            ("0541 661 234", "Hubungi kantor Diarpus: 0541 661 234."),
            ("", "Hubungi kantor Diarpus."),
        ],
    )
    def test_too_late_says_whom_to_call(self, talk, siti, phone, call):
        Office.objects.update(phone=phone)
        late = TOMORROW - 24 * HOUR + HOUR

        for act in (
            lambda: self.move(talk, siti, at=late),
            lambda: talks.cancel(appointment=talk, reason="Banjir", by=siti, at=late),
        ):
            with pytest.raises(Refused) as refusal:
                act()
            assert refusal.value.reasons == (
                f"Kurang dari 24 jam lagi, jadi tidak dapat diubah dari sini. {call}",
            )

    def test_a_visit_is_the_offices(self, mentored, siti, budi):
        visit = book(mentored, budi, WEDNESDAY, mode="on_site")

        with pytest.raises(Refused) as refusal:
            talks.cancel(appointment=visit, reason="x", by=siti, at=MONDAY)

        assert refusal.value.reasons == ("Kunjungan diatur oleh kantor. Hubungi kantor Diarpus.",)

    def test_strangers_change_nothing(self, talk, joko):
        with pytest.raises(Refused):
            self.move(talk, joko)
        with pytest.raises(Refused):
            talks.cancel(appointment=talk, reason="x", by=joko, at=MONDAY)

    def test_what_is_cancelled_stays_so(self, talk, siti):
        talks.cancel(appointment=talk, reason="x", by=siti, at=MONDAY)

        with pytest.raises(Refused) as refusal:
            self.move(talk, siti)

        assert refusal.value.reasons == ("Jadwal ini sudah selesai atau dibatalkan.",)


@pytest.fixture
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.mark.usefixtures("monday")
class TestPages:
    def url(self, mentored):
        return reverse("scheduling:talk-new", args=[mentored.code])

    def test_the_offered_times_are_radio_buttons_by_day(self, mentored, siti, client_of):
        page = client_of(siti).get(self.url(mentored)).content.decode()

        assert '<input type="radio" name="start" value="2026-11-24T10:00">' in page
        assert "Selasa, 24 November 2026" in page
        assert "petugas lain" not in page

    def test_taking_one_leads_to_the_appointment(self, mentored, siti, client_of):
        answer = client_of(siti).post(
            self.url(mentored), {"mode": "zoom", "start": start_key(TOMORROW), "agenda": "SK"}
        )

        appointment = Appointment.objects.get()
        assert answer.url == appointment.get_absolute_url()
        page = client_of(siti).get(answer.url).content.decode()
        assert "Tautan Zoom menyusul." in page
        assert reverse("scheduling:talk-move", args=[appointment.code]) in page

    def test_the_loser_chooses_anew_and_keeps_what_was_typed(
        self, mentored, jokos, siti, joko, client_of
    ):
        take(jokos, joko)

        answer = client_of(siti).post(
            self.url(mentored), {"mode": "phone", "start": start_key(TOMORROW), "agenda": "SK baru"}
        )

        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Waktu itu baru saja terisi" in page
        assert "SK baru</textarea>" in page
        assert 'value="phone" id="id_mode_1" checked' in page.replace(" required", "")
        assert 'value="2026-11-24T10:00"' not in page
        assert 'value="2026-11-24T12:00"' in page

    def test_the_officer_is_never_posted(self, mentored, siti, budi, rina, client_of):
        client_of(siti).post(
            self.url(mentored),
            {"mode": "zoom", "start": start_key(TOMORROW), "officer": rina.pk, "officers": rina.pk},
        )

        assert Appointment.objects.get().officer == budi

    def test_times_of_another_officer_are_marked(
        self, mentored, jokos, siti, budi, rina, client_of
    ):
        book(jokos, budi, TOMORROW)

        page = client_of(siti).get(self.url(mentored)).content.decode()

        assert "Tanda * berarti dengan petugas lain" in page

    def test_with_nothing_free_the_page_leads_to_a_proposal(self, mentored, siti, budi, client_of):
        Leave.objects.create(officer=budi, first_on=TODAY, last_on="2027-01-30")

        page = client_of(siti).get(self.url(mentored)).content.decode()

        assert "Belum ada waktu kosong" in page
        assert reverse("scheduling:proposal-new", args=[mentored.code]) in page

    def test_the_case_and_the_way_there_say_pick_a_time(self, mentored, siti, client_of):
        page = client_of(siti).get(mentored.get_absolute_url()).content.decode()

        assert "Pilih waktu konsultasi" in page
        assert self.url(mentored) in page

    def test_home_leads_there_until_a_talk_is_ahead_or_an_answer_is_awaited(
        self, mentored, siti, client_of
    ):
        home = reverse("desks:home")
        assert self.url(mentored) in client_of(siti).get(home).content.decode()

        wish = proposals.propose(
            application=mentored, mode="zoom", times=[WEDNESDAY + 9 * HOUR], agenda="", by=siti, at=MONDAY
        )  # fmt: skip
        assert self.url(mentored) not in client_of(siti).get(home).content.decode()
        proposals.withdraw(proposal=wish, by=siti, at=MONDAY)
        take(mentored, siti)
        assert self.url(mentored) not in client_of(siti).get(home).content.decode()

    def test_with_a_talk_ahead_nothing_is_to_pick(self, mentored, siti, client_of):
        take(mentored, siti)

        case = client_of(siti).get(mentored.get_absolute_url()).content.decode()
        page = client_of(siti).get(self.url(mentored)).content.decode()

        assert self.url(mentored) not in case
        assert "Jadwal Anda berikutnya" in case
        assert ">Buka jadwal</a>" in case
        assert "Konsultasi sudah terjadwal pada" in page
        assert "<form method=" not in page

    def test_home_then_tells_the_day_once_and_opens_it(self, mentored, siti, client_of):
        talk = take(mentored, siti)

        home = client_of(siti).get(reverse("desks:home")).content.decode()

        assert "Jadwal Anda berikutnya" in home
        assert f'<a class="btn" href="{talk.get_absolute_url()}">Buka jadwal</a>' in home
        assert "Paling lambat" not in home

    def test_who_waits_for_an_answer_finds_the_free_times_folded_away(
        self, mentored, siti, client_of
    ):
        TimeProposal.objects.create(
            application=mentored, mode="zoom", times=[WEDNESDAY.isoformat()], asked_by=siti, asked_at=MONDAY
        )  # fmt: skip

        page = client_of(siti).get(self.url(mentored)).content.decode()

        assert "<summary>Tidak mau menunggu? Pilih waktu yang kosong</summary>" in page

    def test_a_cancelled_talk_leads_on_to_another_time(self, mentored, siti, budi, client_of):
        talk = take(mentored, siti)
        again = f'href="{self.url(mentored)}">Pilih waktu lain</a>'
        assert again not in client_of(siti).get(talk.get_absolute_url()).content.decode()

        talks.cancel(appointment=talk, reason="Banjir", by=siti, at=MONDAY)

        assert again in client_of(siti).get(talk.get_absolute_url()).content.decode()
        assert again not in client_of(budi).get(talk.get_absolute_url()).content.decode()

    def test_moving_through_the_page(self, mentored, siti, client_of):
        talk = take(mentored, siti)
        url = reverse("scheduling:talk-move", args=[talk.code])

        assert 'value="2026-11-24T10:00"' not in client_of(siti).get(url).content.decode()
        answer = client_of(siti).post(url, {"start": start_key(WEDNESDAY), "version": talk.version})

        assert answer.url == talk.get_absolute_url()
        talk.refresh_from_db()
        assert talk.starts_at == WEDNESDAY

    def test_giving_back_through_the_page(self, mentored, siti, client_of):
        talk = take(mentored, siti)
        url = reverse("scheduling:talk-cancel", args=[talk.code])

        answer = client_of(siti).post(url, {"reason": "Banjir"})

        assert answer.url == talk.get_absolute_url()
        assert Appointment.objects.get().state == "cancelled"

    def test_shortly_before_the_page_says_whom_to_call(self, mentored, siti, client_of):
        talk = take(mentored, siti)
        with time_machine.travel(MONDAY + 2 * HOUR, tick=False):
            detail = client_of(siti).get(talk.get_absolute_url()).content.decode()
            page = client_of(siti).get(reverse("scheduling:talk-move", args=[talk.code]))

        assert "Kurang dari 24 jam lagi" in detail
        assert reverse("scheduling:talk-move", args=[talk.code]) not in detail
        assert "Hubungi kantor" in page.content.decode()

    def test_the_officer_sees_which_talks_lack_a_link(self, mentored, siti, budi, client_of):
        talk = take(mentored, siti)

        listed = client_of(budi).get(reverse("scheduling:proposal-list")).content.decode()
        detail = client_of(budi).get(talk.get_absolute_url()).content.decode()
        calendar = client_of(budi).get(reverse("scheduling:calendar")).content.decode()

        assert "Tempel tautan" in listed
        assert "Tempel tautan Zoom" in detail
        assert "Belum ada tautan" in calendar
