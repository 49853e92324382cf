"""What was agreed: written down, handed around, done, dropped; and whose turn it makes it."""

from datetime import date, timedelta

import pytest

from accreditation.operations import applications
from accreditation.workflow import State, Turn
from klik_portal.audit.models import AuditEvent
from klik_portal.core import clock
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.notifications.models import OutboxMessage
from scheduling.models import AgreedAction
from scheduling.operations import actions, appointments
from tests.factories.accreditation import MONDAY, ApplicationFactory
from tests.scheduling.test_appointments import TOMORROW, book

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WEDNESDAY = date(2026, 11, 25)
WEDNESDAY_CLOSING = clock.at_wita(WEDNESDAY, 16)


@pytest.fixture
def mentoring(enggelam, siti):
    return ApplicationFactory(library=enggelam, state=State.MENTORING, created_by=siti)


def agree(application, by, **changes):
    facts = {
        "appointment": None, "what": "Lengkapi buku induk", "side": "library", "who": "Ibu Siti",
        "due_on": WEDNESDAY, "at": MONDAY,
    }  # fmt: skip
    return actions.agree(application=application, by=by, **{**facts, **changes})


def turn_of(application):
    application.refresh_from_db()
    return application.turn, application.next_step, application.due_at


class TestTheTurn:
    def test_an_action_of_the_library_gives_it_the_ball(self, mentoring, budi):
        agree(mentoring, budi)

        assert turn_of(mentoring) == (
            Turn.APPLICANT,
            "Kerjakan: Lengkapi buku induk (sampai Rabu, 25 November 2026).",
            WEDNESDAY_CLOSING,
        )

    def test_an_action_of_the_office_keeps_it_with_the_officer(self, mentoring, budi):
        agree(mentoring, budi, what="Kirim contoh SK.", side="office")

        assert turn_of(mentoring)[:2] == (
            Turn.OFFICER,
            "Petugas mengerjakan: Kirim contoh SK (sampai Rabu, 25 November 2026).",
        )

    def test_a_sooner_meeting_comes_before_it(self, mentoring, budi):
        agree(mentoring, budi)

        book(mentoring, budi)

        assert turn_of(mentoring) == (
            Turn.OFFICER,
            "Konsultasi Zoom pada Selasa, 24 November 2026 pukul 10.00 WITA.",
            TOMORROW,
        )

    def test_a_later_meeting_waits(self, mentoring, budi):
        agree(mentoring, budi)

        book(mentoring, budi, TOMORROW + 3 * DAY)

        assert turn_of(mentoring)[0] == Turn.APPLICANT

    def test_what_is_overdue_comes_before_every_meeting(self, mentoring, budi):
        agree(mentoring, budi, due_on=date(2026, 11, 20))

        book(mentoring, budi)

        assert turn_of(mentoring)[:2] == (
            Turn.APPLICANT,
            "Kerjakan: Lengkapi buku induk (sampai Jumat, 20 November 2026).",
        )

    def test_without_a_day_it_comes_last(self, mentoring, budi):
        agree(mentoring, budi, what="Rapikan rak", due_on=None)
        assert turn_of(mentoring)[:2] == (Turn.APPLICANT, "Kerjakan: Rapikan rak.")

        agree(mentoring, budi, side="office", what="Kirim contoh", due_on=WEDNESDAY + 30 * DAY)

        assert turn_of(mentoring)[0] == Turn.OFFICER

    def test_when_all_is_done_the_officer_decides(self, mentoring, budi):
        action = agree(mentoring, budi)

        actions.finish(action=action, by=budi, at=MONDAY)

        assert turn_of(mentoring)[:2] == (Turn.OFFICER, "Petugas menentukan langkah berikutnya.")

    def test_the_longest_sentence_still_fits(self, mentoring, budi):
        agree(mentoring, budi, what="x" * 240)

        sentence = turn_of(mentoring)[1]
        assert len(sentence) == 240
        assert sentence.endswith("x… (sampai Rabu, 25 November 2026).")

    def test_a_later_action_is_not_said_again_as_next_step(self, mentoring, budi, siti):
        agree(mentoring, budi)
        mentoring.refresh_from_db()
        since = mentoring.turn_since

        agree(mentoring, budi, due_on=WEDNESDAY + DAY, at=MONDAY + HOUR)

        mentoring.refresh_from_db()
        assert mentoring.turn_since == since

    def test_outside_mentoring_the_turn_stays(self, mentoring, budi):
        applications.advance(application=mentoring, step="mark_ready", by=budi, at=MONDAY)

        agree(mentoring, budi)

        assert turn_of(mentoring)[:2] == (Turn.OFFICER, "")


def test_one_mail_tells_each_of_the_librarys_people(mentoring, budi, siti, hadi):
    agree(mentoring, budi)

    mails = OutboxMessage.objects.filter(channel="email")
    assert {(m.recipient, m.event) for m in mails} == {
        (siti, "action.agreed"),
        (hadi, "action.agreed"),
    }
    assert mails[0].lines == [
        "1. Lengkapi buku induk. Perpustakaan (Ibu Siti), sampai Rabu, 25 November 2026."
    ]


def test_a_caller_with_its_own_message_keeps_this_one_silent(mentoring, budi):
    agree(mentoring, budi, tell=False)

    assert not OutboxMessage.objects.exists()


