"""Libraries enter the registry, carry one NPP each, and two editors never overwrite each other."""

import pytest
from django.urls import reverse

from klik_portal.audit.models import AuditEvent
from klik_portal.core.verdict import Conflict, Refused
from libraries import queries
from libraries.models import Library, LibraryMembership
from libraries.operations import registry
from tests.factories.accreditation import MONDAY
from tests.factories.libraries import DesaFactory, LibraryFactory, MembershipFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
NPP = "6402062D1000001"
REGISTER, REGISTRY_NEW = reverse("libraries:register"), reverse("libraries:registry-new")


def said(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def edit(client, library: Library, *, place: str = "registry-edit", **changes):
    facts = {name: getattr(library, name) for name in ("name", "type", "version", "npp", "address")}
    body = {**facts, "desa": library.desa_id, **changes}
    return client.post(reverse(f"libraries:{place}", args=[library.code]), body)


# --- how a library enters --------------------------------------------------------------------------


def test_a_newcomer_registers_a_library_and_waits_to_be_its_keeper(facts, joko):
    library = registry.register(facts=facts, position="Guru", by=joko, at=MONDAY)

    membership = LibraryMembership.objects.get(library=library)
    assert (library.code, library.is_verified, library.registered_by) == (
        "PRP-2026-0001",
        False,
        joko,
    )
    assert (membership.user, membership.kind, membership.position) == (joko, "keeper", "Guru")
    assert not membership.is_confirmed


def test_what_waits_for_an_officer_is_not_public_yet(client, facts, joko):
    library = registry.register(facts=facts, position="Guru", by=joko, at=MONDAY)

    assert client.get(reverse("libraries:library-public", args=[library.code])).status_code == 404
    assert library.name not in client.get(reverse("libraries:directory")).content.decode()


def test_an_officer_registers_a_confirmed_library_without_keeper(facts, budi):
    library = registry.register(facts=facts, by=budi, at=MONDAY)

    assert (library.verified_by, library.verified_at) == (budi, MONDAY)
    assert not library.memberships.exists()


def test_a_library_lies_in_the_kecamatan_of_its_village(facts, budi):
    assert registry.register(facts=facts, by=budi, at=MONDAY).kecamatan == facts["desa"].kecamatan


def test_a_refused_registration_uses_up_no_number(facts, budi):
    LibraryFactory(npp=NPP)
    with pytest.raises(Refused):
        registry.register(facts={**facts, "npp": NPP}, by=budi, at=MONDAY)

    assert registry.register(facts=facts, by=budi, at=MONDAY).code == "PRP-2026-0001"


def test_a_newcomer_comes_home_after_registering(client_of, joko, typed):
    response = client_of(joko).post(REGISTER, typed, follow=True)

    assert response.redirect_chain == [(reverse("desks:home"), 302)]
    assert "Perpustakaan terdaftar." in said(response)


def test_a_phone_number_is_kept_in_one_spelling_and_odd_ones_as_typed(facts, budi):
    kept = [
        registry.register(facts={**facts, "contact_phone": phone}, by=budi, at=MONDAY).contact_phone
        for phone in ("0812 3456 7890", "+62 812-3456-7890", "lewat pak RT", "")
    ]

    assert kept == ["+6281234567890", "+6281234567890", "lewat pak RT", ""]


def test_a_thousand_titles_are_a_thousand(client_of, budi, typed):
    client_of(budi).post(REGISTRY_NEW, {**typed, "title_count": "1.000"})

    assert Library.objects.get(name=typed["name"]).title_count == 1000


def test_a_library_must_lie_in_a_known_village(client_of, joko, typed):
    response = client_of(joko).post(REGISTER, {**typed, "desa": "64.02.99.9999"})

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["desa"])


# --- NPP -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spelling", [NPP, NPP.lower(), "6402.062.D.1000001", "6402 062 d 1000001"])
def test_one_number_belongs_to_one_library_however_it_is_written(facts, budi, spelling):
    registry.register(facts={**facts, "npp": NPP}, by=budi, at=MONDAY)

    with pytest.raises(Refused, match="NPP ini sudah dipakai perpustakaan lain"):
        registry.register(facts={**facts, "npp": spelling}, by=budi, at=MONDAY)

    assert Library.objects.get().npp == NPP


