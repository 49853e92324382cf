"""Due and not yet sent: once for everybody concerned, late after a downtime, and never for nothing."""

from datetime import date, timedelta

import pytest

from accreditation.models import Application
from accreditation.operations import applications
from accreditation.workflow import State
from klik_portal.core.clock import at_wita
from klik_portal.notifications.models import Heartbeat, OutboxMessage
from klik_portal.notifications.operations import delivery, outbox
from klik_portal.reminders.models import (
    NoteState,
    Outcome,
    ReminderNote,
    ReminderOptOut,
    ReminderRule,
    ReminderRung,
)
from klik_portal.reminders.operations import climb, notes
from tests.factories.accreditation import MONDAY, ApplicationFactory
from tests.factories.people import UserFactory
from tests.reminders.conftest import live, mails

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
CORRECTIONS = (
    "correction-minus-2", "correction-today", "correction-plus-1", "correction-plus-3-officer",
    "correction-plus-7-coordinator",
)  # fmt: skip


@pytest.fixture
def draft(enggelam, siti) -> Application:
    return ApplicationFactory(library=enggelam, created_by=siti)


@pytest.fixture
def returned(enggelam, siti, budi) -> Application:
    """Corrections are due on Friday at 16.00."""
    return ApplicationFactory(
        library=enggelam, created_by=siti, assigned_to=budi, state=State.RETURNED,
        due_at=at_wita(date(2026, 11, 27), 16),
    )  # fmt: skip


class TestOnce:
    def test_an_untouched_draft_is_reminded_of_after_three_days_once(self, draft, only):
        only("draft-3")

        live(MONDAY, MONDAY + 3 * DAY - timedelta(minutes=1))
        before = mails()
        live(MONDAY + 3 * DAY, MONDAY + 5 * DAY)

        assert before == []
        assert mails() == [("siti@contoh.id", f"Lanjutkan permohonan {draft.code}")]

    def test_three_beats_for_fourteen_days_double_nothing(self, draft, returned_elsewhere, only):
        only(
            "draft-3", "draft-10", "correction-minus-2", "correction-today", "correction-plus-1",
            "correction-plus-3-officer",
        )  # fmt: skip

        for hours in range(0, 14 * 24, 2):
            for _beat in range(3):
                climb.climb(at=MONDAY + hours * HOUR)

        assert [to for to, _subject in mails()] == [
            "joko@contoh.id", "siti@contoh.id", "joko@contoh.id", "joko@contoh.id", "budi@contoh.id",
            "siti@contoh.id",
        ]  # fmt: skip

    def test_a_draft_filled_in_again_waits_anew(self, draft, only):
        only("draft-3")
        draft.details_saved_at = MONDAY + 2 * DAY
        draft.save()

        live(MONDAY, MONDAY + 5 * DAY - HOUR)

        assert mails() == []

    def test_everybody_of_the_library_hears_of_it_and_nobody_else(
        self, draft, hadi, joko, mantan, nonaktif, only
    ):
        only("draft-3")

        climb.climb(at=MONDAY + 3 * DAY)

        assert [to for to, _subject in mails()] == ["siti@contoh.id", "hadi@contoh.id"]


@pytest.fixture
def returned_elsewhere(tabang, joko, budi) -> Application:
    return ApplicationFactory(
        library=tabang, created_by=joko, assigned_to=budi, state=State.RETURNED,
        due_at=at_wita(date(2026, 11, 27), 16),
    )  # fmt: skip


