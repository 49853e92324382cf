"""The smallest valid article, made through the same operations as real ones."""

from typing import Any

from klik_portal.guides.models import Article, Kind, Paper
from klik_portal.guides.operations import articles
from klik_portal.guides.operations.articles import Text
from tests.factories.accreditation import MONDAY


def text(**facts: Any) -> Text:
    typed = {"kind": Kind.GUIDE, "title": "Mengurus NPP", "summary": "Singkat.", "body": "Isi."}
    return Text(**{**typed, **facts})


def an_article(by: Any, *, is_published: bool = True, **facts: Any) -> Article:
    article = articles.create(text=text(**facts), by=by, at=MONDAY)
    if is_published:
        article = articles.publish(article=article, version=1, by=by, at=MONDAY)
    return article


def twice_saved(by: Any) -> Article:
    """With an earlier text to look at and to bring back."""
    article = an_article(by, title="Dua kali", body="Satu.")
    return articles.change(
        article=article, version=1, text=text(title="Dua kali", body="Dua."), by=by, at=MONDAY
    )


def a_paper(by: Any) -> Paper:
    """The letter that comes with Klik, explained by a published text."""
    explained = an_article(by, kind=Kind.TEMPLATE, title="Contoh SK")
    return Paper.objects.create(
        name="sk-pendirian-perpustakaan-desa.docx", label="Contoh SK", article=explained
    )
