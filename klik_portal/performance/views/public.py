"""The released figures, for everybody: institutions only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import condition

from klik_portal.core import clock
from klik_portal.performance import charts
from klik_portal.performance.queries.public import public_figures
from klik_portal.performance.views import asked


def _etag(request: HttpRequest) -> str | None:
    year = asked.number(request, "tahun", asked.FIRST, asked.LAST)
    request.figures = public_figures(year, today=clock.today())
    return asked.fingerprint(request, request.figures)


@condition(etag_func=_etag)
def achievements(request: HttpRequest) -> HttpResponse:
    figures = request.figures
    areas = figures.chosen.areas if figures.chosen else []
    context = {
        "figures": figures,
        "year": figures.year,
        "chosen": figures.chosen,
        "result": figures.chosen.result if figures.chosen else None,
        "chart": charts.year_chart(figures.years),
        "map": charts.district_map(areas),
        "areas": [area for area in areas if area.achieved],
    }
    return render(request, "performance/achievements.html", context)
