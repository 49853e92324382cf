"""The head's page and the lists behind its numbers."""

from datetime import date, datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import condition

from accreditation.workflow import State
from klik_portal.core import clock
from klik_portal.performance import charts, figures
from klik_portal.performance.queries import lists, unreached
from klik_portal.performance.shapes import Figures
from klik_portal.performance.views import asked
from libraries.models import Kecamatan, TypeGroup


def _etag(request: HttpRequest) -> str | None:
    year = asked.year(request)
    compared = asked.number(request, "banding", asked.FIRST, asked.LAST)
    request.figures = figures.of_year(
        year=year, today=clock.today(), compared=compared if compared != year else None
    )
    request.unreached = unreached.label()
    return asked.fingerprint(request, (request.figures, request.unreached))


@condition(etag_func=_etag)
def dashboard(request: HttpRequest) -> HttpResponse:
    context = {**context_of(request.figures), "unreached": request.unreached}
    return render(request, "performance/dashboard.html", context)


def context_of(told: Figures) -> dict:
    """What the page draws: the figures, and their charts."""
    return {
        "figures": told,
        "year": told.year,
        "result": told.result,
        "chart": charts.year_chart(told.years),
        "funnel": charts.funnel(told.stages),
        "map": charts.district_map(told.areas),
        "areas": [
            area for area in told.areas if area.achieved or area.compared or area.result.target
        ],
        "without": [area.label for area in told.areas if not area.achieved],
        "other_years": [row.year for row in told.years if row.year != told.year],
        "others": [figure for figure in told.indicators if figure != told.headline],
    }


def figure_list(request: HttpRequest) -> HttpResponse:
    """The rows behind a number, each one step from its proof."""
    wanted = _wanted(request)
    rows, last = lists.page(wanted)
    kind = lists.KINDS[wanted.measure]
    area = Kecamatan.objects.filter(pk=wanted.kecamatan).first() if wanted.kecamatan else None
    context = {
        "wanted": wanted,
        "kind": kind,
        "year": wanted.year,
        "rows": rows,
        "group": TypeGroup(wanted.group).label if wanted.group else "",
        "area": area,
        "state": State(wanted.state).label if wanted.measure in ("stays", "fates") else "",
        "next_url": _next_url(request, last),
        "is_first": wanted.after is None,
        "first_url": _first_url(request),
    }
    return render(request, "performance/figure_list.html", context)


def _wanted(request: HttpRequest) -> lists.Wanted:
    measure, group = request.GET.get("ukuran", ""), request.GET.get("jenis", "")
    kecamatan = request.GET.get("kecamatan", "")
    is_known = len(kecamatan) == 8 and kecamatan.isascii() and kecamatan.replace(".", "").isdigit()
    return lists.Wanted(
        measure=measure if measure in lists.KINDS else "accredited",
        year=asked.year(request),
        today=clock.today(),
        quarter=asked.number(request, "triwulan", 1, 4) or 0,
        group=group if group in TypeGroup.values else "",
        kecamatan=kecamatan if is_known else "",
        state=_state(request.GET.get("tahap", "")),
        is_running_total=request.GET.get("sampai") == "akhir",
        months=asked.number(request, "bulan", 1, 60) or 12,
        after=_after(request.GET.get("sesudah", "")),
    )


def _state(typed: str) -> str:
    return typed if typed in State.values else State.SUBMITTED.value


def _after(cursor: str) -> tuple[date, int] | None:
    """The last row of the page before; a moment must say its zone."""
    moment, _bar, pk = cursor.partition("_")
    if not (pk.isascii() and pk.isdecimal() and len(pk) <= 15):
        return None
    try:
        place = date.fromisoformat(moment) if len(moment) == 10 else datetime.fromisoformat(moment)
    except ValueError:
        return None
    return None if getattr(place, "tzinfo", place) is None else (place, int(pk))


def _first_url(request: HttpRequest) -> str:
    query = {key: value for key, value in request.GET.items() if key != "sesudah"}
    return f"{reverse('performance:figure-list')}?{urlencode(query)}"


def _next_url(request: HttpRequest, last: lists.Row | None) -> str:
    if last is None:
        return ""
    query = {**request.GET.dict(), "sesudah": f"{last.moment}_{last.pk}"}
    return f"{reverse('performance:figure-list')}?{urlencode(query)}"
