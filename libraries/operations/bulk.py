"""Many libraries at once, for sheets: written, changed, and exactly taken back.

The rules are those of `registry`; only the writing is done together. Whoever keeps sums beside the
libraries hears of it by `libraries_written`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Field
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.audit.operations import Event
from klik_portal.core.numbering import next_numbers
from klik_portal.core.pointing import pointing_at
from libraries.models import Library
from libraries.operations import registry
from libraries.signals import libraries_written

Facts = Mapping[str, Any]


@transaction.atomic
def register_many(*, facts: Sequence[Facts], source: str, by: User, at: datetime) -> list[Library]:
    """Confirmed libraries with their numbers; `source` is the sheet they came with."""
    codes = next_numbers(series=registry.SERIES, at=at, count=len(facts))
    libraries = []
    for code, told in zip(codes, facts, strict=True):
        library = Library(code=code, registered_by=by, registered_at=at)
        library.verified_by, library.verified_at = by, at
        registry.put(library, told)
        libraries.append(library)
    Library.objects.bulk_create(libraries)
    _record(
        "imported", ((one.code, {"name": one.name, "sheet": source}) for one in libraries), by, at
    )
    _tell(libraries)
    return libraries


@transaction.atomic
def update_many(
    *, wanted: Sequence[tuple[Library, Facts]], source: str, by: User, at: datetime
) -> list[dict[str, Any]]:
    """Change locked libraries; per library what `restore_many` needs, empty where nothing changed."""
    told, events = [], []
    for library, facts in wanted:
        before = _row(library)
        registry.put(library, facts)
        after = _row(library)
        changed = [name for name in before if before[name] != after[name]]
        if not changed:
            told.append({})
            continue
        library.version += 1
        values = {name: getattr(library, name) for name in (*changed, "version")}
        Library.objects.filter(pk=library.pk).update(**values)
        told.append(
            {
                "before": _packed(
                    {**before, "version": library.version - 1}, (*changed, "version")
                ),
                "after": _packed({**after, "version": library.version}, (*changed, "version")),
            }
        )
        events.append((library.code, {"fields": changed, "sheet": source}))
    _record("import_changed", events, by, at)
    _tell(library for library, _facts in wanted)
    return told


@transaction.atomic
def restore_many(
    *, wanted: Sequence[tuple[str, dict[str, Any]]], source: str, by: User, at: datetime
) -> list[str]:
    """Put libraries back as they were before `update_many`, last change first.

    Per library why it was left, or nothing.
    """
    there = locked(code for code, _undo in wanted)
    told, events = [], []
    for code, undo in wanted:
        library = there.get(code)
        if library is None:
            told.append(_("Perpustakaan ini sudah tidak ada."))
        elif _packed(_row(library), undo["after"]) != undo["after"]:
            told.append(_("Data perpustakaan ini sudah diubah lagi sesudah impor."))
        else:
            for name, value in undo["before"].items():
                setattr(library, name, _field(name).to_python(value))
            values = {name: getattr(library, name) for name in undo["before"]}
            Library.objects.filter(pk=library.pk).update(**values)
            events.append((code, {"sheet": source}))
            told.append("")
    _record("import_restored", events, by, at)
    _tell(there.values())
    return told


@transaction.atomic
def remove_many(*, codes: Sequence[str], source: str, by: User, at: datetime) -> list[str]:
    """Remove libraries as new as `register_many` left them; why each was left, or nothing."""
    there = locked(codes)
    used = pointing_at(Library, (library.pk for library in there.values()))
    told, going = [], []
    for code in codes:
        library = there.get(code)
        if library is None:
            told.append(_("Perpustakaan ini sudah tidak ada."))
        elif library.version != 1:
            told.append(_("Data perpustakaan ini sudah diubah sesudah impor."))
        elif library.pk in used:
            names = sorted(str(POINTING.get(name, _("data lain"))) for name in used[library.pk])
            told.append(_("Sudah dipakai: %s.") % ", ".join(names))
        else:
            going.append(library)
            told.append("")
    # Nothing points at them, as `pointing_at` found, so there is nothing a collector would have to follow.
    rows = Library.objects.filter(pk__in=[library.pk for library in going])
    rows._raw_delete(rows.db)
    _record("import_removed", ((one.code, {"sheet": source}) for one in going), by, at)
    _tell(going)
    return told


def locked(codes: Iterable[str]) -> dict[str, Library]:
    rows = Library.objects.select_for_update(of=("self",)).with_region()
    return {library.code: library for library in rows.filter(code__in=set(codes))}


POINTING = {
    "application": gettext_lazy("permohonan"),
    "librarymembership": gettext_lazy("pengelola"),
    "outcome": gettext_lazy("sertifikat"),
}


def _row(library: Library) -> dict[str, Any]:
    return {
        field.attname: getattr(library, field.attname) for field in Library._meta.concrete_fields
    }


def _packed(row: Facts, names: Iterable[str]) -> dict[str, Any]:
    """As JSON keeps it and `to_python` reads it."""
    return {name: _plain(row[name]) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _field(attname: str) -> Field:
    field = next(one for one in Library._meta.concrete_fields if one.attname == attname)
    return field.target_field if field.is_relation else field


def _record(verb: str, told: Iterable[tuple[str, dict]], by: User, at: datetime) -> None:
    events = [Event("library", code, verb, payload=payload) for code, payload in told]
    if events:
        audit.record_many(events=events, actor=by, at=at)


def _tell(libraries: Iterable[Library]) -> None:
    if pks := [library.pk for library in libraries]:
        libraries_written.send(sender=Library, pks=pks)
