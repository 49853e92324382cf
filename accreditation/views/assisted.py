"""Doors of filing for a library: begin, hand out the code, and the library's own yes."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from accreditation import queries
from accreditation.assisted_forms import AssistedForm, ConfirmForm
from accreditation.models import Application
from accreditation.operations import assisted
from accreditation.renewal import Before
from accreditation.views.officer import worked_on
from klik_portal.accounts import limits
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from libraries.models import Library

NOT_TAKEN = gettext_lazy(
    "Nomor dan kode tidak cocok, atau kode sudah terpakai. Minta kode baru kepada petugas."
)
SHOWN_ONCE = "confirmation_code"  # session key, gone when the page was shown


def assisted_list(request: HttpRequest) -> HttpResponse:
    """What officers filed for libraries and is still a draft or unconfirmed."""
    rows = queries.assisted_to_finish(request.user)
    return render(request, "accreditation/assisted_list.html", {"applications": rows})


def assisted_new(request: HttpRequest, code: str) -> HttpResponse:
    library = get_object_or_404(Library.objects.visible_to(request.user).with_region(), code=code)
    keepers = assisted.keepers_of(library)
    form = AssistedForm(request.POST if request.method == "POST" else None, keepers=keepers)
    if request.method == "POST" and form.is_valid():
        try:
            application = assisted.start(
                library=library, keeper=form.person, caller=form.caller, by=request.user,
                at=clock.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Draf dibuka atas nama perpustakaan."))
            return redirect("accreditation:application-details", application.code)
    return render(
        request,
        "accreditation/assisted_new.html",
        {"library": library, "form": form, "before": Before(library, clock.today())},
        status=422 if form.errors else 200,
    )


@never_cache
def confirmation_code(request: HttpRequest, code: str) -> HttpResponse:
    """Make a code and show it once, on the page that follows; a form sent twice makes one code."""
    application = worked_on(request, code)
    if request.method == "POST":
        try:
            made = assisted.make_code(application=application, by=request.user, at=clock.now())
        except Refused as refusal:
            messages.error(request, " ".join(refusal.reasons))
        else:
            request.session[SHOWN_ONCE] = [application.code, made]
        return redirect("accreditation:confirmation-code", code)
    number, made = request.session.pop(SHOWN_ONCE, ("", ""))
    made = made if number == application.code else ""
    context = {
        "application": application,
        "code": made,
        "text": _text(application, made) if made else "",
        "days": assisted.CODE_LIFE.days,
    }
    return render(request, "accreditation/confirmation_code.html", context)


def _text(application: Application, code: str) -> str:
    return _(
        "Petugas Diarpus mengisi permohonan akreditasi %(number)s untuk %(library)s.\n"
        "Bila benar Anda yang meminta, buka %(url)s lalu ketik nomor itu dan kode %(code)s."
    ) % {
        "number": application.code,
        "library": application.library,
        "url": settings.BASE_URL.rstrip("/") + reverse("accreditation:confirm"),
        "code": code,
    }


def confirm(request: HttpRequest) -> HttpResponse:
    """Typed by whoever holds the code; looking changes nothing, the same answer for wrong and unknown."""
    is_sent = request.method == "POST"
    if is_sent and not limits.may_try(request, "confirm"):
        return render(request, "429.html", status=429)
    form = ConfirmForm(
        request.POST if is_sent else None, initial={"number": request.GET.get("nomor", "")[:20]}
    )
    confirmed = None
    if is_sent and form.is_valid():
        typed = form.cleaned_data
        by = request.user if request.user.is_authenticated else None
        try:
            confirmed = assisted.confirm(
                number=typed["number"], typed=typed["code"], by=by, at=clock.now()
            )
            if confirmed is None:
                form.add_error(None, NOT_TAKEN)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
    context = {"form": form, "confirmed": confirmed}
    status = 422 if form.errors else 200
    response = render(request, "accreditation/confirm.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
