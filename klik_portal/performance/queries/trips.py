"""Journeys of a year: few enough to be asked for as they are."""

from datetime import date

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Round

from klik_portal.performance.shapes import TripFigure
from scheduling.models import AppointmentState, BudgetLine, Trip, TripState, TripStop


def of_year(year: int) -> TripFigure:
    """Finished trips by their first day; libraries are those whose visit took place."""
    spent = (
        BudgetLine.objects.filter(trip=OuterRef("pk"))
        .order_by()
        .values("trip")
        .annotate(sum=Sum(Round(F("quantity") * F("unit_price"))))
        .values("sum")
    )
    visited = (
        TripStop.objects.filter(trip=OuterRef("pk"), appointment__state=AppointmentState.ATTENDED)
        .order_by()
        .values("trip")
        .annotate(count=Count("pk"))
        .values("count")
    )
    told = done_in(year).aggregate(
        trips=Count("pk"), visited=Sum(Coalesce(Subquery(visited), 0)), cost=Sum(Subquery(spent))
    )
    return TripFigure(told["trips"], told["visited"] or 0, round(told["cost"] or 0))


def done_in(year: int) -> QuerySet[Trip]:
    return Trip.objects.filter(
        state=TripState.DONE, first_on__gte=date(year, 1, 1), first_on__lte=date(year, 12, 31)
    )