def test_the_librarys_people_finish_their_own_and_the_office_reads_it(mentoring, budi, hadi):
    action = agree(mentoring, budi, tell=False)

    done = actions.finish(action=action, by=hadi, at=MONDAY + HOUR, note="Sudah 1.020 judul")

    assert (done.state, done.closed_by, done.closing_note) == ("done", hadi, "Sudah 1.020 judul")
    told = OutboxMessage.objects.get(event="action.done")
    assert (told.recipient, told.channel) == (budi, "in_app")
    assert AuditEvent.objects.filter(verb="action_done").count() == 1


def test_finishing_twice_has_one_effect(mentoring, budi, siti):
    action = agree(mentoring, budi)
    actions.finish(action=action, by=siti, at=MONDAY, note="Pertama")

    again = actions.finish(action=action, by=budi, at=MONDAY + HOUR, note="Kedua")

    assert (again.closed_by, again.closing_note) == (siti, "Pertama")


@pytest.mark.parametrize("name", ["joko", "kepala", "mantan"])
def test_others_finish_nothing(request, mentoring, budi, name):
    action = agree(mentoring, budi)

    with pytest.raises(Refused) as refusal:
        actions.finish(action=action, by=request.getfixturevalue(name), at=MONDAY)

    assert refusal.value.reasons == ("Tindak lanjut ini dikerjakan pihak lain.",)


def test_the_librarys_people_do_not_finish_the_offices(mentoring, budi, siti):
    action = agree(mentoring, budi, side="office")

    with pytest.raises(Refused):
        actions.finish(action=action, by=siti, at=MONDAY)


@pytest.mark.parametrize("name", ["siti", "kepala"])
def test_only_caseworkers_agree_change_and_drop(request, mentoring, budi, name):
    person = request.getfixturevalue(name)
    action = agree(mentoring, budi)

    with pytest.raises(Refused):
        agree(mentoring, person)
    with pytest.raises(Refused):
        change(action, person)
    with pytest.raises(Refused):
        actions.drop(action=action, version=1, reason="x", by=person, at=MONDAY)


def change(action, by, **changes):
    facts = {
        "version": 1, "what": "Lengkapi buku induk sampai 1.000 judul", "side": "library",
        "who": "", "due_on": WEDNESDAY, "at": MONDAY,
    }  # fmt: skip
    return actions.change(action=action, by=by, **{**facts, **changes})


def test_two_officers_do_not_overwrite_each_other(mentoring, budi, rina):
    action = agree(mentoring, budi)
    change(action, budi)

    with pytest.raises(Conflict) as conflict:
        change(action, rina, what="Yang lain")

    assert conflict.value.theirs[0] == ("Apa", "Lengkapi buku induk sampai 1.000 judul")
    assert conflict.value.yours[0] == ("Apa", "Yang lain")


def test_a_changed_day_moves_the_turn(mentoring, budi):
    first = agree(mentoring, budi)
    agree(mentoring, budi, what="Kirim contoh", side="office", due_on=WEDNESDAY + DAY)

    change(first, budi, due_on=WEDNESDAY + 2 * DAY)

    assert turn_of(mentoring)[0] == Turn.OFFICER


def test_dropping_needs_a_reason_and_keeps_it(mentoring, budi):
    action = agree(mentoring, budi)
    with pytest.raises(Refused) as refusal:
        actions.drop(action=action, version=1, reason=" ", by=budi, at=MONDAY)
    assert refusal.value.reasons == ("Tulis mengapa tidak jadi; perpustakaan akan membacanya.",)

    dropped = actions.drop(action=action, version=1, reason="Ada bantuan", by=budi, at=MONDAY)

    assert (dropped.state, dropped.closing_note) == ("dropped", "Ada bantuan")


@pytest.mark.parametrize("what", ["", "  ", "x" * 241])
def test_an_action_is_worded_in_one_line(mentoring, budi, what):
    with pytest.raises(Refused):
        agree(mentoring, budi, what=what)


def test_nothing_is_agreed_for_another_requests_meeting(mentoring, budi, tabang, joko):
    other = ApplicationFactory(library=tabang, state=State.MENTORING, created_by=joko)
    meeting = book(other, budi)

    with pytest.raises(Refused) as refusal:
        agree(mentoring, budi, appointment=meeting)

    assert refusal.value.reasons == ("Pertemuan itu milik permohonan lain.",)


@pytest.mark.parametrize("state", [State.DRAFT, State.WITHDRAWN])
def test_only_running_requests_get_actions(enggelam, budi, state):
    with pytest.raises(Refused):
        agree(ApplicationFactory(library=enggelam, state=state), budi)


def test_closing_a_request_drops_nothing_silently(mentoring, budi, siti):
    action = agree(mentoring, budi)

    applications.advance(application=mentoring, step="withdraw", by=siti, at=MONDAY, note="Pindah")

    assert AgreedAction.objects.get().state == "open"
    with pytest.raises(Refused) as refusal:
        actions.finish(action=action, by=siti, at=MONDAY)
    assert refusal.value.reasons == ("Permohonan ini sudah selesai.",)


def test_a_meetings_end_leaves_older_actions_in_charge(mentoring, budi):
    agree(mentoring, budi, due_on=WEDNESDAY)
    talk = book(mentoring, budi)

    appointments.record_result(
        appointment=talk, attended=True, note="", by=budi, at=TOMORROW + HOUR
    )

    assert turn_of(mentoring)[0] == Turn.APPLICANT
