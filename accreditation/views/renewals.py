"""Doors of a renewal: what lies behind the library, what changed since, and checking what came along."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accreditation import renewal as reading
from accreditation.completeness import Slot
from accreditation.models import Application
from accreditation.operations import renewals
from accreditation.renewal import Before
from accreditation.review import ItemKey
from accreditation.views.applicant import filled_application, visible_application
from accreditation.views.evidence import visible_indicator
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from libraries.models import Library


def renewal(request: HttpRequest, code: str) -> HttpResponse:
    """Which kind of request it will be, what comes along, and the button; for confirmed members."""
    library = get_object_or_404(Library.objects.kept_by(request.user), code=code)
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            application = renewals.begin(library=library, by=request.user, at=clock.now())
        except Refused as refusal:
            problems = refusal.reasons
        else:
            messages.success(request, _("Perpanjangan dimulai. Periksa yang bertanda."))
            return redirect(application)
    context = {"library": library, "before": Before(library, clock.today()), "problems": problems}
    return render(request, "accreditation/renewal.html", context, status=422 if problems else 200)


def renewal_changes(request: HttpRequest, code: str) -> HttpResponse:
    application = visible_application(request, code, "follows__edition")
    if application.follows is None:
        raise Http404
    changes = reading.changes_of(application, today=clock.today())
    context = {"application": application, "changes": changes}
    return render(request, "accreditation/renewal_changes.html", context)


def renewal_check(request: HttpRequest, code: str, item: str) -> HttpResponse:
    """Papers of a slot, or the files beside an indicator, are still right."""
    application = filled_application(request, code)
    try:
        page = _check(request, application, item)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
        return redirect(application)
    messages.success(request, _("Ditandai sudah diperiksa."))
    return page


def _check(request: HttpRequest, application: Application, item: str) -> HttpResponse:
    how = {"application": application, "by": request.user, "at": clock.now()}
    if item in Slot.values:
        renewals.check_slot(slot=Slot(item), **how)
        return redirect("accreditation:documents", application.code)
    key = ItemKey.parse(item)
    if key is None or str(key) != item:
        raise Http404
    indicator = visible_indicator(application, key.component, key.number)
    renewals.check_evidence(indicator=indicator, **how)
    return redirect("accreditation:indicator-evidence", application.code, key.component, key.number)
