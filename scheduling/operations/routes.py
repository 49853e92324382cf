"""The office's list of routes: loaded once from what is shipped, then kept by coordinators."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.verdict import Conflict, Refused
from libraries.models import Kecamatan
from scheduling.models import RoutePoint, TravelMode, TravelRoute

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "routes.csv"
AWAY = 1000  # positions nobody uses, while the points of a route change places


@dataclass(frozen=True)
class Way:
    """How one gets to a point from the point before it."""

    mode: str
    minutes: int
    season_note: str
    is_estimate: bool


@transaction.atomic
def load_shipped() -> int:
    """The shipped routes, when there are none yet: a list that was begun stays as the office left it."""
    if TravelRoute.objects.exists():
        return 0
    known = set(Kecamatan.objects.values_list("code", flat=True))
    with SHIPPED.open() as file:
        rows = [row for row in csv.DictReader(file) if row["kecamatan_code"] in known]
    count = 0
    for name, points in groupby(rows, key=lambda row: row["route"]):
        count += 1
        route = TravelRoute.objects.create(name=name, position=count)
        RoutePoint.objects.bulk_create(
            RoutePoint(
                route=route, position=int(row["position"]), kecamatan_id=row["kecamatan_code"],
                mode=TravelMode(row["mode"]), minutes=int(row["minutes"]), season_note=row["season_note"],
            )
            for row in points
        )  # fmt: skip
    return count


@transaction.atomic
def create(*, name: str, by: User, at: datetime) -> TravelRoute:
    _ensure_coordinator(by)
    _ensure_free(name)
    last = TravelRoute.objects.order_by("-position").values_list("position", flat=True).first()
    route = TravelRoute.objects.create(name=name, position=(last or 0) + 1)
    _record(route, "created", by, at)
    return route


@transaction.atomic
def rename(*, route: TravelRoute, name: str, version: int, by: User, at: datetime) -> TravelRoute:
    route = _begin(route, version, by)
    _ensure_free(name, but=route)
    route.name = name
    return _finish(route, by, at)


@transaction.atomic
def remove(*, route: TravelRoute, version: int, by: User, at: datetime) -> None:
    """Trips keep the legs they were given."""
    route = _begin(route, version, by)
    _record(route, "removed", by, at)
    route.delete()


@transaction.atomic
def add_point(
    *, route: TravelRoute, kecamatan: Kecamatan, way: Way, version: int, by: User, at: datetime
) -> RoutePoint:
    """One more kecamatan at the end."""
    route = _begin(route, version, by)
    points = list(route.points.all())
    if any(point.kecamatan_id == kecamatan.code for point in points):
        raise Refused(_("Kecamatan %s sudah ada di jalur ini.") % kecamatan.name)
    position = points[-1].position + 1 if points else 1
    point = RoutePoint.objects.create(
        route=route, position=position, kecamatan=kecamatan, **_columns(way)
    )
    _finish(route, by, at)
    return point


@transaction.atomic
def change_point(
    *, route: TravelRoute, code: str, way: Way, version: int, by: User, at: datetime
) -> None:
    route = _begin(route, version, by)
    if not route.points.filter(kecamatan_id=code).update(**_columns(way)):
        raise Refused(_("Kecamatan ini tidak lagi ada di jalur."))
    _finish(route, by, at)


@transaction.atomic
def move_point(
    *, route: TravelRoute, code: str, step: int, version: int, by: User, at: datetime
) -> None:
    """One place up (-1) or down (+1); at the end of the list nothing moves."""
    route = _begin(route, version, by)
    points = list(route.points.all())
    index = next((n for n, point in enumerate(points) if point.kecamatan_id == code), None)
    if index is None:
        raise Refused(_("Kecamatan ini tidak lagi ada di jalur."))
    if 0 <= index + step < len(points):
        points[index], points[index + step] = points[index + step], points[index]
        _number(points)
    _finish(route, by, at)


@transaction.atomic
def remove_point(*, route: TravelRoute, code: str, version: int, by: User, at: datetime) -> None:
    route = _begin(route, version, by)
    route.points.filter(kecamatan_id=code).delete()
    _number(list(route.points.all()))
    _finish(route, by, at)


def _number(points: Sequence[RoutePoint]) -> None:
    """Two rounds, because no two points may share a place even for a moment."""
    for offset in (AWAY, 0):
        for position, point in enumerate(points, 1):
            RoutePoint.objects.filter(pk=point.pk).update(position=position + offset)


def _columns(way: Way) -> dict[str, object]:
    return {
        "mode": TravelMode(way.mode), "minutes": way.minutes, "season_note": way.season_note,
        "is_estimate": way.is_estimate,
    }  # fmt: skip


def _begin(route: TravelRoute, version: int, by: User) -> TravelRoute:
    _ensure_coordinator(by)
    found = TravelRoute.objects.select_for_update().filter(pk=route.pk).first()
    if found is None:
        raise Refused(_("Jalur ini sudah dihapus."))
    if found.version != version:
        points = found.points.select_related("kecamatan")
        text = "\n".join(
            f"{p.kecamatan.name}: {p.get_mode_display()}, {p.minutes} menit" for p in points
        )
        raise Conflict(theirs=[(_("Nama jalur"), found.name), (_("Titik"), text)])
    return found


def _finish(route: TravelRoute, by: User, at: datetime) -> TravelRoute:
    route.version += 1
    route.save()
    _record(route, "changed", by, at)
    return route


def _ensure_coordinator(by: User) -> None:
    if not by.is_coordinator:
        raise Refused(_("Hanya koordinator yang mengubah jalur."))


def _ensure_free(name: str, but: TravelRoute | None = None) -> None:
    rows = TravelRoute.objects.filter(name__iexact=name)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    if rows.exists():
        raise Refused(_("Sudah ada jalur dengan nama itu."))


def _record(route: TravelRoute, verb: str, by: User, at: datetime) -> None:
    audit.record(kind="route", code=route.token, verb=verb, actor=by, at=at, name=route.name)
