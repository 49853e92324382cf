"""Keep the sums true: the difference of one library with every change, or all of them anew."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import islice
from operator import or_

from django.db import transaction
from django.db.models import Q

from klik_portal.audit import operations as audit
from klik_portal.performance.counting import Cell, cell_named, cells_of
from klik_portal.performance.models import LibraryCount, Tally
from klik_portal.performance.queries import facts

BATCH = 2000
ASKED = 100
UNIQUE = ("year", "split", "measure", "key")


def settle(*, library_id: int) -> None:
    """After a change of anything that counts for this library, in the same transaction.

    Whoever changes something waits here for the others, as for the audit trail: two changes at once
    would each take the other's for not yet done.
    """
    with transaction.atomic(savepoint=False):
        audit.take_turn()
        told = facts.facts_of([library_id]).get(library_id)
        wanted = cells_of(told, facts.every_holiday()) if told else Counter[Cell]()
        kept = LibraryCount.objects.filter(pk=library_id).first()
        before = _read(kept.cells) if kept else Counter[Cell]()
        if wanted != before:
            _add(wanted, before)
            LibraryCount.objects.update_or_create(
                pk=library_id, defaults={"cells": _written(wanted)}
            )


def settle_many(*, library_ids: Iterable[int]) -> None:
    """The same for libraries that were written, or removed, together."""
    ids = list(library_ids)
    with transaction.atomic(savepoint=False):
        audit.take_turn()
        told, holidays = facts.facts_of(ids), facts.every_holiday()
        cells = {pk: cells_of(one, holidays) for pk, one in told.items()}
        kept = LibraryCount.objects.filter(pk__in=ids)
        wanted, before = _sum(cells.values()), _sum(_read(row.cells) for row in kept)
        if wanted != before:
            _add(wanted, before)
        LibraryCount.objects.filter(pk__in=set(ids) - cells.keys()).delete()
        LibraryCount.objects.bulk_create(
            [LibraryCount(library_id=pk, cells=_written(one)) for pk, one in cells.items()],
            update_conflicts=True,
            unique_fields=["library_id"],
            update_fields=["cells"],
        )


def _add(wanted: Counter[Cell], before: Counter[Cell]) -> None:
    changed = {
        cell: wanted[cell] - before[cell]
        for cell in wanted.keys() | before.keys()
        if wanted[cell] != before[cell]
    }
    there = {
        Cell(row.year, row.split, row.measure, row.key): row.count
        for some in _batched(changed)
        for row in Tally.objects.filter(reduce(or_, (Q(**cell._asdict()) for cell in some)))
    }
    _keep({cell: there.get(cell, 0) + more for cell, more in changed.items()})


def _sum(parts: Iterable[Counter[Cell]]) -> Counter[Cell]:
    total = Counter[Cell]()
    for part in parts:
        total.update(part)
    return total


def _batched(cells: Iterable[Cell]) -> Iterator[list[Cell]]:
    """No query may ask for too many at once."""
    rest = iter(cells)
    while some := list(islice(rest, ASKED)):
        yield some


def _keep(counts: dict[Cell, int]) -> None:
    Tally.objects.bulk_create(
        [Tally(**cell._asdict(), count=count) for cell, count in counts.items()],
        update_conflicts=True,
        unique_fields=UNIQUE,
        update_fields=["count"],
        batch_size=BATCH,
    )


@transaction.atomic
def rebuild() -> int:
    """Count everything again; the number of libraries counted."""
    audit.take_turn()
    Tally.objects.all().delete()
    LibraryCount.objects.all().delete()
    holidays, sums, rows, count = facts.every_holiday(), Counter[Cell](), [], 0
    for library_id, told in facts.facts_of_all():
        cells = cells_of(told, holidays)
        sums.update(cells)
        rows.append(LibraryCount(library_id=library_id, cells=_written(cells)))
        count += 1
        if len(rows) >= BATCH:
            LibraryCount.objects.bulk_create(rows)
            rows.clear()
    LibraryCount.objects.bulk_create(rows)
    _keep(sums)
    return count


def differences() -> dict[Cell, tuple[int, int]]:
    """Where a sum is not what the rows say: (kept, counted anew)."""
    holidays, counted = facts.every_holiday(), Counter[Cell]()
    for _library, told in facts.facts_of_all():
        counted.update(cells_of(told, holidays))
    kept = Counter(
        {Cell(r.year, r.split, r.measure, r.key): r.count for r in Tally.objects.all().iterator()}
    )
    return {
        cell: (kept[cell], counted[cell])
        for cell in kept.keys() | counted.keys()
        if kept[cell] != counted[cell]
    }


def _read(cells: dict[str, int]) -> Counter[Cell]:
    return Counter({cell_named(name): count for name, count in cells.items()})


def _written(cells: Counter[Cell]) -> dict[str, int]:
    return {cell.name: count for cell, count in sorted(cells.items())}
