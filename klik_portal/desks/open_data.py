"""Doors of the open data: a page that explains it, JSON page by page, CSV page by page or whole.

A page is its own validator. A whole set, which is written while it is sent, is named by the last thing
that was recorded in Klik and by the day: with either of them certificates may have changed.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import StringIO
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render

from klik_portal.accounts import limits
from klik_portal.audit import queries as audit
from klik_portal.core import clock
from klik_portal.core.open_answers import etag_of, open_to_all, stamped
from klik_portal.core.spreadsheets import csv_cell
from klik_portal.desks.open_sets import SETS, OpenSet
from klik_portal.office.queries import office

USUAL_SIZE, MOST_ROWS, LONGEST_KEY = 500, 1000, 80
SECONDS = 300
FORMAT = 1  # raise it when a field is added: what clients hold is then out of date
JSON, CSV = "application/json; charset=utf-8", "text/csv; charset=utf-8"
LICENCE = "https://creativecommons.org/licenses/by/4.0/deed.id"


class WrongQuestion(Exception):
    """Carries the sentence for the program that asked, or who wrote it."""


def guide(request: HttpRequest) -> HttpResponse:
    context = {
        "sets": list(SETS.values()),
        "usual": USUAL_SIZE,
        "most": MOST_ROWS,
        "licence": LICENCE,
        "base": request.build_absolute_uri("/data/"),
    }
    return render(request, "desks/open_data.html", context)


def as_json(request: HttpRequest, name: str) -> HttpResponseBase:
    wanted = _set(name)
    try:
        rows, next_url = _page(request, wanted)
    except WrongQuestion as wrong:
        return _refused(str(wrong))
    body = json.dumps(
        {"sumber": office().agency_name, "lisensi": LICENCE, "data": rows, "berikutnya": next_url or None},
        ensure_ascii=False, separators=(",", ":"),
    )  # fmt: skip
    return _sent(request, HttpResponse(body, content_type=JSON), etag_of(body), next_url)


def as_csv(request: HttpRequest, name: str) -> HttpResponseBase:
    """The whole set, or one page of it when `jumlah` or `setelah` are asked for."""
    wanted = _set(name)
    if not {"jumlah", "setelah"} & request.GET.keys():
        return _whole(request, wanted)
    try:
        rows, next_url = _page(request, wanted)
    except WrongQuestion as wrong:
        return _refused(str(wrong))
    body = "".join(_lines(wanted, [rows]))
    return _sent(request, HttpResponse(body, content_type=CSV), etag_of(body), next_url)


def _set(name: str) -> OpenSet:
    if name not in SETS:
        raise Http404
    return SETS[name]


def _page(request: HttpRequest, wanted: OpenSet) -> tuple[list[dict], str]:
    size, after = _size(request.GET.get("jumlah", "")), request.GET.get("setelah", "")
    if len(after) > LONGEST_KEY:
        raise WrongQuestion("setelah: isi dengan kunci baris terakhir yang Anda terima.")
    rows, last = wanted.page(after, size)
    if not last:
        return rows, ""
    asked = urlencode({"jumlah": size, "setelah": last})
    return rows, request.build_absolute_uri(f"{request.path}?{asked}")


def _size(typed: str) -> int:
    if not typed:
        return USUAL_SIZE
    size = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 4 else 0
    if not 1 <= size <= MOST_ROWS:
        raise WrongQuestion(f"jumlah: isi dengan angka 1 sampai {MOST_ROWS}.")
    return size


def _refused(sentence: str) -> HttpResponseBase:
    body = json.dumps({"kesalahan": sentence}, ensure_ascii=False)
    return open_to_all(HttpResponse(body, content_type=JSON, status=400), seconds=0)


def _sent(
    request: HttpRequest, response: HttpResponseBase, etag: str, next_url: str = ""
) -> HttpResponseBase:
    answer = stamped(request, response, etag=etag, changed_at=_changed_at(), seconds=SECONDS)
    if next_url:
        answer["Link"] = f'<{next_url}>; rel="next"'
    return answer


def _changed_at() -> datetime:
    """When rows or the day last changed; not later than now."""
    midnight = clock.at_wita(clock.today())
    last = audit.last_event()
    return min(max(midnight, last.at), clock.now()) if last else midnight


def _whole(request: HttpRequest, wanted: OpenSet) -> HttpResponseBase:
    last = audit.last_event()
    etag = etag_of(FORMAT, wanted.name, clock.today(), last.hash if last else "")
    response = StreamingHttpResponse(_lines(wanted, wanted.every()), content_type=CSV)
    response["Content-Disposition"] = f'attachment; filename="klik-{wanted.name}.csv"'
    answer = _sent(request, response, etag)
    if answer.status_code == 304 or request.method == "HEAD":
        return answer
    if limits.too_many(request, "open_data_whole"):
        busy = render(request, "429.html", status=429)
        busy["Retry-After"] = "3600"
        return busy
    return answer


def _lines(wanted: OpenSet, pages: Iterable[list[dict]]) -> Iterator[str]:
    yield _csv([[field.name for field in wanted.fields]])
    for rows in pages:
        yield _csv([[csv_cell(value) for value in row.values()] for row in rows])


def _csv(rows: list[list[str]]) -> str:
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()
