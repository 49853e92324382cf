"""Libraries that may be one and the same, a stretch of villages at a time."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from django.utils.translation import gettext as _

from libraries.likeness import ALIKE, likeness
from libraries.models import DifferentLibraries, Library

STRETCH = 400  # libraries looked at for one page; alike ones lie in one village
MOST_IN_VILLAGE = 60
_LOOKS = str.maketrans("OQILSBZ", "0011582")


@dataclass(frozen=True)
class Suspicion:
    one: Library
    other: Library
    why: str


@dataclass(frozen=True)
class TwinPage:
    suspicions: list[Suspicion]
    next_cursor: str  # the last village looked at; empty when there are no more


def twin_page(*, kecamatan: str = "", after: str = "") -> TwinPage:
    """Whole villages from `after` on, at most about STRETCH libraries."""
    rows = Library.objects.with_region().filter(desa__gt=after) if after else Library.objects.with_region()  # fmt: skip
    if kecamatan:
        rows = rows.filter(kecamatan=kecamatan)
    taken = list(rows.order_by("desa_id", "pk")[: STRETCH + 1])
    more = len(taken) > STRETCH
    if more:
        taken = _whole_villages(taken)
    villages: dict[str, list[Library]] = defaultdict(list)
    for library in taken:
        villages[library.desa_id].append(library)
    apart = _told_apart(taken)
    found = [s for there in villages.values() for s in _in_village(there, apart)]
    return TwinPage(found, taken[-1].desa_id if more else "")


def _whole_villages(taken: list[Library]) -> list[Library]:
    """Without the last village, which may go on; a village as big as the stretch is cut."""
    last = taken[-1].desa_id
    whole = [library for library in taken if library.desa_id != last]
    return whole or taken[:STRETCH]


def _told_apart(libraries: list[Library]) -> set[tuple[int, int]]:
    if not libraries:
        return set()
    rows = DifferentLibraries.objects.filter(one__in=[library.pk for library in libraries])
    return set(rows.values_list("one", "other"))


def _in_village(there: list[Library], apart: set[tuple[int, int]]) -> Iterator[Suspicion]:
    for one, other in combinations(there[:MOST_IN_VILLAGE], 2):
        if (one.pk, other.pk) not in apart and (why := why_alike(one, other)):
            yield Suspicion(one, other, why)


def why_alike(one: Library, other: Library) -> str:
    """The sentence for the officer; empty when nothing speaks for it."""
    if one.npp and other.npp and _squinted(one.npp) == _squinted(other.npp):
        return _("NPP hampir sama")
    if one.contact_phone and one.contact_phone == other.contact_phone and one.type == other.type:
        return _("Nomor kontak dan jenis sama")
    if likeness(one.name, other.name, place=one.desa.name) >= ALIKE:
        return _("Nama mirip di desa yang sama")
    return ""


def _squinted(npp: str) -> str:
    """O and 0, I and 1 look alike on a stamped paper."""
    return npp.translate(_LOOKS)
