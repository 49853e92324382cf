"""Door of what the office lets everybody read about a library."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from libraries.models import Library, PublicNotice
from libraries.notice_forms import PublicNoticeForm
from libraries.operations import public_notices


def public_notice(request: HttpRequest, code: str) -> HttpResponse:
    library = get_object_or_404(Library.objects.visible_to(request.user).with_region(), code=code)
    notice = PublicNotice.objects.filter(library=library).select_related("agreed_by").first()
    data = request.POST if request.method == "POST" else None
    form = PublicNoticeForm(data, library=library, notice=notice)
    if request.method == "POST" and form.is_valid():
        try:
            public_notices.keep(
                library=library, version=form.cleaned_data["version"], facts=form.facts(),
                by=request.user, at=clock.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Kontak dan cara ke sana untuk umum tersimpan."))
            return redirect("libraries:registry-detail", library.code)
    context = {"library": library, "notice": notice, "form": form}
    return render(
        request, "libraries/public_notice.html", context, status=422 if form.errors else 200
    )
