"""What readers see of the guides: the list by kind, one search, and what fits where they are."""

from dataclasses import dataclass

from klik_portal.guides.models import LIGHT, Article, ArticleQuerySet, Kind, ReaderType
from klik_portal.guides.words import telling_words

MOST_LISTED = 300


@dataclass(frozen=True)
class Shelf:
    """One kind of text with its articles."""

    kind: Kind
    articles: list[Article]

    @property
    def label(self) -> str:
        return str(self.kind.label)


def shelves(*, articles: ArticleQuerySet, library_type: str = "") -> list[Shelf]:
    """The texts by kind, as staff put them in order; kinds without any are left out."""
    if library_type:
        articles = articles.for_type(library_type)
    listed = list(articles.light()[:MOST_LISTED])
    by_kind = [Shelf(kind, [a for a in listed if a.kind == kind]) for kind in Kind]
    return [shelf for shelf in by_kind if shelf.articles]


def found(*, articles: ArticleQuerySet, words: str, library_type: str = "") -> list[Article]:
    """Texts with every word, best first, whatever their kind."""
    if library_type:
        articles = articles.for_type(library_type)
    return list(articles.search(words).light()[:MOST_LISTED])


def office_list(*, articles: ArticleQuerySet, words: str = "", state: str = "") -> list[Article]:
    """Every text the office has, what was changed last on top; with words: best first."""
    if state:
        articles = articles.filter(state=state)
    articles = articles.search(words) if words else articles.order_by("-changed_at", "-pk")
    rows = articles.select_related("changed_by").only(
        *LIGHT, "changed_at", "changed_by__name", "changed_by__email", "changed_by__phone"
    )
    return list(rows[:MOST_LISTED])


def suggest(
    *, text: str = "", library_type: str = "", indicator: str = "", limit: int = 3
) -> list[Article]:
    """Up to `limit` published articles that fit, best first, in one query.

    `text` is what somebody writes or reads ("foto rak buku"), `indicator` the code of a place in
    the self-assessment ("A", "B-2") or the slot of a paper ("photos"), or several with blanks
    between. Nothing fits: nothing comes.
    """
    typed = telling_words(text)
    codes = list(dict.fromkeys(c for place in indicator.split() for c in (place, _part(place))))
    if not typed and not codes:
        return []
    articles = Article.objects.published()
    if library_type in ReaderType.values:
        articles = articles.for_type(library_type)
    return list(articles.about(typed=typed, codes=codes).light()[:limit])


def _part(place: str) -> str:
    """B-2 belongs to B."""
    return place.partition("-")[0]
