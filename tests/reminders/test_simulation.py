"""What the page foresees is what the run sends."""

from datetime import date, timedelta

from accreditation.workflow import State
from klik_portal.core.clock import at_wita
from klik_portal.reminders import queries, subjects
from klik_portal.reminders.models import NoteState, ReminderNote, ReminderOptOut, Way
from klik_portal.reminders.operations import climb
from scheduling.models import AgreedAction
from tests.factories.accreditation import MONDAY, ApplicationFactory, OutcomeFactory
from tests.factories.libraries import LibraryFactory, MembershipFactory
from tests.factories.people import UserFactory
from tests.scheduling.cases import book

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def foreseen(now):
    return {
        (line.rule.code, line.code, line.person.email, line.way, line.at)
        for subject in subjects.every()
        for line in queries.foresee(subject=subject, now=now)
        if line.person
    }


def happened():
    """By the moment of its message: of the mail in hand, or of the digest."""
    ways = {NoteState.UNWANTED: None, NoteState.DIGESTED: Way.DIGEST}
    return {
        (
            note.rung.rule.code, note.rung.about_code, note.recipient.email,
            ways.get(note.state) if note.state != NoteState.SENT else (
                Way.MAIL if note.mail_id else Way.IN_APP
            ),
            note.settled_at,
        )
        for note in ReminderNote.objects.select_related("rung__rule", "recipient")
        if note.state != NoteState.WAITING
    }  # fmt: skip


def test_fourteen_days_come_as_foreseen(enggelam, tabang, siti, joko, budi, rina, kepala, shipped):
    start = at_wita(date(2026, 11, 23), 9)
    ApplicationFactory(library=tabang, created_by=joko, turn_since=start - 2 * DAY)
    mentored = ApplicationFactory(
        library=enggelam, created_by=siti, assigned_to=budi, state=State.MENTORING,
        due_at=at_wita(date(2026, 11, 25), 16),
    )  # fmt: skip
    keeper = UserFactory(email="lain@contoh.id")
    school = LibraryFactory(name="Perpustakaan SD Contoh")
    MembershipFactory(user=keeper, library=school, confirmed_by=budi)
    ApplicationFactory(
        library=school, created_by=keeper, assigned_to=budi, state=State.RETURNED,
        due_at=at_wita(date(2026, 11, 30), 16),
    )  # fmt: skip
    book(mentored, budi, at_wita(date(2026, 12, 1), 9), at=start)
    AgreedAction.objects.create(
        application=mentored, what="Foto rak", due_on=date(2026, 12, 2), created_by=budi,
        created_at=start,
    )  # fmt: skip
    OutcomeFactory(
        library=LibraryFactory(), decided_on=date(2024, 11, 24), valid_until=date(2026, 11, 27)
    )
    ReminderOptOut.objects.create(user=joko, kind="draft")
    until = start + queries.FORESIGHT
    expected = {line for line in foreseen(start) if line[-1] <= until}

    moments = {line[-1] for line in expected} | {start + hours * HOUR for hours in range(0, 337, 8)}
    for moment in sorted(moments):
        climb.climb(at=moment)

    assert happened() == expected
    assert len(expected) > 12


def test_what_waits_for_a_digest_is_foreseen_too(enggelam, siti, budi, only):
    only("correction-plus-3-officer")
    ApplicationFactory(
        library=enggelam, created_by=siti, assigned_to=budi, state=State.RETURNED, due_at=MONDAY,
    )  # fmt: skip
    climb.climb(at=MONDAY + 3 * DAY)

    [line] = queries.foresee(subject=subjects.of_kind("correction"), now=MONDAY + 3 * DAY + HOUR)

    assert (line.person, line.way, line.at) == (
        budi,
        Way.DIGEST,
        at_wita(date(2026, 11, 27), 7, 30),
    )
