"""Which figures the public sees, and the act of giving them new ones."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.performance import figures
from klik_portal.performance.forms import ReleaseForm
from klik_portal.performance.operations import releases
from klik_portal.performance.queries.public import newest_releases


def release_list(request: HttpRequest) -> HttpResponse:
    """Per year what stands now beside what was released."""
    told = figures.of_year(year=clock.today().year, today=clock.today())
    years = [row.year for row in told.years if row.year <= told.today.year] or [told.year]
    form = ReleaseForm(request.POST if request.method == "POST" else None, years=years)
    if request.method == "POST" and form.is_valid():
        try:
            releases.release(by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Angka dirilis. Halaman capaian publik ikut berubah."))
            return redirect("performance:release-list")
    released = newest_releases()
    rows = [(row.year, row.result, released.get(row.year)) for row in reversed(told.years)]
    context = {"rows": rows, "form": form}
    return render(
        request, "performance/release_list.html", context, status=422 if form.errors else 200
    )
