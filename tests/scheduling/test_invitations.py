"""What people's own calendars show after bookings, moves, swaps of officers and cancellations."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accreditation.models import Application
from accreditation.operations import applications, conversation
from klik_portal.accounts.models import User
from klik_portal.core.verdict import Refused
from klik_portal.notifications.models import OutboxMessage
from libraries.operations import memberships
from scheduling.models import Appointment
from scheduling.operations import appointments, booking, invitations
from tests.calendar_client import CalendarClient
from tests.factories.libraries import MembershipFactory
from tests.factories.people import UserFactory
from tests.scheduling.cases import DAY, HOUR, MINUTE, MONDAY, TOMORROW, WEDNESDAY, book

pytestmark = pytest.mark.django_db


def calendar_of(person: User) -> CalendarClient:
    client = CalendarClient()
    mails = OutboxMessage.objects.filter(recipient=person, channel="email").exclude(calendar_ics="")
    client.receive_all(mails.order_by("pk").values_list("calendar_ics", flat=True))
    return client


def shown(person: User) -> set:
    return {(uid, entry.starts, entry.ends) for uid, entry in calendar_of(person).shown.items()}


def expected(person: User) -> set:
    """The coming appointments this person belongs to."""
    return {
        (f"{one.uid}@localhost", one.starts_at, one.ends_at)
        for one in Appointment.objects.scheduled().with_case()
        if person in invitations.people_of(one)
    }


def move(appointment, by, starts_at=WEDNESDAY, officer=None, at=MONDAY + HOUR):
    appointment.refresh_from_db()
    return appointments.move(
        appointment=appointment, version=appointment.version, officer=officer or appointment.officer,
        starts_at=starts_at, length_minutes=60, join_url="https://zoom.us/j/2", by=by, at=at,
    )  # fmt: skip


def test_a_booking_shows_in_both_calendars(mentored, siti, budi):
    book(mentored, budi)

    assert shown(siti) == shown(budi) == expected(siti)
    assert len(shown(siti)) == 1


def test_a_move_leaves_one_entry_at_the_new_time(mentored, siti, budi):
    move(book(mentored, budi), budi)

    assert [starts for _uid, starts, _ends in shown(siti)] == [WEDNESDAY]
    assert shown(siti) == shown(budi)


def test_a_replaced_officer_keeps_no_ghost(mentored, siti, budi, rina):
    move(book(mentored, budi), budi, officer=rina)

    assert (shown(budi), len(shown(rina)), len(shown(siti))) == (set(), 1, 1)
    mail = OutboxMessage.objects.get(event="appointment.uninvited", channel="email", recipient=budi)
    assert mail.calendar_method == "CANCEL"
    assert mail.subject == "Tidak lagi untuk Anda: Konsultasi Zoom"
    assert "zoom.us" not in mail.calendar_ics + mail.body_text


def test_an_officer_who_comes_back_is_invited_again(mentored, budi, rina):
    talk = book(mentored, budi)
    move(talk, budi, officer=rina)
    move(talk, budi, officer=budi)

    assert (len(shown(budi)), shown(rina)) == (1, set())


def test_a_cancellation_empties_every_calendar(mentored, siti, budi, rina):
    talk = move(book(mentored, budi), budi, officer=rina)

    appointments.cancel(appointment=talk, reason="Banjir", by=rina, at=MONDAY + 2 * HOUR)

    assert shown(siti) == shown(budi) == shown(rina) == set()


def test_who_leaves_the_library_is_uninvited_at_once(mentored, siti, hadi, budi):
    talk = book(mentored, budi)
    membership = siti.memberships.get()

    memberships.end(membership=membership, reason="Pindah", by=budi, at=MONDAY + HOUR)

    assert (shown(siti), len(shown(hadi))) == (set(), 1)
    move(talk, budi)
    assert (shown(siti), len(shown(hadi))) == (set(), 1)


def test_who_left_without_notice_loses_the_entry_at_the_next_change(mentored, siti, hadi, budi):
    talk = book(mentored, budi)
    siti.memberships.get().end(by=budi, at=MONDAY, reason="Pindah")

    move(talk, budi)

    assert (shown(siti), len(shown(hadi))) == (set(), 1)


def test_who_returns_to_the_library_is_invited_at_the_next_change(mentored, siti, hadi, budi):
    talk = book(mentored, budi)
    memberships.end(membership=siti.memberships.get(), reason="x", by=budi, at=MONDAY + HOUR)
    MembershipFactory(user=siti, library=mentored.library, confirmed_by=budi)

    move(talk, budi)

    assert shown(siti) == expected(siti) != set()


@pytest.fixture
def upriver(mentored, budi):
    """A member with a phone and no mail: an officer sends their messages."""
    person = UserFactory(email=None, phone="+6281155501010")
    MembershipFactory(user=person, library=mentored.library, confirmed_by=budi)
    return person


def by_hand(person):
    rows = OutboxMessage.objects.filter(recipient=person, channel="whatsapp_hand", state="waiting")
    return list(rows.order_by("pk").values_list("event", flat=True))


def test_an_officer_sends_only_the_newest_of_what_nobody_has_sent_yet(mentored, upriver, budi):
    talk = book(mentored, budi)
    assert by_hand(upriver) == ["appointment.scheduled"]

    move(talk, budi)
    assert by_hand(upriver) == ["appointment.moved"]

    appointments.cancel(appointment=talk, reason="Banjir", by=budi, at=MONDAY + 2 * HOUR)
    assert by_hand(upriver) == ["appointment.cancelled"]


def test_a_text_that_waited_for_more_than_its_officer_is_corrected(mentored, upriver, budi):
    """Its minute is over and Klik shows the invitation: that it was called off is news."""
    talk = book(mentored, budi)
    OutboxMessage.objects.filter(event="appointment.scheduled", channel="whatsapp_hand").update(
        due_at=MONDAY + MINUTE
    )

    appointments.cancel(appointment=talk, reason="Banjir", by=budi, at=MONDAY + HOUR)

    assert by_hand(upriver) == ["appointment.cancelled"]


def test_no_officer_writes_to_who_left_the_library(mentored, upriver, budi):
    book(mentored, budi)
    conversation.send(application=mentored, text="Fotonya?", by=budi, at=MONDAY)
    assert by_hand(upriver) == ["appointment.scheduled", "application.to_read"]

    memberships.end(
        membership=upriver.memberships.get(), reason="Pindah", by=budi, at=MONDAY + HOUR
    )

    assert set(by_hand(upriver)) == {"membership.ended"}


def test_leaving_another_library_changes_nothing(mentored, siti, joko, budi):
    book(mentored, budi)

    memberships.end(membership=joko.memberships.get(), reason="x", by=budi, at=MONDAY)

    assert len(shown(siti)) == 1
    assert not OutboxMessage.objects.filter(event="appointment.uninvited").exists()


def test_a_closed_request_empties_the_calendars(mentored, siti, budi):
    book(mentored, budi)

    applications.advance(
        application=mentored, step="withdraw", by=siti, at=MONDAY + HOUR, note="Pindah"
    )

    assert shown(siti) == shown(budi) == set()


def test_a_result_does_not_cancel_what_took_place(mentored, siti, budi):
    talk = book(mentored, budi)

    appointments.record_result(
        appointment=talk, attended=True, note="Sepakat", by=budi, at=TOMORROW + HOUR
    )

    assert len(shown(siti)) == 1
    talk.refresh_from_db()
    assert not invitations.invitation(talk).is_cancelled
    assert "Sepakat" not in invitations.invitation(talk).description


def test_every_change_has_a_higher_sequence_and_its_own_stamp(mentored, siti, budi):
    talk = book(mentored, budi)
    move(talk, budi)
    appointments.cancel(
        appointment=Appointment.objects.get(), reason="x", by=budi, at=MONDAY + 2 * HOUR
    )

    mails = OutboxMessage.objects.filter(recipient=siti, channel="email").order_by("pk")
    lines = [mail.calendar_ics.splitlines() for mail in mails]
    assert [[one for one in text if one.startswith("SEQUENCE")] for text in lines] == [
        ["SEQUENCE:0"], ["SEQUENCE:1"], ["SEQUENCE:2"],
    ]  # fmt: skip
    stamps = [next(one for one in text if one.startswith("DTSTAMP")) for text in lines]
    assert stamps == sorted(set(stamps))


PERSON = st.sampled_from(("budi", "rina"))
STEP = st.one_of(
    st.tuples(st.just("book"), PERSON, st.integers(0, 12)),
    st.tuples(st.just("move"), PERSON, st.integers(0, 12)),
    st.tuples(st.just("cancel"), PERSON, st.just(0)),
    st.tuples(st.just("leave"), st.sampled_from(("siti", "hadi")), st.just(0)),
    st.tuples(st.just("join"), st.sampled_from(("siti", "hadi")), st.just(0)),
)


def test_a_last_member_who_leaves_hears_nothing_more_though_they_began_the_request(
    mentored, siti, budi
):
    talk = book(mentored, budi)

    memberships.end(membership=siti.memberships.get(), reason="x", by=budi, at=MONDAY + HOUR)
    move(talk, budi)

    assert shown(siti) == set()


@pytest.mark.slow
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEP, min_size=3, max_size=10))
def test_whatever_happens_calendars_show_exactly_what_is(steps, mentored, siti, hadi, budi, rina):
    people = {"siti": siti, "hadi": hadi, "budi": budi, "rina": rina}
    with transaction.atomic():
        for number, (what, name, slot) in enumerate(steps):
            _act(what, people[name], slot, mentored, budi, MONDAY + number * HOUR / 60)
        # Who joined after an invitation sees it from the next change on; nobody sees anything else.
        for person in people.values():
            seen, belongs = shown(person), expected(person)
            assert seen <= belongs, person
            if person in (budi, rina):
                assert seen == belongs, person
        for talk in Appointment.objects.scheduled():
            move(talk, budi, talk.starts_at, at=MONDAY + 2 * HOUR)
        for person in people.values():
            assert shown(person) == expected(person), person
        transaction.set_rollback(True)


def _act(what: str, person: User, slot: int, case: Application, by: User, at: object) -> None:
    start = TOMORROW + DAY * (slot % 3) + HOUR * (slot // 3)
    talk = Appointment.objects.scheduled().with_case().order_by("?").first()
    membership = person.memberships.filter(ended_at__isnull=True).first()
    try:
        if what == "book":
            book(case, person, start, at=at)
        elif what == "move" and talk:
            move(talk, by, start, officer=person, at=at)
        elif what == "cancel" and talk:
            appointments.cancel(appointment=talk, reason="x", by=by, at=at)
        elif what == "leave" and membership:
            memberships.end(membership=membership, reason="x", by=by, at=at)
        elif what == "join" and not membership:
            MembershipFactory(user=person, library=case.library, confirmed_by=by)
    except (Refused, booking.SlotTaken):
        pass