def test_an_edit_cannot_take_the_number_of_another_library(client_of, budi, enggelam):
    LibraryFactory(npp=NPP)

    response = edit(client_of(budi), enggelam, npp="6402.062.D.1000001")

    enggelam.refresh_from_db()
    assert (response.status_code, enggelam.npp, enggelam.version) == (422, "", 1)
    assert "6402.062.D.1000001" in response.content.decode()


def test_many_libraries_may_have_no_number_yet(facts, budi):
    for _ in range(3):
        registry.register(facts=facts, by=budi, at=MONDAY)

    assert Library.objects.filter(npp="").count() == 3


@pytest.mark.parametrize("url", [REGISTER, REGISTRY_NEW])
def test_an_odd_number_is_kept_with_a_warning(client_of, url, request, typed):
    user = request.getfixturevalue("joko" if url == REGISTER else "budi")

    response = client_of(user).post(url, {**typed, "npp": "sedang diurus"}, follow=True)

    assert Library.objects.get(name=typed["name"]).npp == "SEDANGDIURUS"
    assert "NPP biasanya 15 karakter" in said(response)


def test_an_odd_number_in_an_edit_is_kept_with_a_warning(client_of, budi, enggelam):
    edit(client := client_of(budi), enggelam, npp="123")

    assert "NPP biasanya 15 karakter" in said(client.get(reverse("libraries:registry")))
    assert Library.objects.get(pk=enggelam.pk).npp == "123"


def test_a_usual_number_causes_no_warning(client_of, budi, typed):
    response = client_of(budi).post(REGISTRY_NEW, {**typed, "npp": NPP}, follow=True)

    assert said(response) == "Perpustakaan terdaftar."


# --- look-alikes -----------------------------------------------------------------------------------


@pytest.fixture
def nurul_huda(desa):
    return LibraryFactory(name="Perpustakaan Masjid Nurul Huda", desa=desa)


def test_a_look_alike_of_the_same_village_is_shown_first(client_of, joko, nurul_huda, typed):
    response = client_of(joko).post(REGISTER, typed)

    page = response.content.decode()
    assert response.status_code == 422
    assert nurul_huda.name in page
    assert reverse("libraries:claim", args=[nurul_huda.code]) in page
    assert 'value="Taman Baca Nurul Huda"' in page
    assert Library.objects.filter(name=typed["name"]).count() == 0


def test_whoever_says_it_is_another_one_registers_it(client_of, joko, nurul_huda, typed):
    response = client_of(joko).post(REGISTER, {**typed, "is_another": "on"})

    assert response.status_code == 302
    assert Library.objects.filter(name=typed["name"]).count() == 1


def test_a_look_alike_that_is_not_confirmed_is_named_without_a_link(client_of, joko, desa, typed):
    waiting = LibraryFactory(name="Pojok Baca Nurul Huda", desa=desa, unverified=True)

    page = client_of(joko).post(REGISTER, typed).content.decode()

    assert f"{waiting.name} (menunggu konfirmasi petugas)" in page
    assert reverse("libraries:claim", args=[waiting.code]) not in page


@pytest.mark.parametrize(
    ("known", "new", "alike"),
    [
        ("Perpustakaan Desa Muara Enggelam", "perpustakaan MUARA ENGGELAM", True),
        ("Perpustakaan Al-Ikhlas", "Pojok Baca Al-Ikhlas", True),
        ("SDN 008 Kembang Janggut", "SD Negeri 008", True),
        ("Perpustakaan Desa", "Perpustakaan Desa", True),
        ("Taman Baca Ceria", "Perpustakaan Masjid Nurul Huda", False),
        ("Perpustakaan Sekolah Pelangi", "Perpustakaan Sekolah Mahakam", False),
    ],
)
def test_alike_is_what_shares_a_telling_word(desa, known, new, alike):
    LibraryFactory(name=known, desa=desa)

    assert bool(queries.possible_duplicates(name=new, desa=desa)) is alike


