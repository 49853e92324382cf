"""How alike two names of libraries are, 0 to 1. Pure; the page of suspicions and the import ask the same.

What most names share ("Perpustakaan", "Desa") says nothing; what is left is compared word by word, and
words that differ by a slip of the finger still count. A number tells schools apart: 008 is never 035.
"""

import re
import unicodedata
from collections.abc import Callable
from difflib import SequenceMatcher
from functools import lru_cache

ALIKE = 0.75  # from here on an officer should look at both
WHOLE = 0.85  # the letters of both names in a row, whatever the blanks
SLIP = 0.8  # two words this close are one word with a slip
COMMON = frozenset(
    ("perpustakaan", "perpus", "perpusdes", "desa", "kelurahan", "kel", "taman", "baca", "bacaan", "masyarakat",
     "tbm", "pojok", "rumah", "sekolah", "negeri", "umum", "milik")
)  # fmt: skip
SPELLED = {
    "sdn": "sd", "smpn": "smp", "sman": "sma", "smkn": "smk", "min": "mi", "mtsn": "mts", "man": "ma",
    "mushola": "musala", "musholla": "musala", "mushalla": "musala", "mesjid": "masjid", "muh": "muhammad",
}  # fmt: skip
KINDS = frozenset(
    ("tk", "paud", "sd", "mi", "smp", "mts", "sma", "smk", "ma", "slb", "masjid", "musala", "langgar", "gereja",
     "pura", "vihara", "wihara", "klenteng", "pesantren")
)  # fmt: skip
_APOSTROPHES = str.maketrans("", "", "'’‘`´")


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """All words in one spelling: accents, signs and leading zeros gone, SDN is SD."""
    plain = unicodedata.normalize("NFKD", name.translate(_APOSTROPHES)).encode("ascii", "ignore")
    words = re.findall(r"[a-z]+|[0-9]+", plain.decode().lower())
    return tuple(SPELLED.get(word, word.lstrip("0") or "0") for word in words)


def telling(name: str) -> frozenset[str]:
    """The words that tell libraries apart; all of them when none does."""
    words = words_of(name)
    return frozenset(word for word in words if word not in COMMON) or frozenset(words)


def likeness(one: str, other: str, *, place: str = "") -> float:
    """Of two names; words of the village `place` count only when both names have nothing else."""
    if words_of(one) == words_of(other):
        return 1.0
    mine, theirs = telling(one), telling(other)
    if _differ(mine, theirs, str.isdigit) or _differ(mine, theirs, KINDS.__contains__):
        return 0.0
    where = telling(place) if place else frozenset()
    if bool(mine - where) != bool(theirs - where):  # "Perpustakaan Desa X" beside "SD 001 X"
        return 0.0
    whole = SequenceMatcher(None, *sorted((_squeezed(one), _squeezed(other)))).ratio()
    names = [(words - where - KINDS) or (words - KINDS) or words for words in (mine, theirs)]
    return max(_overlap(*names), whole if whole >= WHOLE else 0.0)


def are_alike(one: str, other: str, *, place: str = "") -> bool:
    return likeness(one, other, place=place) >= ALIKE


def _differ(mine: frozenset[str], theirs: frozenset[str], what: Callable[[str], bool]) -> bool:
    """Both have such a word and not the same ones."""
    ours, other = set(filter(what, mine)), set(filter(what, theirs))
    return bool(ours and other) and ours != other


def _squeezed(name: str) -> str:
    """Baitur Rahman and Baiturrahman are the same letters."""
    return "".join(word for word in words_of(name) if word not in COMMON)


def _overlap(mine: frozenset[str], theirs: frozenset[str]) -> float:
    """Shared words over the shorter name, weighed by length; a slip counts as far as it is alike."""
    few, many = sorted((mine, theirs), key=lambda words: (len(words), sorted(words)))
    size = sum(map(len, few))
    if not size:
        return 0.0
    return sum(len(word) * max(_closeness(word, other) for other in many) for word in few) / size


def _closeness(word: str, other: str) -> float:
    if word == other:
        return 1.0
    if word.isdigit() or other.isdigit() or min(len(word), len(other)) < 4:
        return 0.0
    ratio = SequenceMatcher(None, word, other).ratio()
    return ratio if ratio >= SLIP else 0.0