class TestDowntime:
    def test_six_hours_without_beat_miss_nothing_and_say_that_they_are_late(self, draft, only):
        only("draft-3")

        climb.climb(at=MONDAY + 3 * DAY + 6 * HOUR)

        assert len(mails()) == 1
        assert ReminderRung.objects.get().is_late
        assert (
            "Pengingat ini terlambat. Seharusnya dikirim Kamis, 26 November 2026 pukul 10.00"
            in (OutboxMessage.objects.get(channel="email").body_text)
        )

    def test_of_several_missed_rungs_only_the_last_goes_out(self, returned, only, siti):
        only("correction-minus-2", "correction-today", "correction-plus-1")

        climb.climb(at=at_wita(date(2026, 11, 27), 12))

        found = ReminderRung.objects.order_by("due_at").values_list("rule__code", "outcome")
        assert list(found) == [("correction-minus-2", "over"), ("correction-today", "told")]
        assert len(mails()) == 1

    def test_what_is_a_week_late_is_skipped_with_a_trace(self, draft, only):
        only("draft-3")

        climb.climb(at=MONDAY + 10 * DAY)

        assert (mails(), ReminderRung.objects.get().outcome) == ([], Outcome.OVER)

    def test_at_night_nothing_is_written_and_in_the_morning_it_is(self, draft, only):
        only("draft-3")
        draft.turn_since = at_wita(date(2026, 11, 23), 22)
        draft.save()

        live(at_wita(date(2026, 11, 26), 21), at_wita(date(2026, 11, 27), 5, 45))
        before = mails()
        climb.climb(at=at_wita(date(2026, 11, 27), 6))

        assert (before, len(mails())) == ([], 1)

    def test_a_clock_set_back_sends_nothing_again(self, draft, only):
        only("draft-3")
        climb.climb(at=MONDAY + 3 * DAY)

        live(MONDAY + 3 * DAY - 6 * HOUR, MONDAY + 3 * DAY + HOUR)

        assert len(mails()) == 1


class TestStopping:
    def test_what_is_done_is_not_reminded_of(self, draft, only):
        only("draft-3")
        Application.objects.filter(pk=draft.pk).update(
            state=State.WITHDRAWN, turn="nobody", closed_at=MONDAY
        )

        live(MONDAY, MONDAY + 10 * DAY, every=3 * HOUR)

        assert mails() == []

    def test_a_mail_that_waited_is_taken_back_when_the_thing_is_done(self, draft, siti, only):
        only("draft-3")
        climb.climb(at=MONDAY + 3 * DAY)
        Application.objects.filter(pk=draft.pk).update(
            state=State.WITHDRAWN, turn="nobody", closed_at=MONDAY
        )

        report = delivery.deliver_due(now=MONDAY + 3 * DAY + HOUR)

        assert (report.sent, report.cancelled) == (0, 1)
        assert ReminderNote.objects.get().state == NoteState.DONE

    def test_a_new_turn_is_a_new_occasion(self, enggelam, siti, budi, only):
        only("turn-3")
        mentoring = ApplicationFactory(
            library=enggelam, created_by=siti, assigned_to=budi, state=State.MENTORING
        )
        for day in (0, 10):
            applications.plan_next_step(
                application=mentoring, turn="applicant", sentence="Foto ulang.", due_at=None, by=budi,
                at=MONDAY + day * DAY,
            )  # fmt: skip
            live(MONDAY + day * DAY, MONDAY + (day + 5) * DAY, every=3 * HOUR)

        assert len(mails("reminder.turn")) == 2


class TestDigest:
    @pytest.fixture
    def overdue(self, returned, only):
        """Three working days after Friday: due on Monday... for the officer, in the digest."""
        only("correction-plus-3-officer")
        return at_wita(date(2026, 11, 30), 16)

    def test_one_mail_a_day_at_half_past_seven(self, overdue, returned_elsewhere, returned, budi):
        live(overdue, overdue + 2 * DAY, every=HOUR / 2)

        assert mails() == [("budi@contoh.id", "2 hal menunggu Anda")]
        body = OutboxMessage.objects.get(channel="email").body_text
        assert (returned.code in body, returned_elsewhere.code in body) == (True, True)
        assert OutboxMessage.objects.get(channel="email").created_at == at_wita(
            date(2026, 12, 1), 7, 30
        )

    def test_what_was_done_meanwhile_is_left_out(self, overdue, returned, budi):
        climb.climb(at=overdue)
        Application.objects.filter(pk=returned.pk).update(
            state=State.WITHDRAWN, turn="nobody", closed_at=overdue, due_at=None
        )

        live(overdue, overdue + 2 * DAY)

        assert (mails(), ReminderNote.objects.get().state) == ([], NoteState.DONE)

    def test_a_downtime_over_half_past_seven_delays_it(self, overdue, budi):
        climb.climb(at=overdue)

        climb.climb(at=at_wita(date(2026, 12, 1), 11))

        assert len(mails()) == 1


