"""Doors of imports: send a sheet, see what was found, decide, confirm, take back."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from klik_portal.core import clock, spreadsheets
from klik_portal.core.verdict import Refused
from klik_portal.files import serving
from klik_portal.imports import kinds, queries
from klik_portal.imports.documents import sheets
from klik_portal.imports.forms import ColumnsForm, DecisionsForm, UploadForm
from klik_portal.imports.models import BatchState, ImportBatch
from klik_portal.imports.operations import deciding, receiving

LOOK_AGAIN = "3"  # seconds until a page about a sheet being worked on asks anew


def batch_list(request: HttpRequest) -> HttpResponse:
    page = queries.batches(user=request.user, before=_key(request, "sebelum"))
    return render(request, "imports/list.html", {"page": page, "kinds": kinds.every()})


def new(request: HttpRequest, kind: str) -> HttpResponse:
    wanted = _kind(kind)
    form = UploadForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            batch = receiving.receive(
                kind=wanted, upload=form.cleaned_data["sheet"], by=request.user, at=clock.now()
            )
        except Refused as refusal:
            form.add_error("sheet", list(refusal.reasons))
        else:
            name = "imports:columns" if batch.state == BatchState.MAPPING else "imports:batch"
            return redirect(name, batch.token)
    context = {"form": form, "kind": wanted}
    return render(request, "imports/new.html", context, status=422 if form.errors else 200)


def template(request: HttpRequest, kind: str) -> HttpResponse:
    wanted = _kind(kind)
    return serving.download(
        sheets.template(wanted), content_type=spreadsheets.CONTENT_TYPE, name=f"contoh-{kind}.xlsx"
    )


def batch(request: HttpRequest, token: str) -> HttpResponse:
    """How far it is and what was found; reloads itself while a worker is at it."""
    one = _batch(request, token)
    told = [
        (str(one.sheet.troubles.get(kind, kind)), count) for kind, count in one.troubles.items()
    ]
    context = {
        "batch": one,
        "troubles": sorted(told, key=lambda pair: -pair[1]),
        "figures": _figures(one),
    }
    response = render(request, "imports/batch.html", context)
    if one.is_working:
        response["Refresh"] = LOOK_AGAIN
    return response


def _figures(one: ImportBatch) -> list[tuple[int, Any, str]]:
    """What was found, or what became of it, each with the way to its rows."""
    wanted = queries.RESULTS if one.confirmed_at else queries.FOUND
    if one.state == BatchState.UNDONE:
        wanted = queries.AFTERWARDS
    return [
        (one.count(what), queries.TITLES[shown], reverse("imports:rows", args=[one.token, shown]))
        for what, shown in wanted.items()
        if one.count(what)
    ]


def columns(request: HttpRequest, token: str) -> HttpResponse:
    one = _batch(request, token)
    if one.state not in deciding.CHECKABLE:
        return redirect("imports:batch", token)
    form = ColumnsForm(
        request.POST if request.method == "POST" else None, batch=one, first=one.rows.first()
    )
    if request.method == "POST" and form.is_valid():
        try:
            deciding.check(batch=one, keys=form.keys, by=request.user, at=clock.now())
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            return redirect("imports:batch", token)
    context = {"batch": one, "form": form}
    return render(request, "imports/columns.html", context, status=422 if form.errors else 200)


def rows(request: HttpRequest, token: str, shown: str) -> HttpResponse:
    if shown not in queries.SHOWN:
        raise Http404
    one = _batch(request, token)
    page = queries.rows(batch=one, shown=shown, after=_key(request, "setelah"))
    headings = {column.key: column.heading for column in one.sheet.columns()}
    context = {
        "batch": one,
        "page": page,
        "title": queries.TITLES[shown],
        "rows": [_row(row, headings, one.sheet) for row in page.rows],
    }
    return render(request, "imports/rows.html", context)


def _row(row: Any, headings: dict[str, str], kind: kinds.Kind) -> dict[str, Any]:
    return {
        "number": row.number,
        "label": row.label,
        "url": kind.url_of(row.target) if row.target else "",
        "target": row.target,
        "troubles": [(headings.get(column, ""), said) for _kind, column, said in row.troubles],
        "changes": row.changes,
        "alike": row.alike,
        "remark": row.remark,
    }


def decide(request: HttpRequest, token: str) -> HttpResponse:
    """Page by page; what was chosen is kept, the rest is skipped."""
    one = _batch(request, token)
    if one.state != BatchState.CHECKED:
        return redirect("imports:batch", token)
    page = queries.rows(batch=one, shown="mirip", after=_key(request, "setelah"))
    form = DecisionsForm(request.POST if request.method == "POST" else None, rows=page.rows)
    if request.method == "POST" and form.is_valid():
        try:
            deciding.decide(batch=one, decisions=form.decisions, by=request.user, at=clock.now())
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Pilihan tersimpan."))
            if page.next_key:
                return redirect(f"{request.path}?setelah={page.next_key}")
            return redirect("imports:batch", token)
    context = {"batch": one, "page": page, "form": form}
    return render(request, "imports/decide.html", context, status=422 if form.errors else 200)


def _step(request: HttpRequest, token: str, operation: Callable[..., Any]) -> HttpResponse:
    """One of the buttons: do it, or say why not."""
    try:
        operation(batch=_batch(request, token), by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    return redirect("imports:batch", token)


def decide_rest(request: HttpRequest, token: str) -> HttpResponse:
    return _step(request, token, deciding.decide_rest)


def check(request: HttpRequest, token: str) -> HttpResponse:
    return _step(request, token, deciding.check)


def confirm(request: HttpRequest, token: str) -> HttpResponse:
    return _step(request, token, partial(deciding.confirm, seen=request.POST.get("outlook")))


def undo(request: HttpRequest, token: str) -> HttpResponse:
    """Asks first: it takes back what may be hundreds of libraries."""
    if request.method == "POST":
        return _step(request, token, deciding.undo)
    return render(request, "imports/undo.html", {"batch": _batch(request, token)})


def discard(request: HttpRequest, token: str) -> HttpResponse:
    try:
        deciding.discard(batch=_batch(request, token), by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
        return redirect("imports:batch", token)
    messages.success(request, _("Lembar dibuang. Tidak ada data yang berubah."))
    return redirect("imports:list")


def to_mend(request: HttpRequest, token: str) -> HttpResponse:
    one = _batch(request, token)
    content = sheets.to_mend(one, queries.to_mend(one))
    return serving.download(
        content, content_type=spreadsheets.CONTENT_TYPE, name=f"perbaiki-{one.kind}.xlsx"
    )


def _batch(request: HttpRequest, token: str) -> ImportBatch:
    found = ImportBatch.objects.visible_to(request.user).select_related(
        "uploaded_by", "confirmed_by", "undone_by"
    )
    return get_object_or_404(found, token=token)


def _kind(name: str) -> kinds.Kind:
    found = kinds.known(name)
    if found is None:
        raise Http404
    return found


def _key(request: HttpRequest, name: str) -> int:
    """Where the last page ended; what is no number is the beginning."""
    typed = request.GET.get(name, "")
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 10):
        return 0
    return min(int(typed), queries.LARGEST_KEY)
