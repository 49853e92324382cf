"""Write, publish, withdraw and bring back guides. Every text that was ever saved stays."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.guides import rendering, words
from klik_portal.guides.models import Article, ArticleState, ArticleVersion, Kind

KIND = "article"
RESERVED = ("baru", "unduh")  # words of addresses
SLUG_LENGTH, MOST_NAMESAKES = 55, 100  # with "-99" it still names an event of the audit trail
SUMMARY_LENGTH, TITLE_LENGTH = 300, 160


@dataclass(frozen=True)
class Text:
    """What somebody typed: everything of an article but its state."""

    kind: str
    title: str
    summary: str
    body: str
    sources: str = ""
    library_types: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()  # places and codes of indicators
    position: int = 500

    def columns(self) -> dict[str, object]:
        """As the row keeps it, drawn and ready to be searched."""
        return {
            "kind": self.kind,
            "title": self.title,
            "summary": self.summary,
            "body": self.body.replace("\r\n", "\n").strip(),
            "sources": self.sources.replace("\r\n", "\n").strip(),
            "library_types": _between_blanks(self.library_types),
            "topics": _between_blanks(self.topics),
            "position": self.position,
        }


def fill(article: Article, text: Text) -> bool:
    """Put a text into a row, drawn anew. False when it says the same already."""
    wanted = text.columns()
    if all(getattr(article, name) == value for name, value in wanted.items()):
        return False
    for name, value in wanted.items():
        setattr(article, name, value)
    draw(article)
    return True


def draw(article: Article) -> None:
    """What follows from the text: its HTML and the words it is found by."""
    article.html = rendering.html_of(with_sources(article.body, article.sources))
    article.rendered_with = rendering.VERSION
    article.search_title = words.indexed(article.title)
    article.search_text = words.indexed(article.title, article.summary, article.body)


def with_sources(body: str, sources: str) -> str:
    lines = [line.strip() for line in sources.splitlines() if line.strip()]
    if not lines:
        return body
    listed = "\n".join(f"- {line}" for line in lines)
    return f"{body}\n\n## {_('Sumber')}\n\n{listed}"


@transaction.atomic
def create(*, text: Text, by: User, at: datetime) -> Article:
    """A new draft; its address is made of the title and stays."""
    _ensure_writer(by)
    article = _placed(text, by, at)
    keep_version(article, by, at)
    _record(article, "created", by, at)
    return article


def start_draft(*, title: str, body: str, by: User, at: datetime) -> Article:
    """A first draft out of an answer that somebody gave elsewhere."""
    title = " ".join(title.split())
    told = [line for line in body.splitlines() if not line.startswith(">")]
    summary = " ".join(" ".join(told).split()) or title
    return create(
        text=Text(
            kind=Kind.FAQ,
            title=_cut(title, TITLE_LENGTH),
            summary=_cut(summary, SUMMARY_LENGTH),
            body=body,
        ),
        by=by,
        at=at,
    )


@transaction.atomic
def change(*, article: Article, version: int, text: Text, by: User, at: datetime) -> Article:
    """A new text. `version` is the one the person saw; a published article shows it at once."""
    _ensure_writer(by)
    article = _locked(article)
    if article.version != version:
        raise _conflict(article, text)
    if fill(article, text):
        _keep_new_text(article, by, at)
        _record(article, "changed", by, at)
    return article


@transaction.atomic
def restore(*, article: Article, number: int, version: int, by: User, at: datetime) -> Article:
    """An earlier text becomes the newest one; nothing in between is lost."""
    _ensure_writer(by)
    article = _locked(article)
    old = article.versions.get(number=number)
    if article.version != version:
        raise _conflict(article, old)
    article.title, article.summary = old.title, old.summary
    article.body, article.sources = old.body, old.sources
    draw(article)
    _keep_new_text(article, by, at, restored_from=number)
    _record(article, "restored", by, at, restored_from=number)
    return article


@transaction.atomic
def publish(*, article: Article, version: int, by: User, at: datetime) -> Article:
    """Show it to everybody: the text that the person saw, no other."""
    _ensure_writer(by)
    article = _locked(article)
    if article.is_published:
        raise Refused(_("Tulisan ini sudah terbit."))
    if article.version != version:
        raise _conflict(article)
    article.state = ArticleState.PUBLISHED
    article.published_at = article.published_at or at
    article.save(update_fields=["state", "published_at"])
    _record(article, "published", by, at)
    return article


@transaction.atomic
def withdraw(*, article: Article, by: User, at: datetime) -> Article:
    """Nobody outside the office sees it any more; its texts stay."""
    _ensure_writer(by)
    article = _locked(article)
    if not article.is_published:
        raise Refused(_("Tulisan ini tidak sedang terbit."))
    article.state = ArticleState.WITHDRAWN
    article.save(update_fields=["state"])
    _record(article, "withdrawn", by, at)
    return article


def keep_version(
    article: Article, by: User | None, at: datetime, restored_from: int | None = None
) -> None:
    ArticleVersion.objects.create(
        article=article, number=article.version, title=article.title, summary=article.summary,
        body=article.body, sources=article.sources, restored_from=restored_from, saved_by=by,
        saved_at=at,
    )  # fmt: skip


def _placed(text: Text, by: User, at: datetime) -> Article:
    """At the first free address: judul, judul-2, judul-3."""
    stem = slugify(text.title)[:SLUG_LENGTH].strip("-") or "panduan"
    article = Article(created_by=by, created_at=at, changed_by=by, changed_at=at)
    fill(article, text)
    first = 2 if stem in RESERVED else 1
    for number in range(first, MOST_NAMESAKES):
        article.slug = stem if number == 1 else f"{stem}-{number}"
        try:
            with transaction.atomic():
                article.save(force_insert=True)
        except IntegrityError:
            article.pk = None
            continue
        return article
    raise Refused(_("Judul ini sudah terlalu sering dipakai. Pilih judul lain."))


def _locked(article: Article) -> Article:
    return Article.objects.select_for_update().get(pk=article.pk)


def _keep_new_text(
    article: Article, by: User, at: datetime, restored_from: int | None = None
) -> None:
    article.version += 1
    article.changed_by, article.changed_at = by, at
    article.save()
    keep_version(article, by, at, restored_from)


def _conflict(article: Article, yours: "Text | ArticleVersion | None" = None) -> Conflict:
    return Conflict(theirs=_told(article), yours=_told(yours) if yours else [])


def _told(text: "Article | ArticleVersion | Text") -> list[tuple[str, str]]:
    labels = {
        "title": _("Judul"),
        "summary": _("Ringkasan"),
        "body": _("Isi"),
        "sources": _("Sumber"),
    }
    return [(label, getattr(text, name)) for name, label in labels.items()]


def _ensure_writer(by: User) -> None:
    if not by.is_caseworker:
        raise Refused(_("Hanya petugas dan koordinator yang menulis panduan."))


def _between_blanks(codes: tuple[str, ...]) -> str:
    return f" {' '.join(codes)} " if codes else ""


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def _record(article: Article, verb: str, by: User, at: datetime, **payload: object) -> None:
    audit.record(
        kind=KIND, code=article.slug, verb=verb, actor=by, at=at, title=article.title,
        version=article.version, **payload,
    )  # fmt: skip
