"""The door that opens without signing in: one question about one visit, behind an unguessable link."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from klik_portal.accounts import limits
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.office import queries as office
from scheduling.forms.taps import TapForm
from scheduling.models import ReadinessTap
from scheduling.operations import taps


def tap(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing; sending the form answers, once."""
    question = taps.find(token)
    if question is None:
        if limits.too_many(request, "wrong_tap"):
            return render(request, "429.html", status=429)
        raise Http404
    if request.method == "POST" and question.answered_at:
        return redirect("scheduling:tap", token)
    now = clock.now()
    closed = "" if question.answered_at else taps.why_closed(question, now)
    form = TapForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not closed and form.is_valid():
        try:
            taps.answer(
                tap=question,
                answer=form.cleaned_data["answer"],
                note=form.cleaned_data["note"],
                at=now,
            )
        except Refused as refusal:
            closed = " ".join(refusal.reasons)
        else:
            return redirect("scheduling:tap", token)
    return _page(request, question, form, closed)


def _page(request: HttpRequest, question: ReadinessTap, form: TapForm, closed: str) -> HttpResponse:
    """Nothing about people here: whoever holds the link sees the library, the day, the office's phone."""
    is_open = not closed and not question.answered_at
    context = {
        "question": question,
        "library": question.stop.application.library,
        "office": office.office(),
        "closed": closed,
        "form": form if is_open else None,
    }
    status = 410 if closed else 422 if is_open and form.errors else 200
    response = render(request, "scheduling/tap.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
