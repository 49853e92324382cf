"""Doors of the registry: for anybody, for members, for the office."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from klik_portal.audit import queries as audit
from klik_portal.core import clock
from klik_portal.core.open_answers import open_text
from klik_portal.core.verdict import Refused
from libraries import badge as pictures
from libraries import locator, policies, queries
from libraries.fact_forms import LibraryEditForm
from libraries.forms import (
    ClaimForm,
    EndForm,
    LibraryForm,
    LibrarySearch,
    RegisterForm,
    RegistrySearch,
)
from libraries.models import Library, LibraryMembership
from libraries.operations import memberships, registry

BADGE_SECONDS = 3600  # a certificate that ends today is told by tomorrow at one

# --- for anybody -----------------------------------------------------------------------------------


def directory(request: HttpRequest) -> HttpResponse:
    form = LibrarySearch(request.GET)
    page = queries.library_page(libraries=Library.objects.verified(), wanted=form.wanted())
    context = {
        "form": form,
        "page": page,
        "next_url": form.next_url(page.next_cursor),
        "without": [] if form.is_filtered() else queries.kecamatan_without_library(),
    }
    return render(request, "libraries/directory.html", context)


def library_public(request: HttpRequest, code: str) -> HttpResponse:
    """What anybody may know about the institution; never a person's name, number or address."""
    library = get_object_or_404(
        Library.objects.verified().with_region().with_certificates(), code=code
    )
    context = {
        "library": library,
        "standing": library.standing,
        "locator": locator.of(library),
        "snippet": pictures.snippet(library),
    }
    return render(request, "libraries/library_public.html", context)


def badge(request: HttpRequest, code: str) -> HttpResponse:
    """A picture for the library's own website: grade and validity as they are today."""
    library = get_object_or_404(Library.objects.verified().with_certificates(), code=code)
    return open_text(
        request, pictures.drawn(library), content_type="image/svg+xml", seconds=BADGE_SECONDS
    )


# --- for members -----------------------------------------------------------------------------------


def my_libraries(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "libraries/my_libraries.html",
        {"memberships": queries.memberships_of(request.user)},
    )


def find(request: HttpRequest) -> HttpResponse:
    form = LibrarySearch(request.GET)
    wanted = form.wanted()
    page = None
    if form.is_filtered():
        page = queries.library_page(libraries=Library.objects.verified(), wanted=wanted)
    mine = {m.library_id for m in queries.memberships_of(request.user)}
    context = {
        "form": form,
        "page": page,
        "mine": mine,
        "next_url": form.next_url(page.next_cursor) if page else "",
    }
    return render(request, "libraries/find.html", context)


