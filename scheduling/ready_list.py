"""Who waits for a visit, along which route. Reads only."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from accreditation.models import Application
from accreditation.workflow import State
from libraries.models import Kecamatan
from scheduling.models import (
    RoutePoint,
    TravelRoute,
    TripState,
    TripStop,
    VisitRequest,
    VisitRequestState,
)
from scheduling.ways import Point, Ways

MOST = 300


@dataclass(frozen=True)
class Waiting:
    """One open request for a visit; `drafts` are codes of draft trips that have it already."""

    visit_request: VisitRequest
    drafts: tuple[str, ...]

    @property
    def application(self) -> Application:
        return self.visit_request.application


@dataclass(frozen=True)
class Place:
    kecamatan: Kecamatan
    rows: Sequence[Waiting]


@dataclass(frozen=True)
class Group:
    """A route with who waits along it, in the order in which one passes; without a route: off the map."""

    route: TravelRoute | None
    places: Sequence[Place]

    @property
    def count(self) -> int:
        return sum(len(place.rows) for place in self.places)


@dataclass(frozen=True)
class ReadyList:
    groups: Sequence[Group]
    count: int
    silent: Sequence[Application]  # in mentoring, has not asked


def waiting_requests(*, kecamatan: Kecamatan | None = None, zone: str = "") -> list[Waiting]:
    rows = VisitRequest.objects.filter(state=VisitRequestState.OPEN).select_related(
        "application__library__desa", "application__library__kecamatan"
    )
    if kecamatan is not None:
        rows = rows.filter(application__library__kecamatan=kecamatan)
    if zone:
        rows = rows.filter(application__library__kecamatan__zone=zone)
    found = list(rows.order_by("asked_at", "pk")[:MOST])
    drafts: dict[int, list[str]] = {}
    stops = TripStop.objects.filter(
        application__in=[row.application_id for row in found], trip__state=TripState.DRAFT
    )
    for application, code in stops.values_list("application_id", "trip__code"):
        drafts.setdefault(application, []).append(code)
    return [Waiting(row, tuple(drafts.get(row.application_id, ()))) for row in found]


def ready_list(*, kecamatan: Kecamatan | None = None, zone: str = "") -> ReadyList:
    """Open requests by route and kecamatan; a kecamatan on two routes stands under both."""
    rows = waiting_requests(kecamatan=kecamatan, zone=zone)
    by_kecamatan: dict[str, list[Waiting]] = {}
    for row in rows:
        by_kecamatan.setdefault(row.application.library.kecamatan_id, []).append(row)
    points = list(RoutePoint.objects.select_related("route", "kecamatan").order_by(
        "route__position", "route__name", "position"
    ))  # fmt: skip
    groups: dict[int, list[RoutePoint]] = {}
    for point in points:
        if point.kecamatan_id in by_kecamatan:
            groups.setdefault(point.route_id, []).append(point)
    found = [
        Group(passed[0].route, [Place(p.kecamatan, by_kecamatan[p.kecamatan_id]) for p in passed])
        for passed in groups.values()
    ]
    off = _off_the_map(by_kecamatan, {point.kecamatan_id for point in points})
    return ReadyList(
        [*found, *([off] if off else [])], len(rows), _silent(kecamatan=kecamatan, zone=zone)
    )


def _off_the_map(by_kecamatan: dict[str, list[Waiting]], known: Collection[str]) -> Group | None:
    places = [
        Place(rows[0].application.library.kecamatan, rows)
        for code, rows in by_kecamatan.items()
        if code not in known
    ]
    return Group(None, places) if places else None


def _silent(*, kecamatan: Kecamatan | None, zone: str) -> list[Application]:
    asked = VisitRequest.objects.exclude(state=VisitRequestState.WITHDRAWN)
    rows = Application.objects.filter(state=State.MENTORING).exclude(
        pk__in=asked.values("application_id")
    )
    if kecamatan is not None:
        rows = rows.filter(library__kecamatan=kecamatan)
    if zone:
        rows = rows.filter(library__kecamatan__zone=zone)
    return list(rows.with_library().order_by("library__kecamatan__name", "pk")[:MOST])


DETOUR = 90  # minutes more of travelling that still count as being on the way


def on_the_way(*, ways: Ways, order: Sequence[str], but: Collection[int]) -> list[Waiting]:
    """Who else waits where a trip through these kecamatan comes by, the smallest detour first."""
    if not order:
        return []
    near: dict[str, int] = {}
    found = []
    for row in waiting_requests():
        code = row.application.library.kecamatan_id
        if row.visit_request.application_id in but or not (ways.knows(code) or code in order):
            continue
        if code not in near:
            near[code] = ways.detour(order, code)
        if near[code] <= DETOUR:
            found.append(row)
    return sorted(found, key=lambda row: near[row.application.library.kecamatan_id])


def all_ways(base: str) -> Ways:
    """The routes of the office as one map."""
    routes: dict[int, list[Point]] = {}
    for point in RoutePoint.objects.select_related("kecamatan").order_by("route_id", "position"):
        routes.setdefault(point.route_id, []).append(
            Point(
                point.kecamatan_id,
                point.kecamatan.name,
                point.mode,
                point.minutes,
                point.season_note,
            )
        )
    return Ways(routes.values(), base)


def wished_week(requests: Iterable[VisitRequest], earliest: date) -> date | None:
    """The Monday that suits the most of them, the first of equals."""
    votes: dict[date, int] = {}
    for visit_request in requests:
        for week in visit_request.monday_list:
            if week >= earliest:
                votes[week] = votes.get(week, 0) + 1
    return min(votes, key=lambda week: (-votes[week], week), default=None)
