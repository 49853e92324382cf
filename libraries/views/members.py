"""Doors of the registry for those who keep a library."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from libraries import point_queries, policies, queries
from libraries.fact_forms import LibraryEditForm
from libraries.forms import (
    ClaimForm,
    LibrarySearch,
    RegisterForm,
)
from libraries.models import Library, LibraryMembership
from libraries.operations import memberships, registry
from libraries.views import follows_merges, home_of


def my_libraries(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "libraries/my_libraries.html",
        {
            "memberships": queries.memberships_of(request.user),
            "offers": list(queries.offers_to(request.user)),
        },
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
        "suggestion_url": form.url_with_words(page.suggestion) if page else "",
    }
    return render(request, "libraries/find.html", context)


@follows_merges
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


@follows_merges
def library_detail(request: HttpRequest, code: str) -> HttpResponse:
    library = get_object_or_404(Library.objects.visible_to(request.user).with_region(), code=code)
    membership = LibraryMembership.objects.of(request.user, library)
    is_member = membership is not None and membership.is_confirmed
    people = queries.members_of(library) if is_member else []
    mine = next((m for m in people if m.user_id == request.user.pk and m.is_confirmed), None)
    context = {
        "library": library,
        "membership": membership,
        "members": [m for m in people if m.is_confirmed],
        "former": [m for m in people if m.ended_at and m.confirmed_at],
        "handing": mine if mine and mine.handed_token else None,
        "shows_contacts": is_member or policies.wrote_down(library=library, user=request.user),
        "certificate": library.outcomes.first() if is_member else None,
        "points": point_queries.points_of(library) if is_member else [],
        "verdict": policies.may_edit(library=library, user=request.user),
    }
    return render(request, "libraries/library_detail.html", context)


@follows_merges
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
            return redirect(home_of(request, library))
    context = {
        "library": library,
        "form": form,
        "verdict": verdict,
        "back_url": home_of(request, library),
    }
    return render(
        request, "libraries/library_edit.html", context, status=422 if form.errors else 200
    )
