"""The office writes guides without knowing HTML, and never loses a text."""

import pytest

from klik_portal.guides.models import Article
from klik_portal.guides.operations import articles
from tests.factories.accreditation import MONDAY
from tests.factories.guides import an_article, twice_saved

pytestmark = pytest.mark.django_db
TYPED = {
    "title": "Foto rak", "kind": "guide", "summary": "Dari depan.", "body": "## Satu\r\n\r\nDua.", "sources": "",
    "library_types": ["worship", "village"], "places": ["photos"], "indicators": "b-2, C-1", "position": "10",
}  # fmt: skip


def test_a_guide_is_written_looked_at_and_published(budi, client_of, client):
    office = client_of(budi)

    answer = office.post("/petugas/panduan/baru/", TYPED)
    assert answer.url == "/petugas/panduan/foto-rak/"
    assert client.get("/panduan/foto-rak/").status_code == 404
    office.post("/petugas/panduan/foto-rak/terbit/", {"version": "1"})

    article = Article.objects.get()
    assert (article.body, article.library_types, article.topics) == (
        "## Satu\n\nDua.", " village worship ", " photos b-2 c-1 ",
    )  # fmt: skip
    assert "<h2>Satu</h2>" in client.get("/panduan/foto-rak/").content.decode()


def test_looking_first_saves_nothing_and_keeps_what_was_typed(budi, client_of):
    page = client_of(budi).post("/petugas/panduan/baru/", {**TYPED, "preview": "1"})

    shown = page.content.decode()
    assert page.status_code == 200
    assert "<h2>Satu</h2>\n<p>Dua.</p>" in shown
    assert 'value="Foto rak"' in shown
    assert not Article.objects.exists()


def test_a_preview_of_an_incomplete_text_says_what_is_missing(budi, client_of):
    page = client_of(budi).post("/petugas/panduan/baru/", {**TYPED, "title": "", "preview": "1"})

    assert page.status_code == 422
    assert "Pratinjau" not in page.content.decode()


def test_a_preview_does_no_harm(budi, client_of):
    typed = {**TYPED, "body": "<script>alert(1)</script>", "preview": "1"}

    page = client_of(budi).post("/petugas/panduan/baru/", typed).content.decode()

    assert "<script>alert" not in page


def test_the_form_shows_what_the_row_says(budi, client_of):
    client_of(budi).post("/petugas/panduan/baru/", TYPED)

    form = client_of(budi).get("/petugas/panduan/foto-rak/ubah/").context["form"]

    assert form["indicators"].value() == "B-2 C-1"
    assert form["places"].value() == ["photos"]
    assert form["library_types"].value() == ["village", "worship"]
    saved = client_of(budi).post("/petugas/panduan/foto-rak/ubah/", {**TYPED, "version": "1"})
    assert saved.status_code == 302
    assert Article.objects.get().version == 1


@pytest.mark.parametrize(
    "codes", ["B2", "B-2; <b>", "x" * 30, " ".join(f"A-{n}" for n in range(25))]
)
def test_a_code_nobody_knows_is_refused_in_a_sentence(budi, client_of, codes):
    page = client_of(budi).post("/petugas/panduan/baru/", {**TYPED, "indicators": codes})

    assert page.status_code == 422
    assert "Tulis kode butir seperti B-2" in page.content.decode()


def test_who_saves_later_gets_both_texts(budi, rina, client_of):
    article = an_article(budi, body="Lama")
    edit = f"/petugas/panduan/{article.slug}/ubah/"
    client_of(rina).post(edit, {**TYPED, "body": "Dari Rina", "version": "1"})

    page = client_of(budi).post(edit, {**TYPED, "body": "Dari Budi", "version": "1"})

    shown = page.content.decode()
    assert page.status_code == 409
    assert "Dari Rina" in shown
    assert "Dari Budi" in shown
    article.refresh_from_db()
    assert article.body == "Dari Rina"


def test_an_old_page_publishes_nothing_it_did_not_show(budi, rina, client_of):
    article = an_article(budi, is_published=False)
    client_of(rina).post(f"/petugas/panduan/{article.slug}/ubah/", {**TYPED, "version": "1"})

    page = client_of(budi).post(f"/petugas/panduan/{article.slug}/terbit/", {"version": "1"})

    assert page.status_code == 409
    article.refresh_from_db()
    assert not article.is_published


def test_bringing_back_over_an_unseen_text_is_held_up(budi, client_of):
    article = twice_saved(budi)

    page = client_of(budi).post(
        f"/petugas/panduan/{article.slug}/versi/1/pulihkan/", {"version": "1"}
    )

    assert page.status_code == 409


@pytest.mark.parametrize("version", ["", "x", "9" * 30])
@pytest.mark.parametrize("button", ["terbit", "versi/1/pulihkan"])
def test_a_button_that_does_not_say_what_it_showed_does_nothing(budi, client_of, button, version):
    article = twice_saved(budi)
    articles.withdraw(article=article, by=budi, at=MONDAY)

    page = client_of(budi).post(
        f"/petugas/panduan/{article.slug}/{button}/", {"version": version}, follow=True
    )

    assert "Buka ulang halaman ini" in page.content.decode()
    article.refresh_from_db()
    assert (article.version, article.is_published) == (2, False)


def test_an_earlier_version_is_read_and_brought_back(budi, client_of):
    article = twice_saved(budi)
    office = client_of(budi)

    page = office.get(f"/petugas/panduan/{article.slug}/versi/1/").content.decode()
    assert "<p>Satu.</p>" in page
    office.post(f"/petugas/panduan/{article.slug}/versi/1/pulihkan/", {"version": "2"})

    article.refresh_from_db()
    assert (article.version, article.body) == (3, "Satu.")
    page = office.get(f"/petugas/panduan/{article.slug}/").content.decode()
    assert "dari versi 1" in page


def test_a_withdrawn_text_is_gone_for_readers_and_there_for_the_office(budi, client_of, client):
    article = an_article(budi)
    client_of(budi).post(f"/petugas/panduan/{article.slug}/tarik/")

    assert client.get(f"/panduan/{article.slug}/").status_code == 404
    assert "Ditarik" in client_of(budi).get(f"/petugas/panduan/{article.slug}/").content.decode()


def test_heads_read_and_are_shown_no_buttons(kepala, budi, client_of):
    article = twice_saved(budi)
    head = client_of(kepala)

    for path in ("", f"{article.slug}/", f"{article.slug}/versi/1/"):
        page = head.get(f"/petugas/panduan/{path}").content.decode()
        assert '<form method="post"' not in page
        assert "/ubah/" not in page
        assert "/baru/" not in page


def test_the_list_filters_by_word_and_state(budi, client_of):
    an_article(budi, title="Foto rak")
    an_article(budi, title="Foto draf", is_published=False)

    def titles(query: str) -> list[str]:
        page = client_of(budi).get(f"/petugas/panduan/?{query}")
        return [article.title for article in page.context["articles"]]

    assert titles("") == ["Foto draf", "Foto rak"]
    assert titles("keadaan=draft") == ["Foto draf"]
    assert titles("q=rak") == ["Foto rak"]
    assert titles("q=perahu") == []
