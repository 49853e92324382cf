"""What was perhaps meant: asked only when nothing was found, so that no search pays for it."""

from difflib import get_close_matches

from django.db.models import QuerySet

from libraries import words
from libraries.models import Desa, Kecamatan, Library

CLOSE = 0.7
MOST_TRIED = 3  # words of a question
MOST_READ = 300  # libraries that a word is compared with


def better_words(rows: QuerySet[Library], typed: str) -> str:
    """The question with its unknown words replaced by near ones, if that finds something."""
    asked = words.asked_for(typed)
    better = [_better(rows, word) if n < MOST_TRIED else word for n, word in enumerate(asked)]
    question = " ".join(better)
    return question if better != asked and rows.search(question).exists() else ""


def _better(rows: QuerySet[Library], word: str) -> str:
    if len(word) < 4 or word.isdigit() or rows.search(word).exists():
        return word
    near = get_close_matches(word, _known_words(rows, word), n=1, cutoff=CLOSE)
    return near[0] if near else word


def _known_words(rows: QuerySet[Library], word: str) -> set[str]:
    """Words of libraries that begin alike, and of places that begin with the same letter."""
    hits = rows.first_hits(word[:3], facets=(), most=MOST_READ)
    texts = [hit.search_text for hit in hits]
    for places in (Kecamatan, Desa):
        texts += places.objects.filter(name__istartswith=word[0]).values_list("name", flat=True)[
            :MOST_READ
        ]
    return {known for text in texts for known in words.words_of(text)}
