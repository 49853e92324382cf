"""Doors of the registry for the office."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from klik_portal.audit import queries as audit
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.imports import queries as imports
from klik_portal.saved_views import queries as saved_views
from libraries import importing, point_queries, queries
from libraries.forms import (
    EndForm,
    LibraryForm,
    RegistrySearch,
)
from libraries.models import Library, LibraryMembership
from libraries.operations import memberships, registry
from libraries.views import follows_merges


def registry_list(request: HttpRequest) -> HttpResponse:
    form = RegistrySearch(request.GET)
    page = queries.library_page(
        libraries=Library.objects.visible_to(request.user), wanted=form.wanted()
    )
    context = {
        "form": form,
        "page": page,
        "next_url": form.next_url(page.next_cursor),
        "suggestion_url": form.url_with_words(page.suggestion),
        "saved": saved_views.bar(user=request.user, place="registry", asked=form.asked()),
        "asked": form.asked(),
    }
    return render(request, "libraries/registry.html", context)


@follows_merges
def registry_detail(request: HttpRequest, code: str) -> HttpResponse:
    visible = Library.objects.visible_to(request.user).with_region().with_merged_count()
    library = get_object_or_404(
        visible.annotate(sheet_token=imports.sheet_of(importing.NAME)), code=code
    )
    context = {
        "library": library,
        "members": queries.members_of(library),
        "applications": library.applications.filter(first_submitted_at__isnull=False).order_by(
            "-created_at"
        )[:20],
        "outcomes": library.outcomes.order_by("-decided_on")[:20],
        "events": audit.events_of(kind="library", code=library.code).order_by("-sequence")[:20],
        "points": point_queries.points_of(library),
        "may_edit": request.user.is_caseworker,
    }
    return render(request, "libraries/registry_detail.html", context)


@follows_merges
def registry_merged(request: HttpRequest, code: str) -> HttpResponse:
    """The rows that became part of this library, as they were."""
    library = get_object_or_404(Library.objects.visible_to(request.user), code=code)
    context = {"library": library, "merged": library.merged.select_related("merged_by")[:50]}
    return render(request, "libraries/merged.html", context)


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
        {
            "memberships": list(queries.waiting_memberships()),
            "handovers": list(queries.open_handovers()),
        },
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
