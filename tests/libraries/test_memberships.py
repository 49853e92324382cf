"""Nobody acts for a library because they say so: an officer confirms, refuses or ends it."""

import pytest
from django.urls import reverse

from klik_portal.audit.models import AuditEvent
from klik_portal.core.verdict import Refused
from klik_portal.notifications.models import OutboxMessage
from libraries.models import LibraryMembership, MemberKind, MembershipState
from libraries.operations import memberships
from tests.factories.accreditation import MONDAY
from tests.factories.libraries import LibraryFactory, MembershipFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(joko, enggelam) -> LibraryMembership:
    return memberships.claim(
        library=enggelam, kind=MemberKind.KEEPER, position="Guru", by=joko, at=MONDAY
    )


def told(user) -> list[str]:
    messages = OutboxMessage.objects.filter(recipient=user, channel="in_app").order_by("pk")
    return list(messages.values_list("subject", flat=True))


def press(client, name: str, membership: LibraryMembership, **body: str):
    return client.post(reverse(f"libraries:membership-{name}", args=[membership.token]), body)


# --- claiming --------------------------------------------------------------------------------------


def test_a_claim_waits_and_the_office_is_told(budi, rina, kepala, joko, enggelam, request):
    claim = request.getfixturevalue("claim")

    assert claim.state == MembershipState.ASKED
    assert not enggelam.memberships.confirmed().filter(user=joko).exists()
    assert told(budi) == told(rina) == [f"Konfirmasi pengelola {enggelam.name}"]
    assert told(kepala) == told(joko) == []
    assert AuditEvent.objects.get().verb == "claimed"


def test_a_claim_opens_no_contacts_and_no_names(claim, joko, siti, enggelam, client_of):
    enggelam.contact_phone = "+6281234567890"
    enggelam.save()

    page = client_of(joko).get(enggelam.get_absolute_url()).content.decode()

    assert "Menunggu konfirmasi petugas" in page
    assert "6281234567890" not in page
    assert siti.name not in page


def test_a_second_claim_of_the_same_library_is_refused(claim, joko, enggelam, client_of):
    response = client_of(joko).post(
        reverse("libraries:claim", args=[enggelam.code]), {"kind": "keeper", "position": "Guru"}
    )

    assert response.status_code == 422
    assert "Anda sudah terdaftar atau sedang menunggu konfirmasi" in response.content.decode()
    assert joko.memberships.filter(library=enggelam).count() == 1


def test_one_person_may_keep_several_libraries(joko, enggelam, tabang):
    memberships.claim(library=enggelam, kind=MemberKind.KEEPER, position="", by=joko, at=MONDAY)

    assert {m.library for m in joko.memberships.current()} == {enggelam, tabang}


def test_staff_keep_no_library(budi, enggelam):
    with pytest.raises(Refused, match="Akun petugas tidak dapat menjadi pengelola"):
        memberships.claim(library=enggelam, kind="keeper", position="", by=budi, at=MONDAY)


def test_a_library_nobody_confirmed_cannot_be_claimed(joko, client_of):
    hidden = LibraryFactory(unverified=True)

    assert client_of(joko).get(reverse("libraries:claim", args=[hidden.code])).status_code == 404


def test_the_role_is_one_of_the_two_there_are(joko, enggelam, client_of):
    response = client_of(joko).post(
        reverse("libraries:claim", args=[enggelam.code]), {"kind": "officer", "position": "Guru"}
    )

    assert list(response.context["form"].errors) == ["kind"]


# --- an officer answers ----------------------------------------------------------------------------


def test_the_longest_wait_is_answered_first(claim, budi, client_of):
    earlier = MembershipFactory(waiting=True)

    response = client_of(budi).get(reverse("libraries:membership-queue"))

    assert response.context["memberships"] == [earlier, claim]


def test_confirming_lets_the_person_act_and_tells_them(claim, joko, budi, enggelam, client_of):
    response = press(client_of(budi), "confirm", claim)

    claim.refresh_from_db()
    assert response.url == reverse("libraries:registry-detail", args=[enggelam.code])
    assert (claim.state, claim.confirmed_by) == (MembershipState.CONFIRMED, budi)
    assert told(joko) == [f"Anda terkonfirmasi: {enggelam.name}"]
    page = client_of(joko).get(reverse("libraries:library-edit", args=[enggelam.code]))
    assert page.context["verdict"]


def test_confirming_the_first_keeper_confirms_a_new_library(joko, budi):
    library = LibraryFactory(unverified=True)
    claim = MembershipFactory(user=joko, library=library, waiting=True)

    memberships.confirm(membership=claim, by=budi, at=MONDAY)

    library.refresh_from_db()
    assert (library.verified_by, library.verified_at) == (budi, MONDAY)