class TestLadderOfPeople:
    def test_it_climbs_from_the_library_to_the_officer_to_the_coordinator(
        self, returned, budi, rina, kepala, only
    ):
        only(*CORRECTIONS)

        live(MONDAY, MONDAY + 16 * DAY, every=6 * HOUR)

        told = ReminderNote.objects.order_by("rung__due_at").values_list(
            "rung__rule__code", "recipient__name"
        )
        assert list(told) == [
            ("correction-minus-2", "Siti"),
            ("correction-today", "Siti"),
            ("correction-plus-1", "Siti"),
            ("correction-plus-3-officer", "Budi"),
            ("correction-plus-7-coordinator", "Rina"),
        ]

    def test_without_an_officer_it_is_the_coordinators_business(self, enggelam, siti, rina, only):
        only("answer-minus-4h-officer")
        ApplicationFactory(
            library=enggelam, created_by=siti, state=State.SUBMITTED,
            due_at=at_wita(date(2026, 11, 25), 16),
        )  # fmt: skip

        climb.climb(at=at_wita(date(2026, 11, 25), 12))

        assert [to for to, _subject in mails()] == ["rina@contoh.id"]

    def test_nobody_to_remind_leaves_a_trace(self, returned, only):
        only("correction-plus-7-coordinator")

        climb.climb(at=at_wita(date(2026, 12, 4), 17))

        assert ReminderRung.objects.get().outcome == Outcome.NOBODY


class TestUnwanted:
    def test_who_does_not_want_it_gets_nothing_and_the_trace_says_so(self, draft, siti, only):
        only("draft-3")
        ReminderOptOut.objects.create(user=siti, kind="draft")

        climb.climb(at=MONDAY + 3 * DAY)

        assert not OutboxMessage.objects.exists()
        assert ReminderNote.objects.get().state == NoteState.UNWANTED

    def test_what_costs_the_library_something_stays_in_klik(self, returned, siti, only):
        only("correction-today")
        ReminderOptOut.objects.create(user=siti, kind="correction")

        climb.climb(at=at_wita(date(2026, 11, 27), 8))

        assert list(OutboxMessage.objects.values_list("channel", flat=True)) == ["in_app"]


class TestBrokenRows:
    def test_five_broken_rows_among_five_hundred_hold_up_nobody(self, only):
        only("draft-3")
        keepers = [UserFactory(email=f"p{n}@contoh.id") for n in range(500)]
        drafts = [ApplicationFactory(created_by=person) for person in keepers]
        broken = [draft.pk for draft in drafts[::100]]
        real = Application.get_absolute_url

        def get_absolute_url(self: Application) -> str:
            if self.pk in broken:
                raise LookupError("no such page")
            return real(self)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Application, "get_absolute_url", get_absolute_url)
            for _run in range(3):
                climb.climb(at=MONDAY + 3 * DAY)

        assert len(mails()) == 495
        parked = ReminderRung.objects.filter(outcome=Outcome.PARKED)
        assert sorted(parked.values_list("thing", flat=True)) == sorted(broken)
        assert set(parked.values_list("error", flat=True)) == {"LookupError: no such page"}

    def test_a_subject_that_cannot_be_read_silences_only_itself(self, draft, only):
        only("draft-3", "turn-3")
        ReminderRule.objects.filter(code="turn-3").update(months=30_000)

        report = climb.climb(at=MONDAY + 3 * DAY)

        assert (report.told, report.trouble.partition(":")[0]) == (1, "turn")
        assert Heartbeat.objects.get(job=climb.JOB).note == report.trouble


def test_what_an_officer_should_send_instead_is_not_needed_either_once_it_is_done(
    draft, siti, only, settings
):
    settings.WHATSAPP_PHONE_NUMBER_ID = "10600000001"
    siti.email, siti.phone, siti.whatsapp_agreed_at = None, "+6281155501010", MONDAY
    siti.save()
    only("draft-3")
    live(MONDAY, MONDAY + 4 * DAY)
    refused = OutboxMessage.objects.get(event="reminder.draft", channel="whatsapp")
    outbox.hand_over(message=refused, at=MONDAY + 4 * DAY)
    instead = OutboxMessage.objects.get(event="reminder.draft", channel="whatsapp_hand")
    assert not notes.is_over(instead, MONDAY + 4 * DAY)

    applications.advance(application=draft, step="discard", by=siti, at=MONDAY + 4 * DAY)

    assert notes.is_over(instead, MONDAY + 5 * DAY)
