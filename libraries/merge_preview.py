"""What a merge would do, before anybody says yes. Reads only."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from libraries import movers
from libraries.models import Library
from libraries.movers import Counted
from libraries.operations import registry

LOCATION = "location"  # both coordinates go together


@dataclass(frozen=True)
class Difference:
    """A fact that the two rows tell differently."""

    key: str
    label: str
    gone: str
    stays: str
    takes_gone: bool  # what is proposed: the filled one, else that of the row that stays


@dataclass(frozen=True)
class Preview:
    differences: list[Difference]
    counts: list[Counted]
    objections: list[str]
    remarks: list[str]


def preview(gone: Library, stays: Library) -> Preview:
    return Preview(
        differences(gone, stays),
        [row for row in movers.counted(gone, stays) if row.gone or row.stays],
        objections(gone, stays),
        [*_two_numbers(gone, stays), *_asked("remarks", gone, stays)],
    )


def differences(gone: Library, stays: Library) -> list[Difference]:
    found = []
    for key in _keys():
        theirs, ours = _value(gone, key), _value(stays, key)
        if theirs != ours:
            found.append(
                Difference(key, _label(key), _shown(gone, key), _shown(stays, key), not _shown(stays, key))
            )  # fmt: skip
    return found


def objections(gone: Library, stays: Library) -> list[str]:
    return _asked("objections", gone, stays)


def chosen(gone: Library, stays: Library, taken: Collection[str]) -> dict[str, Any]:
    """The facts of the library that stays, with those that are taken from the one that goes."""
    facts: dict[str, Any] = {}
    for key in _keys():
        source = gone if key in taken else stays
        facts |= {field: getattr(source, field) for field in _fields(key)}
    return facts


def snapshot(library: Library) -> list[list[str]]:
    """Label and text of every fact, kept when the row goes."""
    return [[_label(key), shown] for key in _keys() if (shown := _shown(library, key))]


def _asked(what: str, gone: Library, stays: Library) -> list[str]:
    return [said for mover in movers.every() for said in getattr(mover, what)(gone, stays)]


def _two_numbers(gone: Library, stays: Library) -> list[str]:
    if gone.npp and stays.npp and gone.npp != stays.npp:
        return [_("Keduanya punya NPP. Pilih satu; yang lain tersimpan di riwayat.")]
    return []


def _keys() -> list[str]:
    plain = [name for name in registry.FIELDS if name not in ("latitude", "longitude")]
    return [*plain, LOCATION]


def _fields(key: str) -> tuple[str, ...]:
    return ("latitude", "longitude") if key == LOCATION else (key,)


def _value(library: Library, key: str) -> Any:
    return [getattr(library, field) for field in _fields(key)]


def _label(key: str) -> str:
    if key == LOCATION:
        return _("Titik lokasi")
    return str(Library._meta.get_field(key).verbose_name)


def _shown(library: Library, key: str) -> str:
    return library.location if key == LOCATION else registry.shown(library, key)
