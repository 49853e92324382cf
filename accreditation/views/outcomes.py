"""A recorded certificate and its corrections."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accreditation.forms import OutcomeCorrectionForm
from accreditation.models import Outcome
from accreditation.operations import outcomes
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.files import intake


def outcome_correct(request: HttpRequest, token: str) -> HttpResponse:
    """Put a certificate right, with a reason; what stood there before is listed below the form."""
    outcome = get_object_or_404(
        Outcome.objects.visible_to(request.user).select_related("library", "application", "scan"),
        token=token,
    )
    is_sent = request.method == "POST"
    form = OutcomeCorrectionForm(
        request.POST if is_sent else None, request.FILES if is_sent else None, outcome=outcome
    )
    if is_sent and form.is_valid():
        try:
            _correct(request, outcome, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Sertifikat diperbaiki. Angka kinerja ikut berubah."))
            return redirect("libraries:registry-detail", outcome.library.code)
    context = {
        "outcome": outcome,
        "form": form,
        "corrections": outcome.corrections.select_related("by"),
    }
    return render(
        request, "accreditation/outcome_correct.html", context, status=422 if form.errors else 200
    )


def _correct(request: HttpRequest, outcome: Outcome, typed: dict[str, Any]) -> None:
    at = clock.now()
    scan = typed.pop("scan")
    stored = intake.receive(upload=scan, by=request.user, at=at) if scan else None
    outcomes.correct(outcome=outcome, scan=stored, by=request.user, at=at, **typed)
