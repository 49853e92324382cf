"""Results of the survey by period, service and element. Answers are only ever added up."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import ExtractQuarter, ExtractYear
from django.utils.translation import gettext as _

from klik_portal.core.quarters import quarter_end, quarter_start
from klik_portal.satisfaction.elements import KEYS
from klik_portal.satisfaction.models import Service, SurveyAnswer, SurveyPublication
from klik_portal.satisfaction.satisfaction_index import NOBODY, Index, Tally

PAGE_SIZE = 25
FEWEST = 5  # with fewer answers a published line could point at somebody
SUMS = {f"sum_{key}": Sum(key) for key in KEYS}


def _tally(row: dict) -> Tally:
    return Tally(row["count"], {key: row[f"sum_{key}"] or 0 for key in KEYS})


@dataclass(frozen=True)
class Line:
    label: str
    key: str
    index: Index


@dataclass(frozen=True)
class Results:
    """One year as the office looks at it."""

    year: int
    quarter: int  # 0: the whole year
    service: str
    index: Index
    quarters: list[Line]
    services: list[Line]


def results(*, year: int, quarter: int = 0, service: str = "") -> Results:
    """One query: sums per quarter and service are added up along both."""
    rows = (
        SurveyAnswer.objects.filter(
            answered_on__gte=date(year, 1, 1), answered_on__lte=date(year, 12, 31)
        )
        .order_by()
        .annotate(quarter=ExtractQuarter("answered_on"))
        .values("quarter", "service")
        .annotate(count=Count("pk"), **SUMS)
    )
    cube = {(row["quarter"], row["service"]): _tally(row) for row in rows}

    def added(in_quarter: int, of_service: str) -> Index:
        fits = [
            tally
            for (q, s), tally in cube.items()
            if in_quarter in (0, q) and of_service in ("", s)
        ]
        return Index(sum(fits, start=NOBODY))

    return Results(
        year=year,
        quarter=quarter,
        service=service,
        index=added(quarter, service),
        quarters=[Line(_("Triwulan %d") % q, str(q), added(q, service)) for q in range(1, 5)],
        services=[Line(str(s.label), s.value, added(quarter, s.value)) for s in Service],
    )


def tallies_by_quarter() -> dict[tuple[int, int], Tally]:
    """Every quarter that has answers, in one query."""
    rows = (
        SurveyAnswer.objects.order_by()
        .values(year=ExtractYear("answered_on"), quarter=ExtractQuarter("answered_on"))
        .annotate(count=Count("pk"), **SUMS)
    )
    return {(row["year"], row["quarter"]): _tally(row) for row in rows}


def period(*, year: int, quarter: int = 0) -> tuple[date, date]:
    """First and last day of a year or of one of its quarters."""
    return quarter_start(year, quarter), quarter_end(year, quarter)


@dataclass(frozen=True)
class CommentPage:
    rows: list[SurveyAnswer]
    next_cursor: str


def comments(*, after: str = "") -> CommentPage:
    """What people wrote, newest day first; within a day in no order that means anything."""
    rows: QuerySet[SurveyAnswer] = SurveyAnswer.objects.exclude(comment="").order_by(
        "-answered_on", "key"
    )
    start = int(after) if after.isascii() and after.isdecimal() and len(after) < 7 else 0
    found = list(rows[start : start + PAGE_SIZE + 1])
    has_more = len(found) > PAGE_SIZE
    return CommentPage(found[:PAGE_SIZE], str(start + PAGE_SIZE) if has_more else "")


def exported(*, year: int, quarter: int = 0, service: str = "") -> QuerySet[SurveyAnswer]:
    first, last = period(year=year, quarter=quarter)
    rows = SurveyAnswer.objects.filter(answered_on__gte=first, answered_on__lte=last)
    return (rows.filter(service=service) if service else rows).order_by("answered_on", "key")


def publications() -> list[SurveyPublication]:
    """The latest of each year, newest year first."""
    latest: dict[int, SurveyPublication] = {}
    for row in SurveyPublication.objects.all():
        latest.setdefault(row.year, row)
    return list(latest.values())


def publications_of(year: int) -> list[SurveyPublication]:
    """The one that counts, then those it replaced."""
    return list(SurveyPublication.objects.filter(year=year))
