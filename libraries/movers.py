"""Who moves which rows when two libraries become one. Each app registers its own; this floor imports none.

A model with a foreign key to Library and no mover fails a test, and stops the merge.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from klik_portal.accounts.models import User
from libraries.models import Library


@dataclass(frozen=True)
class Merge:
    """The library that goes, the one that stays, who says so and when."""

    gone: Library
    stays: Library
    by: User
    at: datetime


Move = Callable[[Merge], None]
Says = Callable[[Library, Library], list[str]]  # gone, stays


def _nothing(gone: Library, stays: Library) -> list[str]:
    return []


@dataclass(frozen=True)
class Mover:
    model: type[Model]
    move: Move
    label: str = ""  # in the preview; empty: not worth a line there
    objections: Says = _nothing  # why these two cannot be merged yet
    remarks: Says = _nothing  # what will be settled on the way
    more: tuple[tuple[str, Callable[[Library], int]], ...] = ()  # what hangs on these rows


@dataclass(frozen=True)
class Counted:
    label: str
    gone: int
    stays: int


_MOVERS: dict[type[Model], Mover] = {}


def register(*movers: Mover) -> None:
    for mover in movers:
        _MOVERS[mover.model] = mover


def every() -> list[Mover]:
    return list(_MOVERS.values())


def rows_of(model: type[Model], library: Library) -> QuerySet[Any]:
    """All rows of the model that lead to this library, by whichever foreign keys."""
    found = model._base_manager.none()
    for relation in relations():
        if relation.related_model is model:
            found = found | model._base_manager.filter(**{relation.field.name: library})
    return found


def relations() -> list[Any]:
    """Every foreign key to Library, told by Django itself."""
    hidden_too = Library._meta.get_fields(include_hidden=True)
    return [field for field in hidden_too if field.one_to_many or field.one_to_one]


def counted(gone: Library, stays: Library) -> list[Counted]:
    """What moves, for the preview."""
    rows = []
    for mover in every():
        if mover.label:
            numbers = (rows_of(mover.model, library).count() for library in (gone, stays))
            rows.append(Counted(str(mover.label), *numbers))
        rows += [Counted(str(label), count(gone), count(stays)) for label, count in mover.more]
    return rows


def simply(model: type[Model], label: str = "", **more: Any) -> Mover:
    """For rows that cannot clash."""

    def move(merge: Merge) -> None:
        model._base_manager.filter(library=merge.gone).update(library=merge.stays)

    return Mover(model, move, label, **more)
