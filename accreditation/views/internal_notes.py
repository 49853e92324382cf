"""The one door to what officers write for each other."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accreditation.conversation_forms import NoteForm
from accreditation.models import InternalNote
from accreditation.operations import internal_notes as notes
from accreditation.views.officer import worked_on
from klik_portal.core import clock
from klik_portal.core.verdict import Refused

MOST_SHOWN = 200


def internal_notes(request: HttpRequest, code: str) -> HttpResponse:
    application = worked_on(request, code)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            notes.write(
                application=application, text=form.cleaned_data["body"], by=request.user,
                at=clock.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Catatan tersimpan. Perpustakaan tidak melihatnya."))
            return redirect("accreditation:internal-notes", code)
    written = InternalNote.objects.visible_to(request.user).filter(application=application)
    context = {
        "application": application,
        "form": form,
        "notes": written.select_related("author").order_by("-pk")[:MOST_SHOWN],
    }
    return render(
        request, "accreditation/internal_notes.html", context, status=422 if form.errors else 200
    )
