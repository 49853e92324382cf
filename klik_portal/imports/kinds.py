"""What a kind of sheet must know of itself. Apps register theirs; the machinery knows none by name. Pure.

The machinery reads the sheet, keeps its rows, walks through them in small steps and shows what was
found. A kind says which columns there are, what a row means (`check`), how rows become facts
(`apply`) and how that is taken back (`undo`). Each is given a handful of rows at a time, inside the
transaction of the step, and may be asked again about the same rows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

EXAMPLE = "CONTOH"  # a row in which a cell says so is not imported


@dataclass(frozen=True)
class Column:
    """One column. A sheet may call it by its heading or by any synonym, in any order."""

    key: str
    heading: str
    note: str = ""
    synonyms: tuple[str, ...] = ()
    width: int = 18
    choices: tuple[str, ...] = ()  # offered by the template, when they are few
    example: str = ""


@dataclass(frozen=True)
class Line:
    number: int  # as the office sees it in Excel
    cells: Mapping[str, str]  # by key of the column; columns the sheet lacks are missing

    def get(self, key: str) -> str:
        return self.cells.get(key, "")


@dataclass(frozen=True)
class Trouble:
    """Why a row cannot be taken in. `kind` is counted; the sentence is for whoever mends the row."""

    kind: str
    sentence: str
    column: str = ""


@dataclass(frozen=True)
class Claim:
    """Something only one row of a sheet may have. `sentence` knows %(row)d, the row that had it first."""

    key: str
    trouble: str
    sentence: str
    column: str = ""


@dataclass(frozen=True)
class Alike:
    """A row of Klik that may be the same thing."""

    code: str
    label: str
    why: str


@dataclass(frozen=True)
class Finding:
    """What `check` says of one row."""

    label: str = ""
    troubles: tuple[Trouble, ...] = ()
    target: str = ""  # code of what it is already
    seen: int = 0  # version of the target when it was looked at
    changes: tuple[tuple[str, str, str], ...] = ()  # label, before, after
    alike: tuple[Alike, ...] = ()
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Job:
    """A row to be put into effect: as something new, or onto what has the code `target`."""

    line: Line
    target: str = ""
    seen: int | None = None  # None: whatever version there is now
    is_decided: bool = False  # a person looked at what it resembles, and said so


@dataclass(frozen=True)
class Effect:
    """What became of it. With a sentence in `left` nothing was done."""

    target: str = ""
    made: bool = False
    undo: dict[str, Any] = field(default_factory=dict)  # JSON, handed back to `undo`
    left: str = ""


@dataclass(frozen=True)
class Done:
    """A row that was put into effect."""

    target: str
    made: bool
    undo: Mapping[str, Any]


Check = Callable[[Sequence[Line]], list[Finding]]
Apply = Callable[..., list[Effect]]  # (jobs, *, batch, by, at)
Undo = Callable[..., list[str]]  # (done, *, batch, by, at): why each was left, or ""


@dataclass(frozen=True)
class Lists:
    """Another sheet of the template: what the office may look up there."""

    title: str
    headings: tuple[str, ...]
    rows: Callable[[], list[tuple[str, ...]]]


@dataclass(frozen=True)
class Kind:
    name: str
    title: str
    note: str
    things: str  # "perpustakaan": what the rows are called in sentences
    columns: Callable[[], tuple[Column, ...]]
    needs: tuple[tuple[str, ...], ...]  # columns a sheet must have: all of one of these sets
    troubles: Mapping[str, str]  # every kind of trouble, in words
    check: Check
    apply: Apply
    undo: Undo
    url_of: Callable[[str], str]  # where the target of a code is seen
    passed_over: tuple[str, ...] = ()  # headings that are known and mean nothing here
    lists: tuple[Lists, ...] = ()
    together: int = 200  # rows a step; a step should not take longer than half a second


_registered: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _registered[kind.name] = kind


def known(name: str) -> Kind | None:
    return _registered.get(name)


def every() -> list[Kind]:
    return list(_registered.values())
