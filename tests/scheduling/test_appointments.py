"""Booking, moving, cancelling, closing; who is invited and reminded."""

from datetime import timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from accreditation.operations import applications
from accreditation.workflow import State, Turn
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.notifications.models import OutboxMessage
from scheduling.models import Appointment, AppointmentState, OfficerSlot
from scheduling.operations import appointments, booking
from tests.factories.accreditation import MONDAY, ApplicationFactory

pytestmark = pytest.mark.django_db
TOMORROW = MONDAY + timedelta(days=1)  # Tuesday 10.00 WITA
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def mentoring(enggelam, siti):
    return ApplicationFactory(library=enggelam, state=State.MENTORING, created_by=siti)


@pytest.fixture
def other(tabang, joko):
    return ApplicationFactory(library=tabang, state=State.MENTORING, created_by=joko)


def book(application, officer, starts_at=TOMORROW, **changes):
    facts = {
        "mode": "zoom", "length_minutes": 60, "join_url": "https://zoom.us/j/1", "by": officer, "at": MONDAY,
    }  # fmt: skip
    return appointments.schedule(
        application=application, officer=officer, starts_at=starts_at, **{**facts, **changes}
    )


def calendar_of(message: OutboxMessage):
    return Calendar.from_ical(message.calendar_ics)


def events(message: OutboxMessage) -> tuple[str, int, str]:
    calendar = calendar_of(message)
    event = calendar.walk("VEVENT")[0]
    return str(event["UID"]), int(event["SEQUENCE"]), str(calendar["METHOD"])


def test_a_booking_takes_quarter_hours_tells_both_sides_and_shows_as_next_step(
    mentoring, siti, budi
):
    appointment = book(mentoring, budi)

    assert appointment.code == "JDW-2026-0001"
    assert OfficerSlot.objects.filter(officer=budi).count() == 4
    mentoring.refresh_from_db()
    assert (mentoring.turn, mentoring.due_at) == (Turn.OFFICER, TOMORROW)
    assert mentoring.next_step == "Konsultasi Zoom pada Selasa, 24 November 2026 pukul 10.00 WITA."
    invited = OutboxMessage.objects.filter(channel="email", event="appointment.scheduled")
    assert {m.recipient for m in invited} == {siti, budi}
    assert {events(m) for m in invited} == {(f"{appointment.uid}@localhost", 0, "REQUEST")}


def test_the_invitation_carries_witas_own_time_zone(mentoring, budi):
    book(mentoring, budi)

    calendar = calendar_of(OutboxMessage.objects.filter(channel="email").first())

    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Makassar"]
    assert calendar.walk("VEVENT")[0]["DTSTART"].dt == TOMORROW


def test_nobody_is_in_two_places_at_once(mentoring, other, budi):
    book(mentoring, budi)

    with pytest.raises(booking.SlotTaken) as refusal:
        book(other, budi, TOMORROW + 45 * MINUTE)

    assert refusal.value.free == [TOMORROW + HOUR * n for n in (2, 3, 4)]  # with a pause between
    assert refusal.value.reasons == (
        "Waktu ini sudah terisi untuk petugas tersebut. Yang masih kosong: "
        "Selasa, 24 November 2026 pukul 12.00 WITA; Selasa, 24 November 2026 pukul 13.00 WITA; "
        "Selasa, 24 November 2026 pukul 14.00 WITA.",
    )
    assert not Appointment.objects.filter(application=other).exists()


def test_back_to_back_is_fine_and_another_officer_is_free(mentoring, other, budi, rina):
    book(mentoring, budi)

    book(other, budi, TOMORROW + HOUR)
    book(other, rina, TOMORROW)

    assert Appointment.objects.count() == 3


def test_moving_keeps_the_uid_and_raises_the_sequence(mentoring, budi, rina):
    appointment = book(mentoring, budi)

    moved = appointments.move(
        appointment=appointment, version=1, officer=rina, starts_at=TOMORROW + DAY, length_minutes=30,
        join_url="https://zoom.us/j/2", by=budi, at=MONDAY + HOUR,
    )  # fmt: skip

    assert (moved.uid, moved.sequence, moved.minutes) == (appointment.uid, 1, 30)
    assert not OfficerSlot.objects.filter(officer=budi).exists()
    mail = OutboxMessage.objects.filter(event="appointment.moved", channel="email").first()
    assert events(mail)[1:] == (1, "REQUEST")


def test_a_move_into_a_taken_time_changes_nothing(mentoring, other, budi):
    first, second = book(mentoring, budi), book(other, budi, TOMORROW + 2 * HOUR)

    with pytest.raises(booking.SlotTaken):
        appointments.move(
            appointment=second, version=1, officer=budi, starts_at=TOMORROW, length_minutes=60,
            join_url="https://zoom.us/j/2", by=budi, at=MONDAY,
        )  # fmt: skip

    second.refresh_from_db()
    assert second.starts_at == TOMORROW + 2 * HOUR
    assert second.slots.count() == first.slots.count() == 4


