"""The door for everybody who has a number and its tracking code."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accreditation import pages, queries, tracking
from accreditation.tracking_forms import TrackingForm
from accreditation.workflow import State, Turn
from klik_portal.accounts import limits


def track(request: HttpRequest) -> HttpResponse:
    """Looking changes nothing; the code travels in the body, never in an address that gets logged."""
    is_sent = request.method == "POST"
    if is_sent and not limits.may_try(request, "track"):
        return render(request, "429.html", status=429)
    form = TrackingForm(
        request.POST if is_sent else None, initial={"number": request.GET.get("nomor", "")[:20]}
    )
    context = {"form": form}
    if is_sent and form.is_valid():
        found = queries.tracked(**form.cleaned_data)
        if found is None:
            form.add_error(
                None,
                _(
                    "Nomor dan kode lacak tidak cocok. Periksa keduanya pada tanda terima; kode diganti bila pengelola berganti."
                ),
            )
        else:
            state, turn = State(found.state), Turn(found.turn)
            context |= {
                "found": found,
                "status": tracking.status_of(
                    state, turn, found.due_at, is_agreed=bool(found.next_step)
                ),
                "stages": pages.stages(found),
            }
    response = render(
        request, "accreditation/track.html", context, status=422 if form.errors else 200
    )
    response["Cache-Control"] = "private, no-store"
    return response
