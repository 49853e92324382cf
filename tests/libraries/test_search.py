"""Search: words in any order, in any spelling; an index that no bulk write can miss; help with typos."""

from random import Random

import pytest
from django.db import connection
from django.urls import reverse

from libraries import queries, search_index, words
from libraries.models import Library
from libraries.queries import LibraryFilter
from tests.factories.libraries import DesaFactory, KecamatanFactory, LibraryFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
NPP = "6402062D1000001"
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's table of words")
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="PostgreSQL's index of words"
)


def found(typed: str, **more: str) -> list[str]:
    """Names on the first page, as a public visitor sees them."""
    wanted = LibraryFilter(words=typed, **more)
    page = queries.library_page(libraries=Library.objects.verified(), wanted=wanted)
    rows = Library.objects.verified().search(typed)
    assert {lib.name for lib in page.rows} <= {lib.name for lib in rows}
    return [library.name for library in page.rows]


# --- words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("TPA Al-Ikhlas", ("al ikhlas", "al-ikhlas", "alikhlas", "ikhlas al", "AL IKH")),
        ("Masjid Nurul Qur'an", ("nurul quran", "qur'an", "qur’an")),
        ("Rumah Baca Café Ilmu", ("cafe", "café ilmu", "CAFÉ")),
        ("SDN 008 Kembang Janggut", ("sdn 008", "sd negeri 008", "sd 8", "sdn 8", "janggut sd")),
        ("SMP Negeri 2 Anggana", ("smpn 2", "smp 2", "smp negeri")),
        ("RT 3", ("rt", "rt 3", "3 rt", "r")),
    ],
)
def test_a_library_is_found_in_every_usual_spelling(name, typed):
    LibraryFactory(name=name)
    LibraryFactory(name="Taman Baca Ceria")

    assert [question for question in typed if found(question) != [name]] == []


@pytest.mark.parametrize("typed", [NPP, NPP.lower(), "6402.062.D.1000001", "6402 062 d 1000001", "6402062", "6402-062"])  # fmt: skip
def test_a_number_is_found_however_it_is_dotted(typed):
    LibraryFactory(name="Bernomor", npp=NPP)
    LibraryFactory(name="Lain", npp="7402062D1000001")

    assert found(typed) == ["Bernomor"]


def test_a_word_is_looked_for_from_its_beginning():
    LibraryFactory(name="Pojok Cerdas")

    assert (found("cer"), found("erdas")) == (["Pojok Cerdas"], [])


def test_more_than_six_words_cost_nothing_more():
    assert len(words.asked_for("a b c d e f g h")) == words.MOST


@pytest.mark.parametrize("typed", ['"', "*", "a OR b", "NOT", "name:x", "(", "^a", "_k640218", "{", "a NEAR b"])  # fmt: skip
def test_the_language_of_the_index_cannot_be_spoken(typed):
    LibraryFactory(name="Taman Baca Ceria")

    assert found(typed) == []


# --- order and filters -----------------------------------------------------------------------------


def test_names_that_begin_with_the_words_come_first():
    for name in ("Anggana Mahakam", "Mahakam Ulu", "Mahakam", "Bina Mahakam"):
        LibraryFactory(name=name)

    assert found("mahakam") == ["Mahakam", "Mahakam Ulu", "Anggana Mahakam", "Bina Mahakam"]


def test_words_and_filters_narrow_together(tabang):
    LibraryFactory(name="Pojok Baca", type="worship", desa=tabang.desa)
    LibraryFactory(name="Pojok Baca Danau", type="worship")
    LibraryFactory(name="Pojok Desa", desa=tabang.desa)

    assert found("pojok", kecamatan="64.02.12", type="worship") == ["Pojok Baca"]
    assert found("pojok", kecamatan="64.02.12") == ["Pojok Baca", "Pojok Desa"]
    assert found("pojok", type="worship") == ["Pojok Baca", "Pojok Baca Danau"]


def test_of_too_many_the_best_can_be_paged_through_and_the_cut_is_told(client, monkeypatch):
    monkeypatch.setattr(queries, "MOST_FOUND", 30)
    for number in range(40):
        LibraryFactory(name=f"Taman Zaitun {number:02d}")
    best = LibraryFactory(name="Zaitun")
    url = reverse("libraries:directory")

    first = client.get(url, {"q": "zaitun"})
    second = client.get(url + first.context["next_url"])

    rows = [*first.context["page"].rows, *second.context["page"].rows]
    assert (rows[0], len(rows), len(set(rows))) == (best, 30, 30)
    assert first.context["page"].count_label == "30+"
    assert "hanya 200 yang ditampilkan" in second.content.decode()


def test_an_export_asks_for_the_whole_registry_as_the_page_does(budi):
    LibraryFactory(name="Belum", unverified=True)
    LibraryFactory(name="Ada")

    rows = queries.registry_rows(budi, LibraryFilter())
    assert [library.name for library in rows] == ["Ada", "Belum"]
    assert [lib.name for lib in queries.registry_rows(budi, LibraryFilter(words="bel"))] == [
        "Belum"
    ]
    stranger = UserFactory(role="applicant")
    assert not queries.registry_rows(stranger, LibraryFilter()).exists()


