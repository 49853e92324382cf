"""Doors for whoever holds a paper: type or scan its code, read what Klik knows of it. And of the numbers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from klik_portal.accounts import limits
from klik_portal.core import clock
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.papers import codes, operations, patterns, queries
from klik_portal.papers.forms import CodeForm, NumberPatternForm
from klik_portal.papers.models import PaperKind


def enter(request: HttpRequest) -> HttpResponse:
    """For who cannot scan."""
    if "kode" not in request.GET:
        return _answer(request, "papers/enter.html", {"form": CodeForm()})
    found = queries.find(request.GET["kode"], on=clock.today())
    return redirect("papers:check", found.code) if found else _unknown(request, request.GET["kode"])


def check(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.find(code, on=clock.today())
    if found is None:
        return _unknown(request, code)
    context = {"found": found, "printed_code": codes.grouped(found.code), "now": clock.now()}
    return _answer(request, "papers/check.html", context)


def _unknown(request: HttpRequest, typed: str) -> HttpResponse:
    """One answer for a code that is none and for one that nobody has; asking for many is slowed down."""
    if limits.too_many(request, "wrong_paper"):
        return render(request, "429.html", status=429)
    form = CodeForm({"kode": typed[: codes.LONGEST_TYPED]})
    form.is_valid()
    form.errors.clear()
    form.add_error(
        "kode",
        _("Kode ini tidak dikenal. Periksa lagi huruf demi huruf, atau pindai kotak QR-nya."),
    )
    return _answer(request, "papers/enter.html", {"form": form, "is_unknown": True}, status=404)


def _answer(request: HttpRequest, template: str, context: dict, status: int = 200) -> HttpResponse:
    """Never in a search engine, and never from a cache: a paper may be revoked a minute later."""
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def number_pattern(request: HttpRequest, kind: str) -> HttpResponse:
    """How the office numbers one kind of paper; an example before anything is kept."""
    if kind not in PaperKind.values:
        raise Http404
    paper, today = PaperKind(kind), clock.today()
    is_sent = request.method == "POST"
    seen = queries.numbering_of(kind, today.year)
    form = NumberPatternForm(
        request.POST if is_sent else None, pattern=queries.pattern_of(kind), seen=seen
    )
    example, theirs = queries.next_number(kind, today), []
    if is_sent and form.is_valid():
        typed = form.cleaned_data
        example = patterns.filled(typed["pattern"], count=typed["last"] + 1, on=today)
        if "preview" not in request.POST:
            try:
                operations.keep_pattern(
                    kind=paper, pattern=typed["pattern"], last=typed["last"], seen=form.seen,
                    by=request.user, at=clock.now(),
                )  # fmt: skip
            except Conflict as conflict:
                theirs = conflict.theirs
                form.catch_up(queries.numbering_of(kind, today.year))
            except Refused as refusal:
                form.add_error(None, list(refusal.reasons))
            else:
                messages.success(request, _("Penomoran tersimpan. Berikutnya: %s") % example)
                return redirect("papers:number-pattern", kind)
    context = {"form": form, "paper": paper, "example": example, "theirs": theirs}
    status = 409 if theirs else 422 if form.errors else 200
    return render(request, "papers/number_pattern.html", context, status=status)
