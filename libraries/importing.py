"""Sheets of libraries: what a row means (`import_reading`, `import_identity`), and how it gets in and out."""

from collections.abc import Iterable, Sequence
from copy import copy
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klik_portal.accounts.models import User
from klik_portal.imports.kinds import Claim, Done, Effect, Finding, Job, Kind, Line, Lists
from libraries import import_columns, likeness
from libraries.import_identity import Identified, Neighbours, identify, taken
from libraries.import_reading import Read, read
from libraries.models import Desa, Library
from libraries.operations import bulk, registry
from libraries.places import Regions

NAME = "libraries"


def check(lines: Sequence[Line]) -> list[Finding]:
    rows = read(lines, Regions.stored())
    near = Neighbours.of(rows)
    return [_finding(row, identify(row, near)) for row in rows]


def _finding(row: Read, told: Identified) -> Finding:
    troubles = tuple(row.troubles) + ((told.trouble,) if told.trouble else ())
    library = told.library
    changes = changes_to(library, row.facts) if library and not troubles else ()
    return Finding(
        label=row.name,
        troubles=troubles,
        target=library.code if library else "",
        seen=library.version if library else 0,
        changes=changes,
        alike=told.alike,
        claims=tuple(_claims(row, library)),
    )


def _claims(row: Read, library: Library | None) -> Iterable[Claim]:
    if row.npp:
        yield Claim(f"npp:{row.npp}"[:240], "npp_twice", _("NPP ini sudah dipakai baris %(row)d."), "npp")  # fmt: skip
    same = _("Perpustakaan ini sudah ada di baris %(row)d.")
    if library:
        yield Claim(f"library:{library.code}", "twice", same)
    elif row.identity:
        desa, kind, words = row.identity
        yield Claim(f"name:{desa}:{kind}:{' '.join(words)}"[:240], "twice", same)


def changes_to(library: Library, facts: dict[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """What these facts would change, in words."""
    wanted = copy(library)
    registry.put(wanted, _spoken(library, facts))
    return tuple(
        (
            str(Library._meta.get_field(name).verbose_name),
            registry.shown(library, name),
            registry.shown(wanted, name),
        )
        for name in registry.FIELDS
        if getattr(library, name) != getattr(wanted, name)
    )


def _spoken(library: Library, facts: dict[str, Any]) -> dict[str, Any]:
    """A name that only differs in capitals, blanks or signs leaves Klik's spelling."""
    if likeness.words_of(library.name) != likeness.words_of(facts.get("name", "")):
        return facts
    return {name: value for name, value in facts.items() if name != "name"}


def apply(jobs: Sequence[Job], *, batch: str, by: User, at: datetime) -> list[Effect]:
    """The rows are read once more: what was checked yesterday may be wrong today."""
    rows = read([job.line for job in jobs], Regions.stored())
    near = Neighbours.of(rows)
    there = bulk.locked(job.target for job in jobs if job.target)
    effects: dict[int, Effect] = {}
    new: list[tuple[int, dict[str, Any]]] = []
    changed: list[tuple[int, Library, dict[str, Any]]] = []
    for at_place, (job, row) in enumerate(zip(jobs, rows, strict=True)):
        library = there.get(job.target)
        if why := _why_not(job, row, library, near):
            effects[at_place] = Effect(left=why)
        elif library:
            changed.append((at_place, library, _spoken(library, row.facts)))
        else:
            new.append((at_place, row.facts))
    if new:
        made = bulk.register_many(facts=[facts for _at, facts in new], source=batch, by=by, at=at)
        for (at_place, _facts), library in zip(new, made, strict=True):
            effects[at_place] = Effect(library.code, made=True)
    if changed:
        wanted = [(library, facts) for _at, library, facts in changed]
        undos = bulk.update_many(wanted=wanted, source=batch, by=by, at=at)
        for (at_place, library, _facts), undo in zip(changed, undos, strict=True):
            left = "" if undo else _("Tidak ada yang berubah.")
            effects[at_place] = Effect(library.code, undo=undo, left=left)
    return [effects[at_place] for at_place in range(len(jobs))]


def _why_not(job: Job, row: Read, library: Library | None, near: Neighbours) -> str:
    if row.troubles:
        return row.troubles[0].sentence
    numbered = near.by_npp.get(row.npp) if row.npp else None
    if numbered and numbered.code != job.target:
        return taken(numbered).sentence
    if job.target and library is None:
        return _("Perpustakaan ini sudah tidak ada.")
    if library and job.seen is not None and job.seen != library.version:
        return _("Data perpustakaan ini berubah sesudah diperiksa. Kirim lembarnya sekali lagi.")
    if not job.target and not job.is_decided and near.by_identity.get(row.identity):
        return _("Perpustakaan ini sudah didaftarkan sesudah diperiksa.")
    return ""


def undo(done: Sequence[Done], *, batch: str, by: User, at: datetime) -> list[str]:
    made = [one.target for one in done if one.made]
    changed = [(one.target, dict(one.undo)) for one in done if not one.made]
    removed = iter(bulk.remove_many(codes=made, source=batch, by=by, at=at))
    restored = iter(bulk.restore_many(wanted=changed, source=batch, by=by, at=at))
    return [next(removed) if one.made else next(restored) for one in done]


def _villages() -> list[tuple[str, ...]]:
    rows = Desa.objects.select_related("kecamatan").order_by("kecamatan__name", "name")
    return [(row.name, row.kecamatan.name, str(row.Kind(row.kind).label), row.code) for row in rows]


KIND = Kind(
    name=NAME,
    title=gettext_lazy("Daftar perpustakaan"),
    note=gettext_lazy("Menambah perpustakaan dan memperbarui datanya."),
    things=gettext_lazy("perpustakaan"),
    columns=import_columns.columns,
    needs=import_columns.NEEDS,
    troubles=import_columns.TROUBLES,
    passed_over=import_columns.TOLD,
    check=check,
    apply=apply,
    undo=undo,
    url_of=lambda code: reverse("libraries:registry-detail", args=[code]),
    lists=(
        Lists(
            "Desa",
            ("Desa/kelurahan", "Kecamatan", "Desa atau kelurahan", "Kode wilayah"),
            _villages,
        ),
    ),
)
