"""Guides are written by caseworkers; no text is ever lost."""

import pytest

from klik_portal.audit.models import AuditEvent
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.guides.models import Article, ArticleState
from klik_portal.guides.operations import articles
from tests.factories.accreditation import MONDAY
from tests.factories.guides import an_article, text

pytestmark = pytest.mark.django_db


def test_a_new_text_is_a_draft_with_its_first_version(budi):
    article = articles.create(text=text(body="Satu"), by=budi, at=MONDAY)

    assert (article.slug, article.state, article.version) == ("mengurus-npp", "draft", 1)
    assert article.html == "<p>Satu</p>\n"
    assert [(v.number, v.body, v.saved_by) for v in article.versions.all()] == [(1, "Satu", budi)]
    assert [e.verb for e in AuditEvent.objects.filter(subject_kind="article")] == ["created"]


def test_namesakes_and_words_of_addresses_get_a_number(budi):
    made = [
        articles.create(text=text(title=t), by=budi, at=MONDAY)
        for t in ("NPP", "Npp!", "Baru", "…")
    ]

    assert [a.slug for a in made] == ["npp", "npp-2", "baru-2", "panduan"]


@pytest.mark.parametrize("who", ["siti", "kepala", "joko"])
def test_only_caseworkers_write(request, who, budi):
    person, article = request.getfixturevalue(who), an_article(budi, is_published=False)

    for refused in (
        lambda: articles.create(text=text(), by=person, at=MONDAY),
        lambda: articles.start_draft(title="x", body="y", by=person, at=MONDAY),
        lambda: articles.change(article=article, version=1, text=text(), by=person, at=MONDAY),
        lambda: articles.restore(article=article, number=1, version=1, by=person, at=MONDAY),
        lambda: articles.publish(article=article, version=1, by=person, at=MONDAY),
        lambda: articles.withdraw(article=article, by=person, at=MONDAY),
    ):
        with pytest.raises(Refused, match="Hanya petugas dan koordinator"):
            refused()
    assert Article.objects.get() == article
    assert article.versions.count() == 1


def test_a_change_keeps_the_text_before(budi, rina):
    article = an_article(budi, body="Lama")

    changed = articles.change(
        article=article, version=1, text=text(body="Baru"), by=rina, at=MONDAY
    )

    assert (changed.version, changed.html, changed.changed_by) == (2, "<p>Baru</p>\n", rina)
    assert changed.is_published
    assert [(v.number, v.body) for v in changed.versions.all()] == [(2, "Baru"), (1, "Lama")]


def test_saving_the_same_text_changes_nothing(budi):
    article = an_article(budi)

    again = articles.change(article=article, version=1, text=text(), by=budi, at=MONDAY)

    assert again.version == 1
    assert not AuditEvent.objects.filter(verb="changed").exists()


def test_who_was_slower_sees_both_texts(budi, rina):
    article = an_article(budi, body="Lama")
    articles.change(article=article, version=1, text=text(body="Dari Rina"), by=rina, at=MONDAY)

    with pytest.raises(Conflict) as conflict:
        articles.change(article=article, version=1, text=text(body="Dari Budi"), by=budi, at=MONDAY)

    assert ("Isi", "Dari Rina") in conflict.value.theirs
    assert ("Isi", "Dari Budi") in conflict.value.yours
    article.refresh_from_db()
    assert article.body == "Dari Rina"


def test_an_earlier_text_comes_back_as_the_newest(budi):
    article = an_article(budi, title="Satu", body="Satu", sources="Buku A")
    articles.change(
        article=article, version=1, text=text(title="Dua", body="Dua"), by=budi, at=MONDAY
    )

    back = articles.restore(article=article, number=1, version=2, by=budi, at=MONDAY)

    assert (back.version, back.title, back.body, back.sources) == (3, "Satu", "Satu", "Buku A")
    assert "satu" in back.search_title
    assert [(v.number, v.restored_from) for v in back.versions.all()] == [
        (3, 1),
        (2, None),
        (1, None),
    ]


def test_bringing_back_does_not_run_over_a_newer_text(budi):
    article = an_article(budi, body="Satu")
    articles.change(article=article, version=1, text=text(body="Dua"), by=budi, at=MONDAY)

    with pytest.raises(Conflict):
        articles.restore(article=article, number=1, version=1, by=budi, at=MONDAY)


def test_only_the_text_that_was_seen_is_published(budi, rina):
    article = an_article(budi, is_published=False)
    articles.change(article=article, version=1, text=text(body="Lain"), by=rina, at=MONDAY)

    with pytest.raises(Conflict):
        articles.publish(article=article, version=1, by=budi, at=MONDAY)

    article.refresh_from_db()
    assert article.state == ArticleState.DRAFT


def test_publish_and_withdraw_are_said_once(budi):
    article = an_article(budi)
    with pytest.raises(Refused, match="sudah terbit"):
        articles.publish(article=article, version=1, by=budi, at=MONDAY)

    withdrawn = articles.withdraw(article=article, by=budi, at=MONDAY)

    assert withdrawn.state == ArticleState.WITHDRAWN
    with pytest.raises(Refused, match="tidak sedang terbit"):
        articles.withdraw(article=article, by=budi, at=MONDAY)
    verbs = AuditEvent.objects.order_by("sequence").values_list("verb", flat=True)
    assert list(verbs) == ["created", "published", "withdrawn"]


def test_an_answer_becomes_a_first_draft(budi):
    draft = articles.start_draft(
        title=" Foto\n gelap ", body="Ambil siang hari. " * 30, by=budi, at=MONDAY
    )

    assert (draft.kind, draft.title, draft.state) == ("faq", "Foto gelap", "draft")
    assert len(draft.summary) == 300
    assert draft.body.startswith("Ambil siang hari.")


def test_the_summary_of_a_first_draft_is_the_answer_and_not_the_quoted_question(budi):
    draft = articles.start_draft(
        title="Majalah",
        body="> Apakah majalah dihitung?\n\nDihitung per judul.",
        by=budi,
        at=MONDAY,
    )

    assert draft.summary == "Dihitung per judul."


def test_a_very_long_title_still_makes_a_draft(budi):
    draft = articles.start_draft(title="panjang " * 60, body="x", by=budi, at=MONDAY)

    assert len(draft.title) == 160
    assert len(draft.slug) <= 55


def test_sources_stand_below_the_text(budi):
    article = an_article(budi, body="Isi", sources="Buku A\n\n[B](https://contoh.id)")

    assert article.html == (
        "<p>Isi</p>\n<h2>Sumber</h2>\n<ul>\n<li>Buku A</li>\n"
        '<li><a href="https://contoh.id" rel="noopener noreferrer">B</a></li>\n</ul>\n'
    )
