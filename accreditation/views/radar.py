"""Doors of the radar: which certificates end when, and a word to the library."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accreditation import expiry, radar_sheet
from accreditation import radar as reading
from accreditation.models import Outcome
from accreditation.operations import expiry_reminders
from accreditation.radar_forms import RadarForm
from klik_portal.audit import operations as audit
from klik_portal.core import clock, spreadsheets
from klik_portal.core.verdict import Refused
from klik_portal.files import serving


def radar(request: HttpRequest) -> HttpResponse:
    """All numbers first; with a filter, only the list behind one of them."""
    at = clock.now()
    form = RadarForm(request.GET)
    wanted = form.wanted()
    page = reading.page(user=request.user, wanted=wanted, at=at)
    is_overview = not (form.is_filtered() or wanted.after)
    context = {
        "form": form,
        "figures": reading.summary(user=request.user, today=clock.wita(at).date())
        if is_overview
        else None,
        "buckets": expiry.Bucket,
        "page": page,
        "next_url": form.next_url(page.next_cursor),
    }
    return render(request, "accreditation/radar.html", context)


def radar_export(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    form = RadarForm(request.GET)
    rows = reading.exported(user=request.user, wanted=form.wanted(), at=at)
    content = radar_sheet.drawn(rows)
    audit.record(
        kind="certificate", code="radar", verb="exported", actor=request.user, at=at,
        asked=form.query,
    )  # fmt: skip
    name = f"radar-{clock.wita(at).date().isoformat()}.xlsx"
    return serving.download(content, content_type=spreadsheets.CONTENT_TYPE, name=name)


def radar_remind(request: HttpRequest, token: str) -> HttpResponse:
    outcome = get_object_or_404(
        Outcome.objects.visible_to(request.user).select_related("library"), token=token
    )
    try:
        people = expiry_reminders.remind(outcome=outcome, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        told = ", ".join(person.display_name for person in people)
        messages.success(request, _("%(library)s diingatkan: %(people)s.") % {"library": outcome.library, "people": told})  # fmt: skip
    return redirect("accreditation:radar")