def test_confirming_twice_tells_once_and_keeps_the_first_officer(claim, joko, budi, rina):
    memberships.confirm(membership=claim, by=budi, at=MONDAY)
    memberships.confirm(membership=claim, by=rina, at=MONDAY)

    claim.refresh_from_db()
    assert claim.confirmed_by == budi
    assert len(told(joko)) == 1


def test_refusing_gives_the_reason_and_shuts_the_page(claim, joko, budi, enggelam, client_of):
    press(client_of(budi), "end", claim, reason="Nama Anda tidak ada di SK.")

    claim.refresh_from_db()
    assert claim.state == MembershipState.REFUSED
    assert told(joko) == [f"Belum dapat dikonfirmasi: {enggelam.name}"]
    message = OutboxMessage.objects.get(recipient=joko, channel="in_app")
    assert message.body_text == "Alasan: Nama Anda tidak ada di SK."
    assert client_of(joko).get(enggelam.get_absolute_url()).status_code == 404


def test_a_refused_library_stays_out_of_the_public_list(joko, budi):
    library = LibraryFactory(unverified=True)
    claim = MembershipFactory(user=joko, library=library, waiting=True)

    memberships.end(membership=claim, reason="Tidak dikenal.", by=budi, at=MONDAY)

    library.refresh_from_db()
    assert not library.is_verified


@pytest.mark.parametrize("reason", ["", "   "])
def test_nobody_is_refused_without_a_reason(claim, budi, client_of, reason):
    response = press(client_of(budi), "end", claim, reason=reason)

    claim.refresh_from_db()
    assert (response.status_code, claim.ended_at) == (422, None)


def test_ending_a_membership_tells_the_person_and_keeps_the_row(siti, budi, enggelam):
    membership = siti.memberships.get()

    memberships.end(membership=membership, reason="Pindah tugas.", by=budi, at=MONDAY)

    membership.refresh_from_db()
    assert (membership.state, membership.end_reason) == (MembershipState.ENDED, "Pindah tugas.")
    assert told(siti) == [f"Keanggotaan Anda berakhir: {enggelam.name}"]
    assert not enggelam.memberships.confirmed().filter(user=siti).exists()


def test_ending_twice_keeps_the_first_reason(siti, budi, rina):
    membership = siti.memberships.get()
    memberships.end(membership=membership, reason="Pindah tugas.", by=budi, at=MONDAY)
    memberships.end(membership=membership, reason="Lain.", by=rina, at=MONDAY)

    membership.refresh_from_db()
    assert (membership.end_reason, membership.ended_by, len(told(siti))) == (
        "Pindah tugas.",
        budi,
        1,
    )


def test_what_has_ended_cannot_be_confirmed_but_asked_for_anew(mantan, budi, enggelam, client_of):
    old = mantan.memberships.get()

    response = press(client_of(budi), "confirm", old)

    old.refresh_from_db()
    assert response.status_code == 302
    assert old.state == MembershipState.ENDED
    anew = memberships.claim(library=enggelam, kind="keeper", position="", by=mantan, at=MONDAY)
    assert anew.state == MembershipState.ASKED


@pytest.mark.parametrize("name", ["siti", "hadi", "joko", "kepala", "admin"])
def test_only_the_office_answers_claims(claim, name, request, client_of):
    user = request.getfixturevalue(name)

    for verb in ("confirm", "end"):
        assert press(client_of(user), verb, claim, reason="x").status_code == 404
    for operation, how in ((memberships.confirm, {}), (memberships.end, {"reason": "x"})):
        with pytest.raises(Refused, match="Hanya petugas"):
            operation(membership=claim, by=user, at=MONDAY, **how)


def test_the_history_of_a_library_names_everybody_who_ever_kept_it(
    siti, mantan, budi, enggelam, client_of
):
    page = client_of(budi).get(reverse("libraries:registry-detail", args=[enggelam.code]))

    assert [m.user for m in page.context["members"]] == [siti, mantan]


def test_the_trail_of_a_library_reads_as_sentences(claim, budi, client_of):
    memberships.confirm(membership=claim, by=budi, at=MONDAY)

    page = client_of(budi).get(reverse("libraries:registry-detail", args=[claim.library.code]))

    assert f"Pengelola dikonfirmasi: {claim.user.display_name}" in page.content.decode()


def test_a_name_typed_as_markup_stays_text(budi, enggelam, client_of):
    bold = UserFactory(name="<b>Tebal</b>")
    MembershipFactory(user=bold, library=enggelam, waiting=True, position="<script>")

    page = client_of(budi).get(reverse("libraries:membership-queue")).content.decode()

    assert "&lt;b&gt;Tebal&lt;/b&gt;" in page
    assert "<script>" not in page.replace("<script src", "")
