"""The public list of libraries: found by any word, no row lost or twice, and nobody's phone number."""

import pytest
from django.urls import reverse

from libraries.models import Library
from libraries.queries import PAGE_SIZE
from tests.factories.libraries import (
    DesaFactory,
    KecamatanFactory,
    LibraryFactory,
    MembershipFactory,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
DIRECTORY = reverse("libraries:directory")


def listed(client, url: str = DIRECTORY, **asked: str) -> list[str]:
    return [library.name for library in client.get(url, asked).context["page"].rows]


def all_pages(client, url: str = DIRECTORY, **asked: str) -> list[str]:
    """The codes of every page, following "Berikutnya" as a person would."""
    codes, response = [], client.get(url, asked)
    for _ in range(20):
        codes += [library.code for library in response.context["page"].rows]
        if not response.context["next_url"]:
            return codes
        response = client.get(url + response.context["next_url"])
    raise AssertionError("the list never ends")


# --- what is listed --------------------------------------------------------------------------------


def test_only_confirmed_libraries_are_public(client, enggelam):
    hidden = LibraryFactory(unverified=True)

    assert listed(client) == [enggelam.name]
    assert client.get(reverse("libraries:library-public", args=[hidden.code])).status_code == 404


def test_kecamatan_without_a_confirmed_library_are_named(client, enggelam):
    empty = KecamatanFactory(code="64.02.19", name="Anggana")
    LibraryFactory(
        unverified=True,
        desa=DesaFactory(code="64.02.19.2001", name="Sungai Meriam", kecamatan=empty),
    )

    assert client.get(DIRECTORY).context["without"] == [empty]


def test_a_search_is_answered_without_that_list(client, enggelam):
    assert client.get(DIRECTORY, {"q": "tidak ada"}).context["without"] == []


# --- searching -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    ["enggelam", "ENGGELAM", "muara perpustakaan", "  enggelam   desa ", "engge", "wis", "6402182D1000001", "64021"],
)  # fmt: skip
def test_a_library_is_found_by_any_word_in_any_order(client, budi, words):
    LibraryFactory(name="Perpustakaan Desa Muara Enggelam", npp="6402182D1000001")
    LibraryFactory(
        name="Taman Baca Ceria",
        desa=DesaFactory(code="64.02.12.2001", name="Gunung Sari", kecamatan=KecamatanFactory(code="64.02.12", name="Tabang")),
    )  # fmt: skip

    assert listed(client, q=words) == ["Perpustakaan Desa Muara Enggelam"]


@pytest.mark.parametrize("words", ["%", "_", "\\", "enggelam tabang", "'", "muara%tabang"])
def test_signs_of_the_database_are_ordinary_letters(client, enggelam, words):
    assert listed(client, q=words) == []


def test_a_contact_cannot_be_searched_for(client):
    LibraryFactory(
        contact_name="Ibu Aminah", contact_phone="+6281234567890", contact_email="aminah@contoh.id"
    )

    for words in ("aminah", "6281234567890", "contoh.id"):
        assert listed(client, q=words) == []


def test_filters_narrow_the_list_by_kecamatan_and_type(client, enggelam, tabang):
    mosque = LibraryFactory(name="Pojok Baca", type="worship", desa=tabang.desa)

    assert listed(client, kecamatan="64.02.12") == [tabang.name, mosque.name]
    assert listed(client, jenis="worship") == [mosque.name]
    assert listed(client, kecamatan="64.02.12", jenis="village") == [tabang.name]
    assert listed(client, kecamatan="64.02.18", jenis="worship") == []


def test_an_officer_filters_what_is_not_confirmed(budi, client_of, enggelam):
    waiting = LibraryFactory(name="Baru", unverified=True)
    registry, client = reverse("libraries:registry"), client_of(budi)

    assert listed(client, registry) == ["Baru", enggelam.name]
    assert listed(client, registry, status="tidak") == [waiting.name]


@pytest.mark.parametrize(
    "asked",
    [
        {"kecamatan": "99.99.99"}, {"jenis": "kapal"}, {"setelah": "PRP-0000-9999"}, {"setelah": "x" * 500},
        {"q": "x" * 81}, {"status": "tidak"}, {"halaman": "-1"}, {"kecamatan": "64.02.18' OR 1=1 --"},
    ],
)  # fmt: skip
def test_a_question_without_sense_is_left_out(client, enggelam, asked):
    assert listed(client, **asked) == [enggelam.name]


