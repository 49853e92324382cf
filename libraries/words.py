"""Words of a library as they are looked for: no accents, no signs, one spelling. Pure.

A typed word finds every word that begins with it, so that "enggel" finds Enggelam and "sd" finds SDN.
"""

import re
import unicodedata
from itertools import pairwise

WORD = re.compile(r"[a-z0-9]+")
JOINED = re.compile(r"[a-z0-9]+(?:[.\-][a-z0-9]+)+")  # al-ikhlas, 6402.062.D.1000001
APOSTROPHES = re.compile(r"['`´‘’ʼʻ]")
SPACED_NUMBER = re.compile(r"[\d\s.\-]+[a-z]?[\d\s.\-]*")
SHORTEST_NUMBER = 7
MOST = 6  # words of a question; more would only cost
STATE_SCHOOLS = {"sdn": "sd", "smpn": "smp", "sman": "sma", "smkn": "smk"}


def words_of(text: str) -> list[str]:
    """In order of appearance, as they stand between blanks and signs."""
    return WORD.findall(_plain(text))


def asked_for(typed: str) -> list[str]:
    """The words of a question. A number keeps together however it was dotted or spaced."""
    plain = _plain(typed)
    if SPACED_NUMBER.fullmatch(plain) and sum(map(str.isdigit, plain)) >= SHORTEST_NUMBER:
        return ["".join(WORD.findall(plain))]
    kept = JOINED.sub(lambda m: _closed(m[0]) if m[0][0].isdigit() else m[0], plain)
    return list(dict.fromkeys(WORD.findall(kept)))[:MOST]


def beginning(typed: str) -> str:
    """What the words of a name begin with when it begins with these."""
    return "".join(f" {word}" for word in asked_for(typed))


def indexed(name: str, *more: str) -> str:
    """The name's words, a second blank (so that they sort as names do), every other word once."""
    named = words_of(name)
    others = [word for text in more for word in words_of(text)]
    spelled = _other_spellings([name, *more], [*named, *others])
    rest = [word for word in dict.fromkeys([*others, *spelled]) if word not in named]
    return "".join(f" {word}" for word in [*named, "", *rest])


def _other_spellings(texts: list[str], words: list[str]) -> list[str]:
    joined = [_closed(found) for text in texts for found in JOINED.findall(_plain(text))]
    numbers = [word.lstrip("0") for word in words if word.isdigit()]
    schools = [f"{STATE_SCHOOLS[word]} negeri" for word in words if word in STATE_SCHOOLS]
    short = [f"{word}n" for word, after in pairwise(words) if after == "negeri"]
    return [part for word in (*joined, *numbers, *schools, *short) for part in word.split()]


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", APOSTROPHES.sub("", text).lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _closed(word: str) -> str:
    return "".join(WORD.findall(word))
