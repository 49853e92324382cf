"""Who is not reached, why and since when; what was sent; contacts put right."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accreditation import reach
from accreditation.models import Application
from accreditation.workflow import State
from klik_portal.audit.models import AuditEvent
from klik_portal.core import clock
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.notifications.models import OutboxMessage
from klik_portal.notifications.operations import outbox
from klik_portal.people import operations as people
from libraries.models import Library
from tests.factories.accreditation import MONDAY, ApplicationFactory
from tests.factories.libraries import LibraryFactory, MembershipFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/petugas/tidak-terjangkau/"


@pytest.fixture
def case(enggelam, siti, budi):
    return ApplicationFactory(
        library=enggelam, state=State.RETURNED, created_by=siti, assigned_to=budi,
        turn_since=MONDAY,
    )  # fmt: skip


def told(person, number: int = 0, **changes) -> list[OutboxMessage]:
    rows = outbox.enqueue(
        recipient=person, event="membership.confirmed", dedupe=f"{number}",
        values={"perpustakaan": "x"}, at=MONDAY,
    )  # fmt: skip
    OutboxMessage.objects.filter(pk__in=[row.pk for row in rows], channel="email").update(**changes)
    return rows


def found(user, at=MONDAY + timedelta(days=1)) -> list[tuple[str, str]]:
    rows = reach.unreachable(user=user, at=at)
    assert reach.unreachable_count(at=at) == len(rows)
    return [(row.application.code, row.reason) for row in rows]


def test_a_library_that_is_reached_is_not_on_the_list(case, siti, budi):
    told(siti, state="sent", sent_at=MONDAY)
    assert found(budi) == []


def test_a_library_without_a_confirmed_keeper_is(case, siti, budi):
    siti.memberships.get().end(by=budi, at=MONDAY, reason="Pindah")
    assert found(budi) == [(case.code, "no_keeper")]


def test_a_keeper_whose_account_is_off_does_not_count(case, siti, budi):
    siti.is_active = False
    siti.save()
    assert found(budi) == [(case.code, "no_keeper")]


def test_a_keeper_with_neither_mail_nor_phone_cannot_be_told(case, siti, budi):
    siti.email = None
    siti.save()
    assert found(budi) == [(case.code, "no_address")]


@pytest.mark.parametrize("state", ["failed", "parked"])
def test_when_the_last_mail_failed_it_is_since_then(case, siti, budi, state):
    told(siti, state=state, closed_at=MONDAY + timedelta(hours=5))
    (row,) = reach.unreachable(user=budi, at=MONDAY + timedelta(days=1))
    assert (row.reason, row.since, row.people) == ("failing", MONDAY + timedelta(hours=5), [siti])


def test_a_later_mail_that_arrived_takes_it_off_again(case, siti, budi):
    told(siti, 1, state="failed", closed_at=MONDAY)
    told(siti, 2, state="sent", sent_at=MONDAY)
    assert found(budi) == []


def test_a_second_keeper_who_is_reached_is_enough(case, siti, enggelam, budi):
    told(siti, state="failed", closed_at=MONDAY)
    MembershipFactory(user=UserFactory(), library=enggelam, confirmed_by=budi)
    assert found(budi) == []


def test_two_weeks_of_silence_in_their_turn_are_seen(case, siti, budi):
    assert found(budi, at=MONDAY + timedelta(days=13)) == []
    assert found(budi, at=MONDAY + timedelta(days=14)) == [(case.code, "silent")]


def test_where_nobody_left_a_number_the_page_says_how_to_find_one(case, siti, budi, client_of):
    Application.objects.update(turn_since=clock.now() - timedelta(days=20))
    siti.phone = None
    siti.save()
    Library.objects.update(contact_phone="")
    assert "Nomor HP belum ada: cari lewat" in client_of(budi).get(PAGE).content.decode()

    siti.phone = "+6281155501234"
    siti.save()
    assert "Telepon, tanyakan apa yang menghambat." in client_of(budi).get(PAGE).content.decode()


def test_who_signed_in_or_read_since_is_not_silent(case, siti, budi):
    late = MONDAY + timedelta(days=20)
    siti.last_login = MONDAY + timedelta(days=1)
    siti.save()
    assert found(budi, at=late) == []
    siti.last_login = MONDAY - timedelta(days=1)
    siti.save()
    assert found(budi, at=late) == [(case.code, "silent")]
    told(siti)
    OutboxMessage.objects.filter(channel="in_app").update(read_at=MONDAY + timedelta(days=2))
    assert found(budi, at=late) == []


def test_silence_in_the_offices_turn_is_nobodys_fault(case, budi):
    Application.objects.update(turn="officer")
    assert found(budi, at=MONDAY + timedelta(days=60)) == []


def test_drafts_and_closed_requests_are_left_alone(enggelam, siti, budi):
    siti.memberships.get().end(by=budi, at=MONDAY, reason="Pindah")
    ApplicationFactory(library=enggelam, state=State.WITHDRAWN, created_by=siti)
    ApplicationFactory(library=enggelam, state=State.DRAFT, created_by=siti)
    assert found(budi) == []


def test_the_list_costs_the_same_for_1_and_20(case, siti, budi, django_assert_num_queries):
    siti.memberships.get().end(by=budi, at=MONDAY, reason="Pindah")
    with django_assert_num_queries(2):
        assert len(reach.unreachable(user=budi, at=MONDAY)) == 1
    for _ in range(20):
        ApplicationFactory(library=LibraryFactory(), state=State.RETURNED)
    with django_assert_num_queries(2):
        assert len(reach.unreachable(user=budi, at=MONDAY)) == 21
    with django_assert_num_queries(1):
        reach.unreachable_count(at=MONDAY)


def test_the_page_says_why_whom_to_call_and_what_to_do(case, siti, budi, kepala, client_of):
    siti.phone = "+6281155501010"
    siti.save()
    told(siti, state="failed", closed_at=MONDAY, last_error="550 5.1.1 no such user")
    page = client_of(budi).get(PAGE).content.decode()
    for words in (
        "Pesan terakhir tidak sampai",
        "+6281155501010",
        "Telepon, betulkan kontak",
        "Betulkan",
    ):
        assert words in page
    assert "Betulkan<span" not in client_of(kepala).get(PAGE).content.decode()


def test_the_log_of_a_request_shows_every_channel_and_who_read_it(case, siti, budi, client_of):
    rows = outbox.enqueue(
        recipient=siti, event="membership.confirmed", dedupe="a", values={"perpustakaan": "Buku"},
        at=MONDAY, about_kind="application", about_code=case.code,
    )  # fmt: skip
    told(siti, 9)
    OutboxMessage.objects.filter(channel="in_app").update(read_at=MONDAY)
    page = client_of(budi).get(reverse("desks:request-log", args=[case.code]))
    assert {row.pk for row in page.context["page"].rows} == {row.pk for row in rows}
    assert "dibaca" in page.content.decode()


def test_what_is_said_to_a_person_about_a_draft_stays_between_them(siti, budi, enggelam, client_of):
    draft = ApplicationFactory(library=enggelam, state=State.DRAFT, created_by=siti)
    Application.objects.filter(pk=draft.pk).update(first_submitted_at=None)
    outbox.enqueue(
        recipient=siti, event="membership.confirmed", dedupe="a", values={"perpustakaan": "x"},
        at=MONDAY, about_kind="application", about_code=draft.code,
    )  # fmt: skip
    told(siti, 2)
    page = client_of(budi).get(reverse("desks:person-log", args=[siti.public_id]))
    assert {row.dedupe_key.partition(":")[0] for row in page.context["page"].rows} == {"2"}


def test_a_colleagues_messages_are_no_applicants(rina, budi, client_of):
    assert (
        client_of(budi).get(reverse("desks:person-log", args=[rina.public_id])).status_code == 404
    )
    contact = reverse("people:contact-edit", args=[rina.public_id])
    assert client_of(budi).get(contact).status_code == 404


def correct(siti, budi, **changes):
    wanted = {"email": "siti@contoh.id", "phone": "", "seen": people.contact_mark(siti)} | changes
    return people.correct_contact(user=siti, by=budi, at=MONDAY, **wanted)


def test_a_corrected_contact_is_audited_and_told_at_the_old_address(siti, budi):
    siti.phone, siti.phone_verified, siti.whatsapp_agreed_at = "+62811555010", True, MONDAY
    siti.save()
    now = correct(siti, budi, email="baru@contoh.id", phone="+6281155501010")
    assert (now.email, now.phone, now.phone_verified, now.whatsapp_agreed_at) == (
        "baru@contoh.id", "+6281155501010", False, None,
    )  # fmt: skip
    event = AuditEvent.objects.get(verb="contact_corrected")
    assert (event.actor_id, event.payload["changed"]) == (budi.pk, "email, phone")
    mail = OutboxMessage.objects.get(event="account.contact_corrected", channel="email")
    assert mail.to_address == "siti@contoh.id"


def test_a_failed_mail_that_is_sent_again_goes_to_the_corrected_address(siti, budi):
    mail = told(siti, state="failed", closed_at=MONDAY)[-1]
    correct(siti, budi, email="baru@contoh.id")
    outbox.send_again(message=OutboxMessage.objects.get(pk=mail.pk), by=budi, at=MONDAY)
    mail.refresh_from_db()
    assert (mail.state, mail.to_address) == ("queued", "baru@contoh.id")


def test_of_two_officers_the_second_sees_the_first_ones_version(siti, budi, rina, client_of):
    seen = people.contact_mark(siti)
    correct(siti, rina, email="satu@contoh.id")
    with pytest.raises(Conflict):
        correct(siti, budi, email="dua@contoh.id", seen=seen)
    url = reverse("people:contact-edit", args=[siti.public_id])
    body = {"email": "dua@contoh.id", "phone": "", "seen": seen}
    answer = client_of(budi).post(url, body)
    page = answer.content.decode()
    assert (answer.status_code, "satu@contoh.id" in page, "dua@contoh.id" in page) == (
        409,
        True,
        True,
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"email": "", "phone": ""}, "sedikitnya satu"), ({"email": "budi@contoh.id"}, "sudah dipakai")],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_changes_nothing(changes, words, siti, budi):
    with pytest.raises(Refused, match=words):
        correct(siti, budi, **changes)
    siti.refresh_from_db()
    assert siti.email == "siti@contoh.id"
    assert not AuditEvent.objects.filter(verb="contact_corrected").exists()


def test_a_colleagues_contact_is_not_corrected_here_nor_by_a_head(siti, budi, rina, kepala):
    for person, by in ((rina, budi), (siti, kepala)):
        with pytest.raises(Refused, match="Hanya kontak pemohon"):
            correct(person, by)


def test_the_clock_of_the_page_is_now(case, siti, budi, client_of):
    Application.objects.update(turn_since=clock.now() - timedelta(days=30))
    assert "Belum membuka Klik sejak gilirannya" in client_of(budi).get(PAGE).content.decode()


def test_page_by_page_the_list_names_everybody_once(budi, client_of, monkeypatch):
    monkeypatch.setattr(reach, "PAGE_SIZE", 2)
    for _ in range(5):  # at the same moment: the number decides
        ApplicationFactory(library=LibraryFactory(), state=State.RETURNED, turn_since=MONDAY)
    client, address, seen = client_of(budi), PAGE, []
    while address:
        page = client.get(address)
        seen += [row.found.application.pk for row in page.context["rows"]]
        address = page.context["next_url"] and PAGE + page.context["next_url"]

    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize("cursor", ["x", "2026-01-01_9", "2026-01-01T00:00:00+08:00_x", "_"])
def test_a_place_nobody_wrote_starts_from_the_top(case, siti, budi, client_of, cursor):
    siti.memberships.get().end(by=budi, at=MONDAY, reason="Pindah")

    assert len(client_of(budi).get(PAGE, {"sesudah": cursor}).context["rows"]) == 1
