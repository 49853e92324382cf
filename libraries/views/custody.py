"""Doors of a hand-over: the giver, the successor, the office."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.files import intake, serving
from libraries.custody import pending
from libraries.custody_forms import HandoverForm, LetterForm
from libraries.forms import EndForm
from libraries.models import CustodyHandover, Library, LibraryMembership
from libraries.operations import custody
from libraries.views import follows_merges, home_of


@follows_merges
def new(request: HttpRequest, code: str) -> HttpResponse:
    """The keeper's own."""
    library = get_object_or_404(Library.objects.visible_to(request.user).with_region(), code=code)
    membership = get_object_or_404(
        library.memberships.current().select_related("user"), user=request.user
    )
    return _start(request, membership)


def new_for(request: HttpRequest, token: str) -> HttpResponse:
    """By the office, for a keeper who is gone."""
    memberships = LibraryMembership.objects.select_related("library__desa", "library__kecamatan", "user")  # fmt: skip
    return _start(request, get_object_or_404(memberships, token=token))


def _start(request: HttpRequest, giver: LibraryMembership) -> HttpResponse:
    running = giver.handovers_given.open().first()
    if running:
        return redirect(running)
    is_sent = request.method == "POST"
    form = HandoverForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if is_sent and form.is_valid():
        try:
            handover = _started(request, giver, form)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Serah terima dimulai. Penerus sudah diberi tahu."))
            return redirect(handover)
    context = {
        "giver": giver,
        "library": giver.library,
        "form": form,
        "verdict": custody.may_start(giver=giver, by=request.user),
        "pending": pending(giver.library, clock.now()),
        "back_url": home_of(request, giver.library),
    }
    return render(
        request, "libraries/custody_new.html", context, status=422 if form.errors else 200
    )


def _started(
    request: HttpRequest, giver: LibraryMembership, form: HandoverForm
) -> CustodyHandover:  # fmt: skip
    verdict = custody.may_start(giver=giver, by=request.user)
    if not verdict:
        raise Refused(*verdict.reasons)
    typed, now = dict(form.cleaned_data), clock.now()
    upload = typed.pop("letter")
    letter = intake.receive(upload=upload, by=request.user, at=now) if upload else None
    return custody.start(giver=giver, letter=letter, by=request.user, at=now, **typed)


def detail(request: HttpRequest, token: str) -> HttpResponse:
    """Where it stands; the giver and the office add the letter here."""
    handover = _visible(request, token)
    is_sent = request.method == "POST"
    form = LetterForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if is_sent and form.is_valid():
        try:
            custody.ensure_may_attach(handover=handover, by=request.user)
            letter = intake.receive(
                upload=form.cleaned_data["letter"], by=request.user, at=clock.now()
            )
            custody.attach_letter(
                handover=handover, letter=letter, by=request.user, at=clock.now()
            )  # fmt: skip
        except Refused as refusal:
            form.add_error("letter", list(refusal.reasons))
        else:
            messages.success(request, _("Surat tersimpan."))
            return redirect(handover)
    return render(
        request, "libraries/custody.html", _shown(request, handover, form),
        status=422 if form.errors else 200,
    )  # fmt: skip


def _shown(request: HttpRequest, handover: CustodyHandover, form: LetterForm) -> dict:
    user = request.user
    is_giver, is_successor = user == handover.giver.user, user == handover.successor
    may_see_work = handover.is_open and (user.is_reader or is_giver)
    return {
        "handover": handover,
        "library": handover.library,
        "form": form,
        "is_successor": is_successor,
        "has_letter": CustodyHandover.objects.with_letter_for(user).filter(pk=handover.pk).exists(),
        "may_cancel": handover.is_open and (user.is_caseworker or is_giver),
        "may_decide": handover.is_open and user.is_caseworker,
        "verdict": custody.may_confirm(handover=handover),
        "pending": pending(handover.library, clock.now()) if may_see_work else [],
        "may_see_work": may_see_work,
        "back_url": _way_back(request, handover.library),
    }


def _way_back(request: HttpRequest, library: Library) -> str:
    """The library, for whoever may still or already open it."""
    if request.user.is_reader:
        return reverse("libraries:registry-detail", args=[library.code])
    if Library.objects.visible_to(request.user).filter(pk=library.pk).exists():
        return home_of(request, library)
    return ""


def letter(request: HttpRequest, token: str) -> HttpResponseBase:
    rows = CustodyHandover.objects.with_letter_for(request.user).select_related("letter")
    handover = get_object_or_404(rows, token=token)
    return serving.file_response(
        stored=handover.letter, viewer=request.user, at=clock.now(), inline=True
    )


def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The successor's yes, or no."""
    if request.POST.get("jawaban") == "tolak":
        return _step(request, token, custody.decline, _("Anda tidak menerima tugas ini."))
    return _step(request, token, custody.accept, _("Terima kasih. Petugas akan mengonfirmasi."))


def cancel(request: HttpRequest, token: str) -> HttpResponse:
    return _step(request, token, custody.cancel, _("Serah terima dibatalkan."))


def confirm(request: HttpRequest, token: str) -> HttpResponse:
    return _step(
        request, token, custody.confirm, _("Pengelola berganti. Keduanya sudah diberi tahu.")
    )


def refuse(request: HttpRequest, token: str) -> HttpResponse:
    handover = _visible(request, token)
    form = EndForm(request.POST if request.method == "POST" else None)
    form.submit_label = _("Jangan konfirmasi")
    if request.method == "POST" and form.is_valid():
        try:
            custody.refuse(
                handover=handover, reason=form.cleaned_data["reason"], by=request.user,
                at=clock.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Tidak dikonfirmasi. Keduanya sudah diberi tahu."))
            return redirect(handover)
    context = {"handover": handover, "form": form}
    return render(
        request, "libraries/custody_refuse.html", context, status=422 if form.errors else 200
    )


def _step(
    request: HttpRequest, token: str, step: Callable[..., CustodyHandover], said: str
) -> HttpResponse:
    handover = _visible(request, token)
    try:
        step(handover=handover, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, said)
    return redirect(handover)


def _visible(request: HttpRequest, token: str) -> CustodyHandover:
    rows = CustodyHandover.objects.visible_to(request.user).with_people()
    return get_object_or_404(rows, token=token)
