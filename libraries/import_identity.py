"""Which library a row is: by code, then NPP, then village, type and name; else what it resembles."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from klik_portal.imports.kinds import Alike, Trouble
from libraries import likeness
from libraries.import_reading import Read
from libraries.models import Library

MOST_ALIKE = 3


@dataclass
class Neighbours:
    """Libraries a row may be: of the villages and with the numbers these rows speak of."""

    by_npp: dict[str, Library]
    by_desa: dict[str, list[Library]]
    by_identity: dict[tuple, list[Library]]

    @classmethod
    def of(cls, rows: Sequence[Read]) -> "Neighbours":
        villages = {row.desa.code for row in rows if row.desa and row.known is None}
        numbers = {row.npp for row in rows if row.npp}
        near = list(Library.objects.filter(desa__in=villages).order_by("pk"))
        by_desa, by_identity = defaultdict(list), defaultdict(list)
        for library in near:
            by_desa[library.desa_id].append(library)
            words = likeness.words_of(library.name)
            by_identity[(library.desa_id, library.type, words)].append(library)
        numbered = Library.objects.filter(npp__in=numbers).with_region()
        return cls({one.npp: one for one in numbered}, by_desa, by_identity)


@dataclass(frozen=True)
class Identified:
    library: Library | None = None
    alike: tuple[Alike, ...] = ()
    trouble: Trouble | None = None


def identify(row: Read, near: Neighbours) -> Identified:
    """By code, then NPP, then village, type and name; else what it resembles."""
    numbered = near.by_npp.get(row.npp) if row.npp else None
    same = near.by_identity.get(row.identity, []) if row.identity else []
    if row.known:
        return _unless_taken(row.known, numbered)
    if numbered and not _may_be(row, numbered):
        return Identified(trouble=taken(numbered))
    if numbered:
        return Identified(numbered)
    if len(same) == 1 and not _numbers_differ(row, same[0]):
        return Identified(same[0])
    return Identified(alike=tuple(_alike(row, same, near)))


def _unless_taken(library: Library, numbered: Library | None) -> Identified:
    if numbered and numbered.pk != library.pk:
        return Identified(library, trouble=taken(numbered))
    return Identified(library)


def taken(library: Library) -> Trouble:
    told = {"name": library.name, "place": library.place}
    return Trouble("npp_taken", _("NPP ini milik %(name)s, %(place)s.") % told, "npp")


def _may_be(row: Read, library: Library) -> bool:
    return (
        row.desa is not None
        and library.desa_id == row.desa.code
        and likeness.are_alike(library.name, row.name, place=row.desa.name)
    )


def _numbers_differ(row: Read, library: Library) -> bool:
    return bool(row.npp and library.npp and row.npp != library.npp)


def _alike(row: Read, same: list[Library], near: Neighbours) -> Iterable[Alike]:
    if row.desa is None or not row.facts.get("name"):
        return
    name, place = row.facts["name"], row.desa.name
    found = {one.pk: (1.0, one) for one in same}
    for library in near.by_desa[row.desa.code]:
        if library.pk in found or not _share_traces(name, library.name):
            continue
        score = likeness.likeness(library.name, name, place=place)
        if library.type == row.facts.get("type"):  # a slip in the name of the village itself
            bare = likeness.likeness(library.name, name)
            score = max(score, bare if bare >= likeness.WHOLE else 0.0)
        if score >= likeness.ALIKE:
            found[library.pk] = (score, library)
    best = sorted(found.values(), key=lambda pair: (-pair[0], pair[1].pk))[:MOST_ALIKE]
    for score, library in best:
        yield Alike(library.code, library.name, _why(row, library, score))


def _why(row: Read, library: Library, score: float) -> str:
    if _numbers_differ(row, library):
        return _("nama sama, NPP lain: %s") % library.npp
    if score >= 1 and library.type != row.facts.get("type"):
        return _("nama sama, jenis lain: %s") % library.type_label
    return _("nama sama") if score >= 1 else _("nama mirip %d%%") % round(score * 100)


def _share_traces(one: str, other: str) -> bool:
    """A cheap look before the dear one: names that are alike share a quarter of their letter pairs."""
    mine, theirs = _traces(one), _traces(other)
    return len(mine & theirs) * 4 >= min(len(mine), len(theirs))


@lru_cache(maxsize=16384)
def _traces(name: str) -> frozenset[str]:
    letters = "".join(sorted(likeness.telling(name)))
    return frozenset(letters[at : at + 2] for at in range(len(letters) - 1))
