"""The public face of the same numbers: institutions only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import condition

from klik_portal.performance.queries.public import public_figures
from klik_portal.performance.views import asked
from klik_portal.performance.views.dashboard import context_of


def _etag(request: HttpRequest) -> str | None:
    request.figures = public_figures(asked.year(request))
    return asked.fingerprint(request, request.figures)


@condition(etag_func=_etag)
def achievements(request: HttpRequest) -> HttpResponse:
    return render(request, "performance/achievements.html", context_of(request.figures))