# --- page by page ----------------------------------------------------------------------------------


@pytest.fixture
def many(db) -> list[str]:
    """Three pages, most of them called the same; and names that differ in case, accents and signs."""
    odd = [
        "perpustakaan",
        "Perpustakaan ",
        "PERPUSTAKAAN",
        "Pérpustakaan",
        "(Baca)",
        "1 Desa",
        "ﷺ",
        "-",
    ]
    names = ["Perpustakaan Desa"] * (2 * PAGE_SIZE) + odd
    return [LibraryFactory(name=name).code for name in names]


def test_no_library_is_lost_or_shown_twice_between_pages(client, many):
    codes = all_pages(client)

    assert len(codes) == len(set(codes))
    assert set(codes) == set(many)


def test_the_filter_stays_from_page_to_page(client, many, tabang):
    codes = all_pages(client, q="perpustakaan", kecamatan="64.02.18", jenis="village")

    assert tabang.code not in codes
    assert len(codes) == len(set(codes)) == Library.objects.search("perpustakaan").count() - 1


def test_a_library_registered_meanwhile_moves_nothing(client, many):
    in_order = all_pages(client)
    second_page = DIRECTORY + client.get(DIRECTORY).context["next_url"]
    LibraryFactory(name="(A) paling depan")

    rows = client.get(second_page).context["page"].rows

    assert [library.code for library in rows] == in_order[PAGE_SIZE : 2 * PAGE_SIZE]


def test_a_full_last_page_has_no_next_one(client, db):
    for _ in range(PAGE_SIZE):
        LibraryFactory()

    assert client.get(DIRECTORY).context["next_url"] == ""


def test_the_count_is_of_all_pages(client, many):
    assert f"{len(many)} perpustakaan" in client.get(DIRECTORY).content.decode()


# --- nobody's name, number or address --------------------------------------------------------------

PRIVATE = (
    "Aminah",
    "81234567890",
    "aminah@contoh.id",
    "Sitirahasia",
    "siti-rahasia@contoh.id",
    "81298765432",
    "Pak RT",
)


@pytest.fixture
def known_to_the_office(budi) -> Library:
    library = LibraryFactory(
        name="Taman Baca", contact_name="Ibu Aminah", contact_phone="+6281234567890", contact_email="aminah@contoh.id",
        way_to_get_there="Tanya Pak RT.", registered_by=UserFactory(name="Sitirahasia"),
    )  # fmt: skip
    keeper = UserFactory(name="Sitirahasia", email="siti-rahasia@contoh.id", phone="+6281298765432")
    MembershipFactory(user=keeper, library=library, confirmed_by=budi)
    return library


def test_public_pages_show_the_institution_and_no_person(client, known_to_the_office):
    code = known_to_the_office.code
    pages = [
        reverse("desks:front"),
        DIRECTORY,
        f"{DIRECTORY}?q=taman",
        f"{DIRECTORY}{code}/",
        reverse("performance:achievements"),
    ]

    for page in pages:
        text = client.get(page).content.decode()
        assert not [word for word in PRIVATE if word in text], page
    assert known_to_the_office.name in client.get(pages[1]).content.decode()


def test_a_stranger_who_signed_in_learns_no_more(client_of, joko, known_to_the_office):
    client, code = client_of(joko), known_to_the_office.code

    for page in (
        f"{DIRECTORY}{code}/",
        reverse("libraries:claim", args=[code]),
        reverse("libraries:find") + "?q=taman",
    ):
        text = client.get(page).content.decode()
        assert known_to_the_office.name in text
        assert not [word for word in PRIVATE if word in text], page


def test_a_look_alike_is_shown_without_its_people(client_of, joko, known_to_the_office):
    typed = {
        "name": "Taman Baca",
        "type": "village",
        "desa": known_to_the_office.desa_id,
        "position": "Guru",
    }

    text = client_of(joko).post(reverse("libraries:register"), typed).content.decode()

    assert reverse("libraries:claim", args=[known_to_the_office.code]) in text
    assert not [word for word in PRIVATE if word in text]
