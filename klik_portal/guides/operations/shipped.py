"""The first set of guides, as files of a release. What staff changed is never overwritten."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.db import transaction

from klik_portal.audit import operations as audit
from klik_portal.guides import rendering
from klik_portal.guides.models import Article, ArticleState, Paper
from klik_portal.guides.operations.articles import KIND, Text, draw, fill, keep_version

FOLDER = Path(__file__).resolve().parents[1] / "data" / "articles"
FENCE = "---\n"


@dataclass(frozen=True)
class Shipped:
    slug: str
    text: Text
    papers: tuple[tuple[str, str], ...] = ()  # file name, what it is


@dataclass(frozen=True)
class Loaded:
    """How many articles were added, brought up to date, left as staff wrote them."""

    added: int = 0
    updated: int = 0
    kept: int = 0


def read(path: Path) -> Shipped:
    """`key: value` lines between two fences, then Markdown. `source` and `file` may repeat."""
    _before, head, body = path.read_text(encoding="utf-8").split(FENCE, 2)
    facts: dict[str, str] = {}
    sources, papers = [], []
    for line in head.splitlines():
        key, value = (part.strip() for part in line.split(":", 1))
        if key == "source":
            sources.append(value)
        elif key == "file":
            name, label = value.split(" ", 1)
            papers.append((name, label))
        else:
            facts[key] = value
    text = Text(
        kind=facts["kind"], title=facts["title"], summary=facts["summary"], body=body,
        sources="\n".join(sources), library_types=tuple(facts.get("types", "").split()),
        topics=tuple(facts.get("topics", "").lower().split()), position=int(facts["order"]),
    )  # fmt: skip
    return Shipped(path.stem, text, tuple(papers))


def files() -> list[Path]:
    return sorted(FOLDER.glob("*.md"))


@transaction.atomic
def load(*, at: datetime) -> Loaded:
    """Add what is new, update what nobody touched, draw anew what an older parser drew."""
    rows = {article.slug: article for article in Article.objects.select_for_update()}
    outcomes = [_bring(read(path), rows, at) for path in files()]
    for article in rows.values():
        if article.rendered_with != rendering.VERSION:
            draw(article)
            article.save(update_fields=["html", "rendered_with", "search_title", "search_text"])
    loaded = Loaded(*(outcomes.count(name) for name in ("added", "updated", "kept")))
    if loaded.added or loaded.updated:
        audit.record(
            kind=KIND, code="bawaan", verb="loaded", actor=None, at=at, added=loaded.added,
            updated=loaded.updated,
        )  # fmt: skip
    return loaded


def _bring(shipped: Shipped, rows: dict[str, Article], at: datetime) -> str:
    article = rows.get(shipped.slug)
    if article is None:
        _put_papers(shipped, _add(shipped, at))
        return "added"
    _put_papers(shipped, article)
    if article.shipped_digest != _digest(article):
        return "kept"
    if not fill(article, shipped.text):
        return "same"
    article.version += 1
    article.changed_by, article.changed_at = None, at
    article.shipped_digest = _digest(article)
    article.save()
    keep_version(article, None, at)
    return "updated"


def _put_papers(shipped: Shipped, article: Article) -> None:
    for name, label in shipped.papers:
        Paper.objects.update_or_create(name=name, defaults={"label": label, "article": article})


def _add(shipped: Shipped, at: datetime) -> Article:
    article = Article(
        slug=shipped.slug, state=ArticleState.PUBLISHED, published_at=at, created_at=at,
        changed_at=at,
    )  # fmt: skip
    fill(article, shipped.text)
    article.shipped_digest = _digest(article)
    article.save(force_insert=True)
    keep_version(article, None, at)
    return article


def _digest(article: Article) -> str:
    """Names everything that staff can change of a text."""
    told = (
        article.kind, article.title, article.summary, article.body, article.sources,
        article.library_types, article.topics, str(article.position),
    )  # fmt: skip
    return sha256("\0".join(told).encode()).hexdigest()
