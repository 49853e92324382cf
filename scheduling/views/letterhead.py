"""Door of the letterhead's settings."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accreditation.documents import heads
from klik_portal.core import clock
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.office import operations
from klik_portal.office.queries import office as the_office
from klik_portal.papers.queries import next_numbers
from scheduling.forms.letterhead import LetterheadForm


def letterhead(request: HttpRequest) -> HttpResponse:
    office = the_office()
    theirs: list[tuple[str, str]] = []
    form = LetterheadForm(request.POST if request.method == "POST" else None, office=office)
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        seen = typed.pop("seen")
        try:
            operations.keep_letterhead(typed=typed, seen=seen, by=request.user, at=clock.now())
        except Conflict as conflict:
            theirs, office = conflict.theirs, the_office()
            form.catch_up(office)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Kop surat tersimpan. Surat berikutnya memakainya."))
            return redirect("scheduling:letterhead")
    context = {
        "form": form,
        "theirs": theirs,
        "office": office,
        "government": heads.GOVERNMENT % office.regency_name,
        "numbers": list(next_numbers(clock.today()).items()),
        "lines": heads.contact_lines(office),
    }
    status = 409 if theirs else 422 if form.errors else 200
    return render(request, "scheduling/letterhead.html", context, status=status)
