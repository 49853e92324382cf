"""Bring the regions of a regency in: received and looked at, in effect once confirmed."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.pointing import pointing_at
from klik_portal.core.verdict import Refused
from libraries import boundaries, regency
from libraries.models import Desa, Kecamatan, Library, RegionLoad

TOGETHER = 1000
Lines = Iterable[tuple[int, list[str]]]


@transaction.atomic
def receive(
    *, kecamatan: Lines | None = None, desa: Lines | None = None, outlines: bytes | None = None,
    by: User | None, at: datetime,
) -> RegionLoad:  # fmt: skip
    """Read what was sent; nothing is in effect yet. Raises regency.Unsound with a sentence per line."""
    _ensure_coordinator(by)
    load = RegionLoad(loaded_by=by, loaded_at=at)
    load.kecamatan = regency.kecamatan(kecamatan) if kecamatan is not None else []
    districts = {row["code"]: row for row in load.kecamatan} or _stored()
    load.desa = regency.desa(desa, districts=districts) if desa is not None else []
    if outlines is not None:
        load.boundaries = regency.boundaries(outlines, districts=districts)
    load.save()
    return load


def _stored() -> dict[str, regency.Row]:
    return {
        row.code: {"code": row.code, "lat": row.latitude, "lon": row.longitude}
        for row in Kecamatan.objects.all()
    }


@transaction.atomic
def confirm(*, load: RegionLoad, by: User | None, at: datetime) -> RegionLoad:
    """Put it into effect. What libraries or trips use is never removed; a repetition changes nothing."""
    _ensure_coordinator(by)
    load = RegionLoad.objects.select_for_update(of=("self",)).get(pk=load.pk)
    if load.confirmed_at:
        return load
    renamed = Q(kecamatan__in=_put(Kecamatan, load.kecamatan))
    _ensure_districts(load)
    renamed |= Q(desa__in=_put(Desa, load.desa))
    if load.desa:
        _remove_unused(Desa, load.desa)
    if load.kecamatan:
        _remove_unused(Kecamatan, load.kecamatan)
    _refresh_search(renamed)
    load.confirmed_at = at
    load.save(update_fields=["confirmed_at"])
    boundaries.forget()
    audit.record(
        kind="regions", code=load.token, verb="regions_loaded", actor=by, at=at,
        kecamatan=len(load.kecamatan), desa=len(load.desa), outlines=len(load.boundaries),
    )  # fmt: skip
    return load


def _ensure_districts(load: RegionLoad) -> None:
    """Another load may have taken a kecamatan away since this one was received."""
    wanted = {row["kecamatan_code"] for row in load.desa}
    gone = wanted - set(Kecamatan.objects.values_list("code", flat=True))
    if gone:
        raise Refused(_("Kecamatan %s sudah tidak ada. Kirim berkasnya sekali lagi.") % min(gone))


def _put(model: type[Model], rows: list[regency.Row]) -> list[str]:
    """Write new regions and what changed in known ones; the codes of those whose name changed."""
    there = model._default_manager.in_bulk([row["code"] for row in rows])
    new, changed, renamed = [], [], []
    for row in rows:
        region = there.get(row["code"]) or model(code=row["code"])
        before = {name: getattr(region, name) for name in _facts(model, row)}
        for name, value in _facts(model, row).items():
            setattr(region, name, value)
        if row["code"] not in there:
            new.append(region)
        elif any(str(getattr(region, name)) != str(value) for name, value in before.items()):
            changed.append(region)
            renamed += [region.code] if region.name != before["name"] else []
    model._default_manager.bulk_create(new)
    if changed:
        names = ["name", "latitude", "longitude", "zone" if model is Kecamatan else "kind"]
        model._default_manager.bulk_update(changed, names, batch_size=200)
    return renamed


def _facts(model: type[Model], row: regency.Row) -> dict[str, Any]:
    """What the row says; where it says nothing, what is known stays."""
    facts = {"name": row["name"], "latitude": row["lat"], "longitude": row["lon"]}
    facts |= {"zone": row["zone"]} if model is Kecamatan else {"kind": row["kind"]}
    if model is Desa:
        facts["kecamatan_id"] = row["kecamatan_code"]
    return {name: value for name, value in facts.items() if value not in (None, "")}


def missing(model: type[Model], rows: list[regency.Row]) -> tuple[list[Model], list[Model]]:
    """Regions the sheet does not have: those nothing points at, and those in use."""
    gone = list(model._default_manager.exclude(code__in=[row["code"] for row in rows]))
    used = pointing_at(model, (region.code for region in gone))
    return [one for one in gone if one.code not in used], [one for one in gone if one.code in used]


def _remove_unused(model: type[Model], rows: list[regency.Row]) -> None:
    unused, _used = missing(model, rows)
    model._default_manager.filter(code__in=[region.code for region in unused]).delete()


def _refresh_search(renamed: Q) -> None:
    """Libraries are found by the name their village has now."""
    libraries = Library.objects.filter(renamed).with_region().iterator(chunk_size=TOGETHER)
    for some in _in_batches(libraries):
        for library in some:
            library.refresh_search_text()
        Library.objects.bulk_update(some, ["search_text"], batch_size=200)


def _in_batches(libraries: Iterator[Library]) -> Iterator[list[Library]]:
    while some := list(islice(libraries, TOGETHER)):
        yield some


def _ensure_coordinator(by: User | None) -> None:
    """Nobody: the command of whoever runs the server."""
    if by is not None and not by.is_coordinator:
        raise Refused(_("Hanya koordinator yang dapat memuat wilayah."))
