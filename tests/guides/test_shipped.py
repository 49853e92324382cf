"""The first set: complete, plain, sourced; loading it never runs over what staff wrote."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import resolve

from klik_portal.audit.models import AuditEvent
from klik_portal.guides import rendering
from klik_portal.guides.models import Article, Kind, Place, ReaderType
from klik_portal.guides.operations import articles, shipped
from tests.factories.accreditation import MONDAY
from tests.factories.guides import text

FILES = shipped.files()
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_text_is_complete_and_of_good_length(path):
    found = shipped.read(path).text

    assert found.kind in Kind.values
    assert set(found.library_types) <= set(ReaderType.values)
    assert all(re.fullmatch(r"[a-f]-\d+", t) or t in Place.values for t in found.topics)
    assert len(found.title) <= 160
    assert 20 <= len(found.summary) <= 300
    assert 150 <= len(found.body.split()) <= 500
    assert re.search(r"^## ", found.body, re.M)
    assert found.sources


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_sentences_of_a_shipped_text_are_short(path):
    body = re.sub(r"\]\([^)]*\)", "]", shipped.read(path).text.body)
    sentences = re.split(r"(?<=[.!?:])\s|\n+", body)

    assert [s for s in sentences if len(s.split()) > 25] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_links_of_a_shipped_text_lead_somewhere(path):
    found = shipped.read(path).text
    own = re.findall(r"\]\((/[^)#?]*)", found.body)

    for address in own:
        match = resolve(address)
        if match.view_name == "guides:article":
            assert (shipped.FOLDER / f"{match.kwargs['slug']}.md").exists(), address
    assert "](http" not in found.body  # other sites are named as sources


def test_the_set_is_published_and_loading_again_changes_nothing():
    out = StringIO()
    call_command("load_guides", stdout=out)
    before = list(Article.objects.order_by("pk").values())

    call_command("load_guides", stdout=out)

    assert list(Article.objects.order_by("pk").values()) == before
    assert len(before) == len(FILES) == Article.objects.published().count()
    assert out.getvalue().splitlines()[1] == "0 guides added, 0 updated, 0 kept as changed."
    assert AuditEvent.objects.filter(subject_kind="article").count() == 1


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A release of one guide, to be followed by a better one."""
    monkeypatch.setattr(shipped, "FOLDER", tmp_path)
    path = tmp_path / "npp.md"
    path.write_text(
        "---\ntitle: NPP\nkind: guide\nsummary: Nomor.\norder: 10\nsource: A\n---\nSatu.\n"
    )
    shipped.load(at=MONDAY)
    return path


def better(path: Path) -> None:
    path.write_text(path.read_text().replace("Satu.", "Dua."))


def test_a_better_text_replaces_one_that_nobody_touched(release):
    better(release)

    assert shipped.load(at=MONDAY) == shipped.Loaded(updated=1)

    article = Article.objects.get(slug="npp")
    assert (article.version, article.body) == (2, "Dua.")
    assert [v.body for v in article.versions.all()] == ["Dua.", "Satu."]


def test_what_staff_changed_is_left_alone(release, budi):
    article = Article.objects.get(slug="npp")
    articles.change(article=article, version=1, text=text(body="Dari kantor."), by=budi, at=MONDAY)
    better(release)

    assert shipped.load(at=MONDAY) == shipped.Loaded(kept=1)

    article.refresh_from_db()
    assert (article.version, article.body) == (2, "Dari kantor.")


def test_what_staff_withdrew_stays_withdrawn(release, budi):
    articles.withdraw(article=Article.objects.get(slug="npp"), by=budi, at=MONDAY)
    better(release)

    shipped.load(at=MONDAY)

    assert not Article.objects.published().exists()


def test_staff_may_already_use_the_address(release, budi):
    Article.objects.all().delete()
    mine = articles.create(text=text(title="NPP", body="Milik kantor."), by=budi, at=MONDAY)

    assert shipped.load(at=MONDAY) == shipped.Loaded(kept=1)

    mine.refresh_from_db()
    assert mine.body == "Milik kantor."


def test_texts_drawn_by_an_older_parser_are_drawn_anew(release, budi):
    Article.objects.update(html="<p>lama</p>", rendered_with=rendering.VERSION - 1)

    shipped.load(at=MONDAY)

    article = Article.objects.get(slug="npp")
    assert article.html.startswith("<p>Satu.</p>")
    assert (article.rendered_with, article.version) == (rendering.VERSION, 1)