def claim(request: HttpRequest, code: str) -> HttpResponse:
    library = get_object_or_404(Library.objects.verified().with_region(), code=code)
    form = ClaimForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            memberships.claim(library=library, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(
                request, _("Tercatat. Petugas akan mengonfirmasi Anda pada hari kerja berikutnya.")
            )
            return redirect("desks:home")
    return render(
        request,
        "libraries/claim.html",
        {"library": library, "form": form},
        status=422 if form.errors else 200,
    )


def register(request: HttpRequest) -> HttpResponse:
    """Add a library that is not in the list yet; look-alikes of the same village are shown first."""
    lookalikes: list[Library] = []
    form = RegisterForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        is_another, position = facts.pop("is_another"), facts.pop("position")
        if not is_another:
            lookalikes = queries.possible_duplicates(name=facts["name"], desa=facts["desa"])
        if lookalikes:
            form = RegisterForm(request.POST, asks_again=True)
            form.add_error(
                None, _("Mungkin perpustakaan ini sudah terdaftar. Periksa daftar di bawah judul.")
            )
        elif _registered(request, form, facts, position):
            return redirect("desks:home")
    context = {"form": form, "lookalikes": lookalikes}
    return render(request, "libraries/register.html", context, status=422 if form.errors else 200)


def _registered(request: HttpRequest, form: RegisterForm, facts: dict, position: str) -> bool:
    try:
        registry.register(facts=facts, position=position, by=request.user, at=clock.now())
    except Refused as refusal:
        form.add_error(None, list(refusal.reasons))
        return False
    if form.npp_warning():
        messages.warning(request, form.npp_warning())
    messages.success(request, _("Perpustakaan terdaftar. Anda dapat langsung memulai permohonan."))
    return True


def library_detail(request: HttpRequest, code: str) -> HttpResponse:
    library = get_object_or_404(Library.objects.visible_to(request.user).with_region(), code=code)
    membership = LibraryMembership.objects.of(request.user, library)
    is_member = membership is not None and membership.is_confirmed
    context = {
        "library": library,
        "membership": membership,
        "members": [m for m in queries.members_of(library) if m.is_confirmed] if is_member else [],
        "shows_contacts": is_member or library.registered_by_id == request.user.pk,
        "verdict": policies.may_edit(library=library, user=request.user),
    }
    return render(request, "libraries/library_detail.html", context)


def library_edit(request: HttpRequest, code: str) -> HttpResponse:
    library = get_object_or_404(Library.objects.visible_to(request.user).with_region(), code=code)
    verdict = policies.may_edit(library=library, user=request.user)
    form = LibraryEditForm(request.POST if request.method == "POST" else None, library=library)
    if request.method == "POST" and form.is_valid():
        try:
            registry.update(
                library=library,
                version=form.cleaned_data["version"],
                facts=form.facts(),
                by=request.user,
                at=clock.now(),
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            if form.npp_warning():
                messages.warning(request, form.npp_warning())
            messages.success(request, _("Data perpustakaan tersimpan."))
            return redirect(_home_of(request, library))
    context = {
        "library": library,
        "form": form,
        "verdict": verdict,
        "back_url": _home_of(request, library),
    }
    return render(
        request, "libraries/library_edit.html", context, status=422 if form.errors else 200
    )


def _home_of(request: HttpRequest, library: Library) -> str:
    name = "libraries:registry-detail" if request.user.is_caseworker else "libraries:library-detail"
    return redirect(name, library.code).url


# --- for the office --------------------------------------------------------------------------------


def registry_list(request: HttpRequest) -> HttpResponse:
    form = RegistrySearch(request.GET)
    page = queries.library_page(
        libraries=Library.objects.visible_to(request.user), wanted=form.wanted()
    )
    context = {"form": form, "page": page, "next_url": form.next_url(page.next_cursor)}
    return render(request, "libraries/registry.html", context)


def registry_detail(request: HttpRequest, code: str) -> HttpResponse:
    library = get_object_or_404(Library.objects.visible_to(request.user).with_region(), code=code)
    context = {
        "library": library,
        "members": queries.members_of(library),
        "applications": library.applications.filter(first_submitted_at__isnull=False).order_by(
            "-created_at"
        )[:20],
        "outcomes": library.outcomes.order_by("-decided_on")[:20],
        "events": audit.events_of(kind="library", code=library.code).order_by("-sequence")[:20],
        "may_edit": request.user.is_caseworker,
    }
    return render(request, "libraries/registry_detail.html", context)


def registry_new(request: HttpRequest) -> HttpResponse:
    form = LibraryForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            library = registry.register(facts=form.cleaned_data, by=request.user, at=clock.now())
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            if form.npp_warning():
                messages.warning(request, form.npp_warning())
            messages.success(request, _("Perpustakaan terdaftar."))
            return redirect("libraries:registry-detail", library.code)
    return render(
        request, "libraries/registry_new.html", {"form": form}, status=422 if form.errors else 200
    )


def membership_queue(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "libraries/membership_queue.html",
        {"memberships": list(queries.waiting_memberships())},
    )


def membership_confirm(request: HttpRequest, token: str) -> HttpResponse:
    membership = get_object_or_404(LibraryMembership.objects.select_related("library"), token=token)
    try:
        memberships.confirm(membership=membership, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, _("Keanggotaan terkonfirmasi."))
    return redirect("libraries:registry-detail", membership.library.code)


def membership_end(request: HttpRequest, token: str) -> HttpResponse:
    membership = get_object_or_404(
        LibraryMembership.objects.select_related("library", "user"), token=token
    )
    form = EndForm(request.POST if request.method == "POST" else None)
    form.submit_label = (
        _("Akhiri keanggotaan") if membership.confirmed_at else _("Tolak permintaan")
    )
    if request.method == "POST" and form.is_valid():
        try:
            memberships.end(
                membership=membership,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=clock.now(),
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Keanggotaan diakhiri. Orangnya sudah diberi tahu."))
            return redirect("libraries:registry-detail", membership.library.code)
    context = {"membership": membership, "form": form}
    return render(
        request, "libraries/membership_end.html", context, status=422 if form.errors else 200
    )