# --- nothing can be missed -------------------------------------------------------------------------


def test_bulk_writes_changes_and_removals_reach_the_index():
    kept, gone = LibraryFactory(name="Pojok Satu"), LibraryFactory(name="Pojok Dua")
    twin = Library(code="PRP-1", name="Massal", type="village", desa=kept.desa, kecamatan=kept.kecamatan, registered_at=kept.registered_at, verified_at=kept.verified_at)  # fmt: skip
    twin.refresh_search_text()
    Library.objects.bulk_create([twin])
    assert found("massal") == ["Massal"]

    Library.objects.filter(pk=gone.pk).delete()
    Library.objects.filter(pk=kept.pk).update(search_text=" sanggar", type="worship")

    assert found("pojok") == found("sanggar", type="village") == []
    assert found("sanggar", type="worship") == ["Pojok Satu"]


@on_sqlite
def test_a_table_that_was_rebuilt_without_its_triggers_is_read_anew():
    with connection.cursor() as cursor:
        for name in search_index.TRIGGERS:
            cursor.execute(f"DROP TRIGGER {name}")
    LibraryFactory(name="Taman Unseen")
    assert found("unseen") == []

    search_index.ensure()

    assert found("unseen") == ["Taman Unseen"]
    LibraryFactory(name="Pojok Unseen")
    assert len(found("unseen")) == 2


@on_postgresql
def test_words_and_places_are_read_from_one_index():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    rows = Library.objects.search("muara sd").order_by()

    assert "library_search_words" in rows.explain()


@on_postgresql
def test_the_index_of_words_takes_the_place_of_the_trigrams_before_it():
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX library_search_words")
        cursor.execute("CREATE INDEX library_search_trigrams ON libraries_library (search_text)")
        search_index.ensure()
        search_index.ensure()
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE indexname LIKE 'library\\_search\\_%'"
        )
        names = {name for (name,) in cursor.fetchall()}

    assert names == {"library_search_begins", "library_search_words"}


def test_whole_words_are_enough_where_they_fill_the_page():
    for number in range(3):
        LibraryFactory(name=f"Taman Zaitun {number}")
    LibraryFactory(name="Taman Zaitunia")

    def hits(most: int) -> list[str]:
        found = Library.objects.first_hits("zait", facets=(), most=most)
        whole = Library.objects.first_hits("zaitun", facets=(), most=most)
        return [len(found), len(whole), sum("zaitunia" in hit.search_text for hit in whole)]

    assert (hits(3), hits(4), hits(9)) == ([3, 3, 0], [4, 4, 1], [4, 4, 1])


def test_every_question_finds_what_its_words_say():
    """The same on either database, put beside a plain reading of the words."""
    chance = Random(7)
    parts = ["Bina", "Ilmu", "Binar", "SDN 008", "SD Negeri 8", "Al-Ikhlas", "Qur'an", "1e5", "12.5", "a/b", "x@y.id", "Café"]  # fmt: skip
    for number in range(40):
        LibraryFactory(name=" ".join(chance.sample(parts, 3)), npp=f"64020{number:02d}D1" if number % 3 else "")  # fmt: skip
    rows = list(Library.objects.values_list("pk", "search_text"))

    def read(typed: str) -> set[int]:
        return {pk for pk, text in rows if all(f" {w}" in text for w in words.asked_for(typed))}

    asked = ["bin", "ilmu bina", "8", "008 sd", "1e", "1e5 12", "5", "a b", "x y id", "caf", "quran", "alikh", "6402.0", "e5"]  # fmt: skip
    assert {q: set(Library.objects.search(q).values_list("pk", flat=True)) for q in asked} == {q: read(q) for q in asked}  # fmt: skip


# --- typos -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("engelam", "enggelam"), ("muara engelam", "muara enggelam"), ("perpustakan", "perpustakaan"),
        ("mrangkayu", "marangkayu"), ("zzzz", ""), ("enggelam tabang", ""),
    ],
)  # fmt: skip
def test_what_was_perhaps_meant_is_offered_when_nothing_is_found(client, enggelam, typed, meant):
    there = KecamatanFactory(code="64.02.16", name="Marangkayu")
    LibraryFactory(desa=DesaFactory(code="64.02.16.2001", name="Santan", kecamatan=there))

    response = client.get(reverse("libraries:directory"), {"q": typed, "jenis": "village"})

    assert response.context["page"].suggestion == meant
    said = "Mungkin maksud Anda" in response.content.decode()
    assert said is bool(meant)
    if meant:
        assert client.get(response.context["suggestion_url"], {}).status_code == 200


def test_who_finds_something_is_not_corrected(client, enggelam):
    LibraryFactory(name="Taman Engelam")

    assert "maksud Anda" not in client.get(reverse("libraries:directory"), {"q": "engelam"}).content.decode()  # fmt: skip