def test_two_officers_moving_the_same_appointment_do_not_overwrite_each_other(
    mentoring, budi, rina
):
    appointment = book(mentoring, budi)
    facts = {
        "officer": budi,
        "length_minutes": 60,
        "join_url": "https://zoom.us/j/2",
        "at": MONDAY,
        "version": 1,
    }
    appointments.move(appointment=appointment, starts_at=TOMORROW + HOUR, by=budi, **facts)

    with pytest.raises(Conflict) as conflict:
        appointments.move(appointment=appointment, starts_at=TOMORROW + DAY, by=rina, **facts)

    assert conflict.value.theirs[0] == ("Waktu", "Selasa, 24 November 2026 pukul 11.00 WITA")


def test_cancelling_frees_the_time_and_takes_it_out_of_calendars(mentoring, budi, siti):
    appointment = book(mentoring, budi)

    cancelled = appointments.cancel(
        appointment=appointment, reason="Air surut", by=budi, at=MONDAY + HOUR
    )

    assert (cancelled.state, OfficerSlot.objects.count()) == (AppointmentState.CANCELLED, 0)
    mail = OutboxMessage.objects.get(event="appointment.cancelled", channel="email", recipient=siti)
    assert events(mail) == (f"{appointment.uid}@localhost", 1, "CANCEL")
    assert mail.lines[-1] == "Alasan: Air surut"


@pytest.mark.parametrize("attended", [True, False])
def test_the_result_is_recorded_after_the_start_and_hands_the_ball_back(mentoring, budi, attended):
    appointment = book(mentoring, budi)
    with pytest.raises(Refused):
        appointments.record_result(
            appointment=appointment, attended=True, note="", by=budi, at=TOMORROW - MINUTE
        )

    closed = appointments.record_result(
        appointment=appointment, attended=attended, note="Sinyal putus", by=budi, at=TOMORROW + HOUR
    )

    assert closed.state == ("attended" if attended else "missed")
    mentoring.refresh_from_db()
    decides = ("officer", "Petugas menentukan langkah berikutnya.")
    assert (mentoring.turn, mentoring.next_step) == (decides if attended else ("applicant", ""))


class TestWhichComesNext:
    """The next step everybody reads is the soonest meeting, whatever was booked or cancelled last."""

    TALK = "Konsultasi Zoom pada Selasa, 24 November 2026 pukul 10.00 WITA."

    @pytest.fixture
    def talk(self, mentoring, budi):
        return book(mentoring, budi)

    def test_booking_a_later_one_changes_nothing(self, mentoring, budi, talk):
        book(mentoring, budi, TOMORROW + DAY)

        mentoring.refresh_from_db()
        assert (mentoring.next_step, mentoring.due_at) == (self.TALK, TOMORROW)

    def test_cancelling_a_later_one_leaves_the_sooner_one(self, mentoring, budi, talk):
        later = book(mentoring, budi, TOMORROW + DAY)

        appointments.cancel(appointment=later, reason="Banjir", by=budi, at=MONDAY)

        mentoring.refresh_from_db()
        assert (mentoring.next_step, mentoring.due_at) == (self.TALK, TOMORROW)

    def test_after_the_first_the_second_is_next(self, mentoring, budi, talk):
        book(mentoring, budi, TOMORROW + DAY, mode="on_site")

        appointments.record_result(
            appointment=talk, attended=True, note="", by=budi, at=TOMORROW + HOUR
        )

        mentoring.refresh_from_db()
        assert mentoring.next_step == "Kunjungan pada Rabu, 25 November 2026 pukul 10.00 WITA."

    def test_moving_behind_the_other_makes_the_other_next(self, mentoring, budi, talk):
        book(mentoring, budi, TOMORROW + DAY, mode="on_site")

        appointments.move(
            appointment=talk, version=talk.version, officer=budi, starts_at=TOMORROW + 2 * DAY,
            length_minutes=60, join_url=talk.join_url, by=budi, at=MONDAY,
        )  # fmt: skip

        mentoring.refresh_from_db()
        assert mentoring.next_step == "Kunjungan pada Rabu, 25 November 2026 pukul 10.00 WITA."


def test_a_meeting_can_be_moved_after_mentoring(mentoring, budi):
    appointment = book(mentoring, budi)
    applications.advance(application=mentoring, step="mark_ready", by=budi, at=MONDAY)
    appointment.refresh_from_db()

    moved = appointments.move(
        appointment=appointment, version=appointment.version, officer=budi, starts_at=TOMORROW + DAY,
        length_minutes=60, join_url=appointment.join_url, by=budi, at=MONDAY,
    )  # fmt: skip

    assert moved.starts_at == TOMORROW + DAY
    mentoring.refresh_from_db()
    assert mentoring.next_step == ""


