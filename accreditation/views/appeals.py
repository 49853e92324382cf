"""The door of an appeal: choose the points and say why."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accreditation import appeals, assessment, queries
from accreditation.appeal_forms import AppealForm
from accreditation.operations import appeals as operations
from accreditation.renewal import DECIDED
from accreditation.views.applicant import visible_application
from klik_portal.core import clock
from klik_portal.core.verdict import Refused


def appeal_new(request: HttpRequest, code: str) -> HttpResponse:
    former = visible_application(request, code)
    if former.state not in DECIDED:
        raise Http404  # nothing was decided yet
    capacities = queries.capacities_of(user=request.user, application=former)
    verdict = appeals.verdict(former, capacities)
    form = None
    if verdict:
        sheet = assessment.of_application(former, on=clock.today(), with_options=False)
        form = AppealForm(request.POST if request.method == "POST" else None, sheet=sheet)
        if request.method == "POST" and form.is_valid():
            try:
                application = operations.begin(
                    former=former, reasons=form.reasons(), by=request.user, at=clock.now()
                )
            except Refused as refusal:
                form.add_error(None, list(refusal.reasons))
            else:
                messages.success(request, _("Banding dibuat. Perbarui butirnya, lalu kirim."))
                return redirect(application)
    context = {"application": former, "form": form, "verdict": verdict}
    status = 422 if form is not None and form.errors else 200
    return render(request, "accreditation/appeal_new.html", context, status=status)
