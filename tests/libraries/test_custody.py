"""A keeper hands a library over: all that waits goes along, the old access ends, nothing is shared."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from accreditation import addressees
from accreditation import queries as accreditation_queries
from accreditation.models import Application, Correction
from accreditation.workflow import State
from klik_portal.accounts.models import User
from klik_portal.audit.models import AuditEvent
from klik_portal.core.verdict import Refused
from klik_portal.notifications.models import OutboxMessage
from libraries import queries
from libraries.custody import pending
from libraries.models import CustodyHandover, HandoverState, LibraryMembership, MemberKind
from libraries.operations import custody, memberships
from scheduling.models import TimeProposal
from scheduling.operations import invitations
from tests.factories.accreditation import MONDAY, ApplicationFactory, StoredFileFactory
from tests.factories.libraries import MembershipFactory
from tests.factories.people import UserFactory
from tests.factories.scheduling import AppointmentFactory
from tests.files.samples import jpeg

pytestmark = pytest.mark.django_db
TYPED = {"name": "Tuti", "login": "tuti@contoh.id", "position": "Guru", "reason": "Pensiun."}
LATER = MONDAY + timedelta(days=1)


def start(giver: User, by: User | None = None, **typed: Any) -> CustodyHandover:
    facts = {**TYPED, "letter": None, **typed}
    membership = giver.memberships.current().get()
    return custody.start(giver=membership, by=by or giver, at=MONDAY, **facts)


def handed_over(giver: User, officer: User, **typed: Any) -> CustodyHandover:
    handover = start(giver, **typed)
    custody.accept(handover=handover, by=handover.successor, at=MONDAY)
    return custody.confirm(handover=handover, by=officer, at=LATER)


def told(person: User) -> list[str]:
    rows = OutboxMessage.objects.filter(recipient=person, channel="in_app", about_kind="handover")
    return list(rows.order_by("pk").values_list("event", flat=True))


@pytest.fixture
def case(siti, budi, enggelam) -> Application:
    """In mentoring, with an open correction and a booked Zoom talk."""
    application = ApplicationFactory(
        library=enggelam, state=State.MENTORING, created_by=siti, assigned_to=budi,
        details={"contact_name": "Siti", "contact_phone": "0812", "title_count": "1000"},
    )  # fmt: skip
    Correction.objects.create(
        application=application, item="photos", sentence="x", due_on=LATER.date(), asked_by=budi, asked_at=MONDAY
    )  # fmt: skip
    talk = AppointmentFactory(
        application=application, officer=budi, mode="zoom", join_url="https://zoom.us/j/1",
        starts_at=MONDAY + timedelta(days=3), ends_at=MONDAY + timedelta(days=3, hours=1),
    )  # fmt: skip
    invitations.invite(appointment=talk, event="scheduled", at=MONDAY)
    TimeProposal.objects.create(application=application, mode="zoom", asked_by=siti, asked_at=MONDAY)  # fmt: skip
    return application


# --- the whole way, in the browser -----------------------------------------------------------------


def test_a_keeper_hands_over_a_successor_accepts_an_officer_confirms(client_of, siti, budi, enggelam, case):  # fmt: skip
    keeper = client_of(siti)
    page = keeper.get(reverse("libraries:custody-new", args=[enggelam.code])).content.decode()
    assert case.code in page
    assert "Zoom" in page

    letter = SimpleUploadedFile("sk.jpg", jpeg(200, 100))
    place = keeper.post(reverse("libraries:custody-new", args=[enggelam.code]), {**TYPED, "letter": letter}).url  # fmt: skip
    tuti = User.objects.get(email="tuti@contoh.id")
    successor = client_of(tuti)
    assert "Terima tugas pengelola?" in successor.get(reverse("desks:home")).content.decode()
    assert successor.get(case.get_absolute_url()).status_code == 404
    successor.post(place + "jawab/", {"jawaban": "terima"})
    handover = CustodyHandover.objects.get()
    officer = client_of(budi)
    assert place in officer.get(reverse("libraries:membership-queue")).content.decode()
    assert officer.get(place + "surat/").getvalue().startswith(b"\xff\xd8")
    officer.post(reverse("libraries:custody-confirm", args=[handover.token]))

    assert successor.get(case.get_absolute_url()).status_code == 200
    assert keeper.get(case.get_absolute_url()).status_code == 404
    assert keeper.get(enggelam.get_absolute_url()).status_code == 404
    history = successor.get(enggelam.get_absolute_url()).content.decode()
    for words in ("Pengelola sebelumnya", "Siti", "Pensiun.", "surat", place):
        assert words in history
    office = officer.get(reverse("libraries:registry-detail", args=[enggelam.code]))
    assert "Diserahkan kepada Tuti" in office.content.decode()


# --- what goes along -------------------------------------------------------------------------------


def test_all_that_waits_is_told_and_goes_along(siti, budi, enggelam, case):
    handover = handed_over(siti, budi)

    tuti = handover.successor
    told_to_tuti = OutboxMessage.objects.get(recipient=tuti, event="custody.done", channel="in_app")
    for words in (case.code, "Perbaikan Foto ruang dan koleksi", "Zoom", "Usulan waktu"):
        assert words in told_to_tuti.body_text
    case.refresh_from_db()
    assert case.details == {
        "contact_name": "Tuti", "contact_position": "Guru", "title_count": "1000",
    }  # fmt: skip
    assert queries.members_of(enggelam)[0].user == tuti


def test_the_talk_leaves_one_calendar_and_enters_the_other(siti, budi, case):
    handover = handed_over(siti, budi)

    rows = OutboxMessage.objects.filter(about_kind="appointment", channel="email").order_by("pk")
    heard = [(m.recipient_id, m.calendar_method) for m in rows if m.recipient_id != budi.pk]
    assert heard == [
        (siti.pk, "REQUEST"), (siti.pk, "CANCEL"), (handover.successor_id, "REQUEST"),
    ]  # fmt: skip


def test_the_registry_names_the_new_keeper_where_it_named_the_old(siti, budi, enggelam):
    enggelam.contact_name, enggelam.contact_email, enggelam.head_name = "Siti", siti.email, "Aminah"
    enggelam.save()
    handed_over(siti, budi)

    enggelam.refresh_from_db()
    assert (enggelam.contact_name, enggelam.contact_email, enggelam.head_name) == (
        "Tuti", "tuti@contoh.id", "Aminah",
    )  # fmt: skip


def test_other_members_and_what_they_may_do_stay(siti, hadi, budi, enggelam):
    handed_over(siti, budi)

    confirmed = enggelam.memberships.confirmed().values_list("user__name", "kind")
    assert set(confirmed) == {("Hadi", "contributor"), ("Tuti", "keeper")}


def test_a_contributor_becomes_the_keeper(siti, hadi, budi, enggelam):
    handover = start(siti, name="Hadi", login="hadi@contoh.id")
    custody.confirm(handover=handover, by=budi, at=LATER)  # belongs to the library: needs no yes

    membership = LibraryMembership.objects.of(hadi, enggelam)
    assert (membership.kind, membership.position, membership.is_confirmed) == ("keeper", "Guru", True)  # fmt: skip


def test_both_are_told_and_everything_is_on_record(siti, budi, rina, enggelam):
    handover = handed_over(siti, budi)

    assert told(handover.successor) == ["custody.offered", "custody.done"]
    assert told(siti) == ["custody.left"]
    assert told(budi) == told(rina) == ["custody.accepted"]
    verbs = AuditEvent.objects.filter(subject_code=enggelam.code).order_by("sequence")
    assert list(verbs.values_list("verb", flat=True)) == [
        "custody_offered", "custody_accepted", "custody_done",
    ]  # fmt: skip


def test_an_officer_hands_over_for_a_keeper_who_is_gone_by_letter_alone(siti, budi, enggelam):
    handover = start(siti, by=budi, login="+6281234567899", letter=StoredFileFactory())
    custody.confirm(handover=handover, by=budi, at=LATER)

    assert enggelam.memberships.confirmed().get().user.phone == "+6281234567899"


def test_nothing_waits_where_nothing_was_begun(enggelam):
    assert pending(enggelam, MONDAY) == []


# --- when it does not go through -------------------------------------------------------------------


def test_an_officer_confirms_no_offer_nobody_accepted(siti, budi, enggelam):
    handover = start(siti)

    with pytest.raises(Refused, match="Penerus belum menerima dan belum ada surat"):
        custody.confirm(handover=handover, by=budi, at=LATER)
    assert LibraryMembership.objects.of(siti, enggelam).is_confirmed


@pytest.mark.parametrize(
    ("step", "state", "heard"),
    [("decline", "declined", "custody.declined"), ("refuse", "refused", "custody.refused")],
)
def test_a_no_leaves_everything_as_it_was(siti, budi, enggelam, step, state, heard):
    handover = start(siti)
    if step == "decline":
        custody.decline(handover=handover, by=handover.successor, at=LATER)
    else:
        custody.refuse(handover=handover, reason="Belum ada SK.", by=budi, at=LATER)

    handover.refresh_from_db()
    assert (handover.state, told(siti)) == (state, [heard])
    assert [m.user for m in enggelam.memberships.confirmed()] == [siti]
    start(siti)  # and may be tried again


def test_a_handover_taken_back_can_no_longer_be_accepted(siti, enggelam):
    handover = start(siti)
    custody.cancel(handover=handover, by=siti, at=LATER)

    with pytest.raises(Refused, match="sudah ditutup"):
        custody.accept(handover=handover, by=handover.successor, at=LATER)
    assert told(handover.successor) == ["custody.offered", "custody.cancelled"]


def test_a_membership_that_ends_meanwhile_takes_its_handover_along(siti, budi, enggelam):
    handover = start(siti)
    memberships.end(membership=handover.giver, reason="Meninggal.", by=budi, at=LATER)

    handover.refresh_from_db()
    assert handover.state == HandoverState.CANCELLED
    with pytest.raises(Refused, match="sudah ditutup"):
        custody.confirm(handover=handover, by=budi, at=LATER)
    with pytest.raises(Refused, match="sudah berakhir"):
        custody.start(giver=handover.giver, by=budi, at=LATER, letter=None, **TYPED)


def test_one_keeper_has_one_open_handover(siti, client_of, enggelam):
    first = start(siti)

    with pytest.raises(Refused, match="sudah berjalan"):
        start(siti, login="lain@contoh.id")
    with pytest.raises(IntegrityError), transaction.atomic():
        CustodyHandover.objects.create(
            library=enggelam, giver=first.giver, successor=siti, reason="x", started_by=siti, started_at=MONDAY
        )  # fmt: skip
    assert client_of(siti).get(reverse("libraries:custody-new", args=[enggelam.code])).url == first.get_absolute_url()  # fmt: skip


def test_two_keepers_hand_over_to_one_successor_one_after_the_other(siti, budi, enggelam):
    other = UserFactory(name="Umar")
    MembershipFactory(user=other, library=enggelam, confirmed_by=budi)
    first, second = start(siti), start(other)
    for handover in (first, second):
        custody.accept(handover=handover, by=handover.successor, at=MONDAY)
        custody.confirm(handover=handover, by=budi, at=LATER)

    assert enggelam.memberships.current().get().user == first.successor


def test_confirming_twice_changes_hands_once(siti, budi, enggelam):
    handover = handed_over(siti, budi)

    with pytest.raises(Refused, match="sudah ditutup"):
        custody.confirm(handover=handover, by=budi, at=LATER)
    assert told(siti) == ["custody.left"]


@pytest.mark.parametrize("login", ["siti@contoh.id", "budi@contoh.id"])
def test_neither_oneself_nor_staff_can_be_the_successor(siti, budi, login):
    with pytest.raises(Refused):
        start(siti, login=login)
    assert not CustodyHandover.objects.exists()


def test_who_may_not_hand_over_is_told_why(siti, hadi, joko, kepala, budi, enggelam):
    giver = siti.memberships.get()
    for person in (hadi, joko, kepala):
        assert not custody.may_start(giver=giver, by=person)
    assert not custody.may_start(giver=hadi.memberships.get(), by=hadi)
    assert not custody.may_start(giver=MembershipFactory(library=enggelam, waiting=True), by=budi)


def test_nobody_floods_strangers_with_offers(siti, monkeypatch):
    monkeypatch.setattr(custody, "MOST_OFFERS", 1)
    custody.cancel(handover=start(siti), by=siti, at=MONDAY)

    with pytest.raises(Refused, match="Hubungi petugas"):
        start(siti)


def test_strangers_and_former_successors_see_nothing_of_it(client_of, siti, joko, enggelam):
    handover = start(siti)
    assert client_of(joko).get(handover.get_absolute_url()).status_code == 404
    for place, person in (("custody-confirm", siti), ("custody-refuse", siti)):
        url = reverse(f"libraries:{place}", args=[handover.token])
        assert client_of(person).post(url, {"reason": "x"}).status_code == 404
    response = client_of(siti).post(handover.get_absolute_url() + "jawab/", {"jawaban": "terima"})
    handover.refresh_from_db()
    assert (response.status_code, handover.state) == (302, HandoverState.OFFERED)


def test_who_handed_over_gets_nothing_back_by_claiming_again(client_of, siti, budi, enggelam, case):
    """Not even who once registered the library."""
    enggelam.registered_by, enggelam.contact_phone = siti, "+6281200001111"
    enggelam.save()
    new = handed_over(siti, budi).taken

    memberships.claim(library=enggelam, kind=MemberKind.KEEPER, position="", by=siti, at=LATER)

    assert accreditation_queries.applicants_of(case) == [new.user]
    memberships.end(membership=new, reason="Pindah.", by=budi, at=LATER)
    assert accreditation_queries.applicants_of(case) == []
    assert addressees.applicants_of_each([case]) == {case.pk: []}
    assert not Application.objects.visible_to(siti).exists()
    assert not accreditation_queries.capacities_of(user=siti, application=case)
    assert client_of(siti).get(case.get_absolute_url()).status_code == 404
    page = client_of(siti).get(reverse("libraries:library-detail", args=[enggelam.code]))
    assert page.status_code == 200
    assert "81200001111" not in page.content.decode()


def test_a_letter_can_follow_until_it_is_closed(client_of, siti, budi):
    handover = start(siti)
    for name in ("satu.jpg", "dua.jpg"):
        upload = SimpleUploadedFile(name, jpeg(210, 100))
        assert client_of(siti).post(handover.get_absolute_url(), {"letter": upload}).status_code == 302  # fmt: skip
    custody.cancel(handover=handover, by=budi, at=LATER)
    late = client_of(siti).post(
        handover.get_absolute_url(), {"letter": SimpleUploadedFile("tiga.jpg", jpeg(220, 100))}
    )

    handover.refresh_from_db()
    assert (handover.letter.original_name, late.status_code) == ("dua.jpg", 422)


def test_who_does_not_become_the_successor_reads_the_letter_no_longer(client_of, siti, budi):
    """The address may have been a stranger's."""
    handover = start(siti, letter=StoredFileFactory())
    url = reverse("libraries:custody-letter", args=[handover.token])
    page = client_of(handover.successor).get(handover.get_absolute_url()).content.decode()
    assert url in page
    custody.cancel(handover=handover, by=siti, at=MONDAY)

    assert client_of(handover.successor).get(url).status_code == 404
    page = client_of(handover.successor).get(handover.get_absolute_url()).content.decode()
    assert url not in page
    assert url in client_of(budi).get(handover.get_absolute_url()).content.decode()


def test_a_keeper_stays_known_by_time_and_reason(siti, budi, enggelam):
    assert siti.memberships.get().period == "sejak 2 Jan 2024"
    handed_over(siti, budi)

    gone = siti.memberships.get()
    assert (gone.period, gone.end_reason) == ("2 Jan 2024 sampai 24 Nov 2026", "Pensiun.")
    assert gone.kind == MemberKind.KEEPER


def test_the_page_leads_back_to_the_library_of_whoever_may_open_it(
    client_of, siti, budi, kepala, enggelam
):
    handover = start(siti)
    url, successor = handover.get_absolute_url(), handover.successor
    own, office = (
        reverse(f"libraries:{name}", args=[enggelam.code])
        for name in ("library-detail", "registry-detail")
    )

    for person, back in ((siti, own), (budi, office), (kepala, office), (successor, "/beranda/")):
        assert f'aria-label="Lokasi"><a href="{back}"' in client_of(person).get(url).content.decode()  # fmt: skip
