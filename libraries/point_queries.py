"""Service points: of one library, in public, and counted over the regency."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Case, Count, QuerySet, When

from libraries.models import Kecamatan, Library, PointKind, PointState, ServicePoint

PAGE_SIZE = 25
LONG = ("article__html", "article__body", "article__search_text")


def points_of(library: Library) -> QuerySet[ServicePoint]:
    """All that was ever recorded, what is closed at the end."""
    is_closed = Case(When(state=PointState.CLOSED, then=1), default=0)
    rows = library.service_points.select_related("article").defer(*LONG)
    return rows.order_by(is_closed, "kind", "name", "pk")


def public_service_points(library: Library) -> QuerySet[ServicePoint]:
    """What anybody may know: kind, name, place, since and `public_article`; never note or link."""
    return points_of(library).in_use().defer(*LONG, "note", "link")


@dataclass(frozen=True)
class PointFilter:
    kind: str = ""
    kecamatan: str = ""
    state: str = ""
    after: str = ""  # token of the last row seen


@dataclass(frozen=True)
class PointPage:
    rows: list[ServicePoint]
    next_cursor: str


def point_page(wanted: PointFilter) -> PointPage:
    """By library, keyset pages of 25."""
    rows = ServicePoint.objects.select_related("library__desa", "library__kecamatan").defer("note")
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.kecamatan:
        rows = rows.filter(library__kecamatan=wanted.kecamatan)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    last = ServicePoint.objects.filter(token=wanted.after).first() if wanted.after else None
    if last:
        rows = rows.filter(library_id__gte=last.library_id)
        rows = rows.exclude(library_id=last.library_id, pk__lte=last.pk)
    page = list(rows.order_by("library_id", "pk")[: PAGE_SIZE + 1])
    more, page = len(page) > PAGE_SIZE, page[:PAGE_SIZE]
    return PointPage(page, page[-1].token if more else "")


@dataclass(frozen=True)
class Row:
    kecamatan: Kecamatan
    cells: list[tuple[PointKind, int]]
    total: int


@dataclass(frozen=True)
class Totals:
    rows: list[Row]
    sums: list[tuple[PointKind, int]]
    total: int


def totals() -> Totals:
    """How many are active, by kecamatan and kind; also where there are none."""
    counted = (
        ServicePoint.objects.filter(state=PointState.ACTIVE)
        .values_list("library__kecamatan", "kind")
        .annotate(number=Count("pk"))
        .order_by()
    )
    numbers = Counter({(place, kind): number for place, kind, number in counted})
    rows = [
        _row(place, [(kind, numbers[place.code, kind.value]) for kind in PointKind])
        for place in Kecamatan.objects.all()
    ]
    sums = [(kind, sum(n for (_p, k), n in numbers.items() if k == kind)) for kind in PointKind]
    return Totals(rows, sums, numbers.total())


def _row(place: Kecamatan, cells: list[tuple[PointKind, int]]) -> Row:
    return Row(place, cells, sum(number for _kind, number in cells))
