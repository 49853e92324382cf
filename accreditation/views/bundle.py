"""Doors of the SiPAPI bundle: what it holds and what is missing, building it, taking it home."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accreditation import queries, submission
from accreditation.models import Application, InstrumentEdition
from accreditation.operations import bundles
from accreditation.views.applicant import visible_application
from klik_portal.core import clock
from klik_portal.files import serving
from klik_portal.office import queries as office

LOOK_AGAIN = "4"  # seconds until a page about a bundle in the making asks anew


def bundle(request: HttpRequest, code: str) -> HttpResponse:
    """Ask with POST; the page tells how far it is, and reloads itself while it is being built."""
    mine = Application.objects.visible_to(request.user).with_library().select_related("edition")
    application = get_object_or_404(queries.with_last_certificate(mine), code=code)
    wanted = _submission(application)
    if request.method == "POST":
        asked = bundles.ask(
            application=application,
            fingerprint=wanted.fingerprint,
            by=request.user,
            at=clock.now(),
        )
        if asked.is_ready:
            messages.success(request, _("Tidak ada yang berubah. Bundel di bawah masih terbaru."))
        return redirect("accreditation:bundle", code)
    newest = list(application.bundles.order_by("-pk")[:2])
    current = newest[0] if newest else None
    ready = next((one for one in newest if one.is_there), None)
    context = {
        "application": application, "wanted": wanted, "current": current, "ready": ready,
        "is_outdated": ready is not None and ready.fingerprint != wanted.fingerprint,
        "limit_mb": settings.SIPAPI_FILE_BYTES // 1_000_000,
    }  # fmt: skip
    response = render(request, "accreditation/bundle.html", context)
    if current and current.is_open:
        response["Refresh"] = LOOK_AGAIN
    return response


def _submission(application: Application) -> submission.Submission:
    try:
        return submission.read(application, office=office.office(), at=clock.now())
    except InstrumentEdition.DoesNotExist:
        raise Http404 from None  # no sheet for this type of library


def bundle_file(request: HttpRequest, code: str, token: str, number: int) -> HttpResponseBase:
    """One file of a finished bundle, for those who may see its request; taking it is logged."""
    application = visible_application(request, code)
    ready = get_object_or_404(application.bundles, token=token)
    files = ready.contents
    if not 1 <= number <= len(files):
        raise Http404
    return serving.file_response(stored=files[number - 1], viewer=request.user, at=clock.now())
