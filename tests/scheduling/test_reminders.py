"""The ladder of meetings and agreements: the day before and the hour before, and what stops them."""

from datetime import date, timedelta

import pytest

from klik_portal.core.clock import at_wita
from klik_portal.notifications.models import OutboxMessage
from klik_portal.reminders.models import ReminderRung
from klik_portal.reminders.operations import climb
from scheduling.models import AgreedAction, Side
from scheduling.operations import appointments
from tests.factories.accreditation import MONDAY
from tests.reminders.conftest import live, mails, only, shipped  # noqa: F401 -- fixtures
from tests.scheduling.cases import book

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
START = MONDAY + 2 * DAY  # Wednesday 10.00 WITA


@pytest.fixture
def talks(only):  # noqa: F811
    only("talk-minus-1", "talk-minus-1h")


class TestTalks:
    def subjects(self):
        return [subject for to, subject in mails("reminder.talk") if to == "siti@contoh.id"]

    def test_the_day_before_and_the_hour_before_once_each(self, mentored, budi, talks):
        book(mentored, budi, START)

        live(MONDAY, START + 2 * HOUR, every=20 * MINUTE)

        assert self.subjects() == [
            "Bersiap: Konsultasi Zoom 24 jam lagi",
            "Bersiap: Konsultasi Zoom 1 jam lagi",
        ]

    def test_after_a_downtime_the_late_one_tells_the_true_time(self, mentored, budi, talks):
        book(mentored, budi, START)

        climb.climb(at=START - 3 * HOUR)

        assert self.subjects() == ["Bersiap: Konsultasi Zoom 3 jam lagi"]

    @pytest.mark.parametrize("minutes", [0, 30])
    def test_what_has_begun_is_not_reminded_of(self, mentored, budi, talks, minutes):
        book(mentored, budi, START)

        climb.climb(at=START + minutes * MINUTE)

        assert self.subjects() == []
        assert set(ReminderRung.objects.values_list("outcome", flat=True)) == {"over"}

    def test_booked_for_tomorrow_only_now_its_invitation_is_enough(self, mentored, budi, talks):
        book(mentored, budi, MONDAY + 20 * HOUR)

        climb.climb(at=MONDAY + HOUR)

        assert (self.subjects(), ReminderRung.objects.get().outcome) == ([], "fresh")

    def test_a_moved_talk_is_reminded_of_anew(self, mentored, budi, talks):
        talk = book(mentored, budi, START)
        climb.climb(at=START - DAY)
        appointments.move(
            appointment=talk, version=1, officer=budi, starts_at=START + DAY, length_minutes=60,
            join_url="https://zoom.us/j/2", by=budi, at=START - DAY + HOUR,
        )  # fmt: skip

        climb.climb(at=START)

        assert len(self.subjects()) == 2

    def test_a_cancelled_talk_is_silent(self, mentored, budi, talks):
        talk = book(mentored, budi, START)
        appointments.cancel(appointment=talk, reason="x", by=budi, at=MONDAY)

        live(MONDAY, START)

        assert self.subjects() == []

    def test_its_officer_hears_of_it_too(self, mentored, budi, only):  # noqa: F811
        only("talk-minus-1h-officer")
        book(mentored, budi, START)

        climb.climb(at=START - HOUR)

        assert mails() == [
            ("budi@contoh.id", f"Konsultasi Zoom dengan {mentored.library}: 1 jam lagi")
        ]


class TestAgreements:
    def agree(self, mentored, budi, side):
        return AgreedAction.objects.create(
            application=mentored, what="Lengkapi buku induk", side=side, due_on=date(2026, 11, 27),
            created_by=budi, created_at=MONDAY,
        )  # fmt: skip

    def test_what_the_library_agreed_to_is_due_today(self, mentored, siti, budi, only):  # noqa: F811
        only("action-today", "task-minus-1-officer")
        self.agree(mentored, budi, Side.LIBRARY)

        live(MONDAY, at_wita(date(2026, 11, 28), 12))

        assert mails() == [
            ("siti@contoh.id", "Selesaikan yang disepakati: Lengkapi buku induk, hari ini")
        ]
        assert OutboxMessage.objects.get(channel="email").created_at == at_wita(
            date(2026, 11, 27), 8
        )

    def test_a_task_of_the_office_is_the_officers(self, mentored, siti, budi, only):  # noqa: F811
        only("action-today", "task-minus-1-officer")
        self.agree(mentored, budi, Side.OFFICE)

        live(MONDAY, at_wita(date(2026, 11, 28), 12))

        assert [to for to, _subject in mails()] == ["budi@contoh.id"]
