"""Readers find what they look for; what is offered fits and is published."""

import pytest

from klik_portal.guides import queries
from klik_portal.guides.models import Article, Place, ReaderType
from klik_portal.guides.operations import articles
from libraries.models import LibraryType
from tests.factories.accreditation import MONDAY
from tests.factories.guides import an_article

pytestmark = pytest.mark.django_db


def found(words: str, library_type: str = "") -> list[str]:
    rows = queries.found(
        articles=Article.objects.published(), words=words, library_type=library_type
    )
    return [article.title for article in rows]


def test_the_types_are_those_of_the_registry():
    assert set(ReaderType.values) == set(LibraryType.values)


def test_the_shelves_stand_by_kind_and_leave_out_empty_ones(budi):
    an_article(budi, kind="faq", title="Biaya")
    an_article(budi, title="Kedua", position=20)
    an_article(budi, title="Pertama", position=10)
    an_article(budi, title="Draf", is_published=False)

    shelves = queries.shelves(articles=Article.objects.published())

    told = [(shelf.label, [a.title for a in shelf.articles]) for shelf in shelves]
    assert told == [("Panduan", ["Pertama", "Kedua"]), ("Tanya jawab", ["Biaya"])]


def test_every_word_must_be_there_in_any_order(budi):
    an_article(budi, title="Foto rak buku", body="Ambil siang hari.")
    an_article(budi, title="Foto ruang", body="Ambil pagi.")

    assert found("rak foto") == ["Foto rak buku"]
    assert found("siang FOTO") == ["Foto rak buku"]
    assert found("foto malam") == []


def test_a_word_in_the_title_weighs_more(budi):
    an_article(budi, title="Akreditasi", body="Perlu NPP.", position=1)
    an_article(budi, title="NPP", body="Nomor.", position=2)

    assert found("npp") == ["NPP", "Akreditasi"]


def test_a_question_in_full_is_understood(budi):
    an_article(budi, title="Nomor Pokok Perpustakaan", body="Cara mengurus NPP.")

    assert found("bagaimana cara mengurus npp?") == ["Nomor Pokok Perpustakaan"]


@pytest.mark.parametrize("typed", ["yang untuk", "%", "_", "'", "\\", "…"])
def test_odd_words_are_no_trouble(budi, typed):
    an_article(budi, title="Untuk yang baru")

    assert len(found(typed)) in (0, 1)


def test_texts_for_one_type_are_hidden_from_the_others(budi):
    an_article(budi, title="Masjid", library_types=("worship",))
    an_article(budi, title="Semua")

    shelves = queries.shelves(articles=Article.objects.published(), library_type="village")

    assert [a.title for shelf in shelves for a in shelf.articles] == ["Semua"]
    assert found("masjid", "village") == []
    assert found("masjid", "worship") == ["Masjid"]


def test_the_place_set_by_staff_outweighs_words(budi):
    an_article(budi, title="Foto foto foto", body="foto rak buku ruang")
    an_article(budi, title="Lain", topics=(Place.PHOTOS,))

    offered = queries.suggest(text="foto rak buku ruang", indicator="photos")

    assert [a.title for a in offered] == ["Lain", "Foto foto foto"]


def test_an_indicator_knows_its_own_texts_and_those_of_its_part(budi):
    an_article(budi, title="Bagian", topics=("b",))
    an_article(budi, title="Butir", topics=("b-2",))
    an_article(budi, title="Lain", topics=("a",))

    assert {a.title for a in queries.suggest(indicator="B-2")} == {"Bagian", "Butir"}
    assert [a.title for a in queries.suggest(indicator="B")] == ["Bagian"]


def test_nothing_fits_nothing_comes(budi):
    an_article(budi, title="Foto")

    assert queries.suggest(text="perahu ketinting") == []
    assert queries.suggest(text="bagaimana dengan yang ini?") == []
    assert queries.suggest() == []


def test_drafts_and_withdrawn_texts_are_never_offered(budi):
    an_article(budi, title="Foto draf", is_published=False)
    gone = an_article(budi, title="Foto lama")
    articles.withdraw(article=gone, by=budi, at=MONDAY)

    assert queries.suggest(text="foto") == []
    assert found("foto") == []


def test_three_at_most_for_the_type_in_one_query(budi, django_assert_num_queries):
    for number in range(5):
        an_article(budi, title=f"Foto {number}")
    an_article(budi, title="Foto masjid", library_types=("worship",), position=1)

    with django_assert_num_queries(1):
        offered = [
            (article.title, article.get_absolute_url())
            for article in queries.suggest(text="foto", library_type="village")
        ]

    assert offered == [(f"Foto {n}", f"/panduan/foto-{n}/") for n in range(3)]


def test_a_type_nobody_knows_hides_nothing(budi):
    an_article(budi, title="Foto desa", library_types=("village",))

    assert [a.title for a in queries.suggest(text="foto", library_type="")] == ["Foto desa"]