def test_nobody_is_called_together_for_a_request_that_is_closed(mentoring, siti, budi):
    """A talk whose result nobody noted stays open for its note, not for another date."""
    talk = book(mentoring, budi)
    applications.advance(
        application=mentoring, step="withdraw", by=siti, at=TOMORROW + 2 * HOUR, note="Pindah"
    )
    talk.refresh_from_db()

    with pytest.raises(Refused) as refusal:
        appointments.move(
            appointment=talk, version=talk.version, officer=budi, starts_at=TOMORROW + 2 * DAY,
            length_minutes=60, join_url=talk.join_url, by=budi, at=TOMORROW + 3 * HOUR,
        )  # fmt: skip

    assert refusal.value.reasons == ("Permohonan ini sudah selesai, jadi tidak dijadwalkan lagi.",)


@pytest.mark.parametrize(
    "address",
    [
        "https://zoom.us/s/99988877766?zak=geheim",
        "https://us02web.zoom.us/s/99988877766",
        "https://us02web.zoom.us/j/99988877766?zak=geheim",
    ],
)
def test_a_link_that_makes_its_reader_the_host_reaches_no_library(mentoring, budi, address):
    with pytest.raises(Refused, match="memulai rapat"):
        book(mentoring, budi, join_url=address)
    appointment = book(mentoring, budi)

    with pytest.raises(Refused, match="memulai rapat"):
        appointments.move(
            appointment=appointment, version=appointment.version, officer=budi, starts_at=TOMORROW,
            length_minutes=60, join_url=address, by=budi, at=MONDAY,
        )  # fmt: skip

    appointment.refresh_from_db()
    assert appointment.join_url == "https://zoom.us/j/1"


def test_a_zoom_talk_happens_at_its_link_not_at_an_address(mentoring, budi, enggelam, client_of):
    enggelam.address = "Jalan Poros 1"
    enggelam.save()

    page = client_of(budi).get(reverse("scheduling:appointment-new", args=[mentoring.code]))

    assert page.context["form"]["place"].value() is None


def test_a_visit_without_an_address_goes_to_the_library(mentoring, budi, enggelam):
    visit = book(mentoring, budi, mode="on_site", join_url="", place=" ")

    assert visit.place == f"{enggelam.name}, {enggelam.place}"


def test_a_call_without_a_number_goes_to_the_librarys_contact(mentoring, budi, enggelam):
    enggelam.contact_phone = "+628125550100"
    enggelam.save()

    assert book(mentoring, budi, mode="phone", join_url="").place == "+628125550100"


def test_a_missed_meeting_needs_a_note(mentoring, budi):
    appointment = book(mentoring, budi)

    with pytest.raises(Refused) as refusal:
        appointments.record_result(
            appointment=appointment, attended=False, note=" ", by=budi, at=TOMORROW + HOUR
        )

    assert refusal.value.reasons == ("Tulis mengapa pertemuan tidak terlaksana.",)


@pytest.mark.parametrize("name", ["siti", "kepala"])
def test_only_caseworkers_touch_the_schedule(request, mentoring, budi, name):
    person = request.getfixturevalue(name)
    appointment = book(mentoring, budi)

    with pytest.raises(Refused):
        book(mentoring, budi, TOMORROW + DAY, by=person)
    with pytest.raises(Refused):
        appointments.cancel(appointment=appointment, reason="x", by=person, at=MONDAY)


def test_a_zoom_talk_needs_its_link_a_phone_call_does_not(mentoring, budi):
    with pytest.raises(Refused) as refusal:
        book(mentoring, budi, join_url="")
    assert refusal.value.reasons == ("Tempel tautan Zoom, supaya pemohon bisa bergabung.",)

    assert book(mentoring, budi, mode="phone", join_url="").mode == "phone"


def test_only_requests_in_mentoring_get_appointments(enggelam, budi):
    submitted = ApplicationFactory(library=enggelam, state=State.SUBMITTED)

    with pytest.raises(Refused) as refusal:
        book(submitted, budi)

    assert refusal.value.reasons == ("Jadwal hanya dapat dibuat selama pendampingan.",)


def test_a_withdrawn_request_cancels_what_was_coming(mentoring, siti, budi):
    appointment = book(mentoring, budi)

    applications.advance(
        application=mentoring, step="withdraw", by=siti, at=MONDAY + HOUR, note="Pindah"
    )

    appointment.refresh_from_db()
    assert (appointment.state, OfficerSlot.objects.count()) == (AppointmentState.CANCELLED, 0)