def test_the_same_name_in_another_village_is_no_look_alike(nurul_huda):
    elsewhere = DesaFactory(code="64.02.18.2005", name="Melintang")

    assert queries.possible_duplicates(name=nurul_huda.name, desa=elsewhere) == []


# --- two people edit -------------------------------------------------------------------------------


def test_the_second_of_two_editors_gets_both_texts_and_loses_nothing(
    client_of, siti, budi, enggelam
):
    edit(
        client_of(siti), enggelam, place="library-edit", address="Jalan Danau 1", parent_body="Desa"
    )

    response = edit(client_of(budi), enggelam, address="Jalan Sungai 9", contact_name="Ibu Aminah")

    page = response.content.decode()
    assert response.status_code == 409
    for text in ("Jalan Danau 1", "Jalan Sungai 9", "Ibu Aminah"):
        assert text in page
    enggelam.refresh_from_db()
    assert (enggelam.address, enggelam.version) == ("Jalan Danau 1", 2)
    assert AuditEvent.objects.filter(verb="changed").count() == 1


def test_the_newest_version_can_be_edited_after_a_conflict(client_of, siti, budi, enggelam):
    edit(client_of(siti), enggelam, place="library-edit", address="Jalan Danau 1")
    enggelam.refresh_from_db()

    assert edit(client_of(budi), enggelam, address="Jalan Sungai 9").status_code == 302


def test_a_conflict_speaks_in_words_and_only_of_what_differs(facts, budi, siti, enggelam):
    mine = {
        **facts,
        "name": enggelam.name,
        "desa": enggelam.desa,
        "contact_phone": "0812 3456 7890",
        "npp": "6402.062.D1000001",
    }
    registry.update(
        library=enggelam, version=1, facts={**mine, "type": "village"}, by=siti, at=MONDAY
    )

    with pytest.raises(Conflict) as conflict:
        registry.update(
            library=enggelam, version=1, facts={**mine, "title_count": 0}, by=budi, at=MONDAY
        )

    assert conflict.value.theirs == [("Jenis", "Perpustakaan desa/kelurahan"), ("Jumlah judul", "")]
    assert conflict.value.yours == [("Jenis", "Perpustakaan rumah ibadah"), ("Jumlah judul", "0")]


def test_saving_without_a_change_writes_nothing(client_of, budi, enggelam):
    assert edit(client_of(budi), enggelam).status_code == 302

    enggelam.refresh_from_db()
    assert enggelam.version == 1
    assert not AuditEvent.objects.filter(verb="changed").exists()


def test_a_renamed_library_is_found_by_its_new_name_and_number(facts, budi, enggelam):
    new = {**facts, "name": "Rumah Baca Mahakam", "npp": NPP}
    registry.update(library=enggelam, version=1, facts=new, by=budi, at=MONDAY)

    assert Library.objects.search("rumah mahakam").get() == enggelam
    assert Library.objects.search(NPP).get() == enggelam
    assert not Library.objects.search("Perpustakaan").exists()


# --- who may edit ----------------------------------------------------------------------------------


def test_a_contributor_is_told_why_not(client_of, hadi, enggelam):
    response = edit(client_of(hadi), enggelam, place="library-edit", address="Jalan Baru")

    enggelam.refresh_from_db()
    assert enggelam.address == ""
    assert "Hanya pengelola perpustakaan yang dapat mengubah data ini." in response.content.decode()


def test_somebody_whose_claim_waits_may_look_and_not_change(client_of, enggelam):
    claimant = UserFactory()
    MembershipFactory(user=claimant, library=enggelam, waiting=True)
    client = client_of(claimant)

    response = edit(client, enggelam, place="library-edit", address="Jalan Baru")

    enggelam.refresh_from_db()
    assert enggelam.address == ""
    assert "setelah petugas mengonfirmasi" in response.content.decode()
    assert client.get(enggelam.get_absolute_url()).status_code == 200


def test_the_head_reads_the_registry_and_changes_nothing(facts, kepala, enggelam):
    with pytest.raises(Refused):
        registry.update(library=enggelam, version=1, facts=facts, by=kepala, at=MONDAY)
