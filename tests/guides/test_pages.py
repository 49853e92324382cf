"""The pages everybody reads."""

import pytest
from django.core.management import call_command

from klik_portal.guides.operations import articles
from tests.factories.accreditation import MONDAY
from tests.factories.guides import an_article

pytestmark = pytest.mark.django_db


def test_the_list_links_what_is_published(client, budi):
    an_article(budi, title="Foto rak", summary="Dari depan.")
    an_article(budi, title="Belum jadi", is_published=False)

    page = client.get("/panduan/").content.decode()

    assert '<a href="/panduan/foto-rak/">Foto rak</a>' in page
    assert "Belum jadi" not in page


def test_a_search_shows_what_fits_and_says_when_nothing_does(client, budi):
    an_article(budi, title="Foto rak")

    assert "/panduan/foto-rak/" in client.get("/panduan/?q=rak+foto").content.decode()
    assert "Tidak ditemukan" in client.get("/panduan/?q=perahu").content.decode()
    assert "Tidak ditemukan" not in client.get("/panduan/?jenis=worship").content.decode()


@pytest.mark.parametrize("query", ["q=%00", "q=" + "x" * 500, "jenis=kapal", "q=%F0%9F%93%9A"])
def test_odd_questions_get_a_page(client, budi, query):
    an_article(budi)

    assert client.get(f"/panduan/?{query}").status_code in (200, 400)


def test_an_article_is_one_page_with_one_title(client, budi):
    an_article(
        budi,
        title="Mengurus NPP",
        body="# Besar\n\n<script>alert(1)</script>",
        library_types=("village",),
    )

    page = client.get("/panduan/mengurus-npp/").content.decode()

    assert page.count("<h1") == 1
    assert "<h2>Besar</h2>" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "Untuk: Desa/kelurahan." in page


def test_drafts_and_withdrawn_articles_do_not_exist(client, budi):
    an_article(budi, title="Draf", is_published=False)
    gone = an_article(budi, title="Lama")
    articles.withdraw(article=gone, by=budi, at=MONDAY)

    for slug in ("draf", "lama", "tidak-ada"):
        assert client.get(f"/panduan/{slug}/").status_code == 404


def test_the_addresses_of_before_still_lead_to_a_guide(client):
    call_command("load_guides")

    for slug in (
        "apa-itu-akreditasi",
        "syarat-awal",
        "surat-dan-sk",
        "foto-yang-dihitung",
        "cara-memakai-klik",
    ):
        assert client.get(f"/panduan/{slug}/").status_code == 200
