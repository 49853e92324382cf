"""What was perhaps meant: asked only when nothing was found, so that no search pays for it."""

from difflib import get_close_matches

from django.db.models import Q, QuerySet

from libraries import words
from libraries.models import Desa, Library

CLOSE = 0.7
SHORTEST = 4  # letters of a word that is worth a guess
MOST_TRIED = 3  # words of a question
MOST_READ = 300  # libraries that a word is compared with


def better_words(rows: QuerySet[Library], typed: str) -> str:
    """The question with its one unknown word replaced by a near one, if that finds something."""
    asked = words.asked_for(typed)
    unknown = [asked[0]] if len(asked) == 1 else _unknown(rows, asked[:MOST_TRIED])
    if len(unknown) != 1 or len(unknown[0]) < SHORTEST or unknown[0].isdigit():
        return ""
    near = get_close_matches(unknown[0], _known_words(rows, unknown[0]), n=1, cutoff=CLOSE)
    question = " ".join(near[0] if near and word == unknown[0] else word for word in asked)
    return question if near and rows.search(question).exists() else ""


def _unknown(rows: QuerySet[Library], asked: list[str]) -> list[str]:
    return [word for word in asked if not rows.search(word).exists()]


def _known_words(rows: QuerySet[Library], word: str) -> set[str]:
    """Words of libraries that begin alike, and of places that begin with the same letter."""
    hits = rows.first_hits(word[:3], facets=(), most=MOST_READ)
    villages = Desa.objects.filter(
        Q(name__istartswith=word[0]) | Q(kecamatan__name__istartswith=word[0])
    )
    places = villages.values_list("name", "kecamatan__name")[:MOST_READ]
    texts = [*(hit.search_text for hit in hits), *(" ".join(names) for names in places)]
    return {known for text in texts for known in words.words_of(text)}
