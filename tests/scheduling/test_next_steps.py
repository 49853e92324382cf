"""Whose turn it is during mentoring: the same answer in the queue, on the case, at home and in mails."""

from datetime import timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.urls import reverse

from accreditation.models import Application
from accreditation.operations import applications
from accreditation.workflow import State, Turn
from klik_portal.notifications.models import OutboxMessage
from scheduling.models import TimeProposal
from scheduling.operations import actions, appointments, proposals, talks
from tests.factories.accreditation import ApplicationFactory
from tests.scheduling.cases import DAY, HOUR, MONDAY, TOMORROW, WEDNESDAY, book

pytestmark = pytest.mark.django_db
PICK = "Pilih waktu konsultasi dengan petugas, lewat Zoom atau telepon."
EVENING = WEDNESDAY + timedelta(hours=7)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def ball(application):
    application.refresh_from_db()
    return application.turn, application.next_step_sentence


def next_step_mails(person):
    return OutboxMessage.objects.filter(
        recipient=person, channel="email", event="application.next_step"
    ).count()


def proposed(application, siti):
    return proposals.propose(
        application=application, mode="zoom", times=[EVENING], agenda="", by=siti, at=MONDAY
    )


def test_who_is_accepted_picks_a_time(enggelam, siti, budi):
    application = ApplicationFactory(library=enggelam, state=State.SUBMITTED, created_by=siti)

    applications.advance(application=application, step="accept", by=budi, at=MONDAY)

    assert ball(application) == (Turn.APPLICANT, PICK)
    mail = OutboxMessage.objects.get(event="application.accepted", channel="email", recipient=siti)
    assert PICK.rstrip(".") in mail.body_text
    assert next_step_mails(siti) == 0


def test_an_officer_who_just_met_them_decides(mentored, budi):
    talk = book(mentored, budi, TOMORROW)

    appointments.record_result(
        appointment=talk, attended=True, note="", by=budi, at=TOMORROW + HOUR
    )

    assert ball(mentored) == (Turn.OFFICER, "Petugas menentukan langkah berikutnya.")


def test_a_talk_that_did_not_take_place_is_picked_anew(mentored, siti, budi):
    talk = book(mentored, budi, TOMORROW)

    appointments.record_result(
        appointment=talk, attended=False, note="Tidak ada sinyal", by=budi, at=TOMORROW + HOUR
    )

    assert ball(mentored) == (Turn.APPLICANT, PICK)
    assert next_step_mails(siti) == 1


def test_a_cancelled_talk_is_picked_anew_and_told_in_one_message(mentored, siti, budi):
    appointments.cancel(
        appointment=book(mentored, budi, TOMORROW), reason="Banjir", by=budi, at=MONDAY
    )

    assert ball(mentored) == (Turn.APPLICANT, PICK)
    assert next_step_mails(siti) == 0


def test_a_proposal_goes_to_the_office_and_its_offer_back(mentored, siti, budi):
    proposal = proposed(mentored, siti)
    assert ball(mentored) == (Turn.OFFICER, "Petugas menjawab usulan waktu konsultasi.")

    proposals.offer(
        proposal=proposal, version=proposal.version, times=[WEDNESDAY], officer=budi, note="", by=budi,
        at=MONDAY,
    )  # fmt: skip

    assert ball(mentored) == (
        Turn.APPLICANT, "Pilih salah satu waktu konsultasi yang ditawarkan petugas.",
    )  # fmt: skip
    assert next_step_mails(siti) == 0  # the offer's own message says it
    proposals.withdraw(proposal=TimeProposal.objects.get(), by=siti, at=MONDAY)
    assert ball(mentored) == (Turn.APPLICANT, PICK)


def test_work_that_is_agreed_comes_before_picking(mentored, siti, budi):
    actions.agree(
        application=mentored, appointment=None, what="Susun buku induk", side="office",
        due_on=(MONDAY + 5 * DAY).date(), by=budi, at=MONDAY,
    )  # fmt: skip

    assert ball(mentored)[0] == Turn.OFFICER


def test_back_in_mentoring_what_was_agreed_counts_again(mentored, budi):
    actions.agree(
        application=mentored, appointment=None, what="Susun buku induk", side="office",
        due_on=(MONDAY + 5 * DAY).date(), by=budi, at=MONDAY,
    )  # fmt: skip
    applications.advance(application=mentored, step="mark_ready", by=budi, at=MONDAY)

    back = applications.advance(
        application=mentored, step="mentor_again", by=budi, at=MONDAY, note="Buku induk belum ada"
    )

    assert back.turn == Turn.OFFICER
    assert "Susun buku induk" in ball(mentored)[1]


class TestEverywhere:
    def pages(self, client_of, siti, budi, application):
        url = application.get_absolute_url()
        return {
            "home": client_of(siti).get(reverse("desks:home")).content.decode(),
            "case": client_of(siti).get(url).content.decode(),
            "officer": client_of(budi).get(url).content.decode(),
            "queue": client_of(budi).get(reverse("accreditation:queue")).content.decode(),
        }

    def test_while_there_are_times_to_pick_it_is_the_librarys_turn(
        self, mentored, siti, budi, client_of
    ):
        pages = self.pages(client_of, siti, budi, mentored)

        pick = f'href="{reverse("scheduling:talk-new", args=[mentored.code])}">Pilih waktu konsultasi</a>'
        assert pick in pages["home"]
        assert pick in pages["case"]
        assert "Giliran Anda: " in pages["home"]
        assert "Langkah Anda berikutnya" in pages["case"]
        assert "Sekarang giliran Pemohon" in pages["officer"]
        assert PICK in pages["home"]
        assert PICK in pages["case"]
        assert PICK in pages["officer"]

    def test_once_they_met_it_is_the_officers_and_times_stay_within_reach(
        self, mentored, siti, budi, client_of
    ):
        talk = talks.book(
            application=mentored, mode="phone", starts_at=TOMORROW, agenda="", by=siti, at=MONDAY
        )
        appointments.record_result(
            appointment=talk, attended=True, note="", by=budi, at=TOMORROW + HOUR
        )

        pages = self.pages(client_of, siti, budi, mentored)

        assert "Sekarang giliran Petugas Diarpus" in pages["home"]
        assert "Sekarang giliran Petugas Diarpus" in pages["case"]
        assert "Langkah Anda berikutnya" in pages["officer"]
        assert reverse("scheduling:talk-new", args=[mentored.code]) in pages["case"]


def test_requests_from_before_the_rule_get_the_turn_of_today(mentored, jokos, budi):
    """Accepted when the office named the first talk; what has begun stays as it was planned."""
    book(jokos, budi)
    rows = Application.objects.filter(pk__in=(mentored.pk, jokos.pk))
    rows.update(turn=Turn.OFFICER, next_step="", due_at=MONDAY - DAY, turn_since=MONDAY - 30 * DAY)
    migration = import_module("scheduling.migrations.0010_library_picks_first")

    migration.let_the_library_pick(apps, None)

    assert ball(mentored) == (Turn.APPLICANT, PICK)
    assert (mentored.turn_since, mentored.due_at) == (MONDAY, MONDAY + 5 * DAY)
    assert ball(jokos)[0] == Turn.OFFICER
