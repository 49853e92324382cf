"""The map for everybody: where libraries are accredited, and where there is none yet."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import condition

from klik_portal.performance.views import asked
from libraries import district_map as ground
from libraries.coverage import Coverage, coverage, totals
from libraries.district_map import Shape

STEPS = ("unknown", "none", "few", "some", "many")


@dataclass(frozen=True)
class Area:
    told: Coverage
    shape: Shape


def _etag(request: HttpRequest) -> str | None:
    request.coverage = coverage()
    return asked.fingerprint(request, request.coverage)


@condition(etag_func=_etag)
def district(request: HttpRequest) -> HttpResponse:
    outlines = ground.outlines()
    rows = request.coverage
    context = {
        "rows": rows,
        "totals": totals(rows),
        "areas": [
            Area(row, outlines.shapes[row.code]) for row in rows if row.code in outlines.shapes
        ],
        "width": ground.WIDTH,
        "height": outlines.height,
    }
    return render(request, "desks/district.html", context)
