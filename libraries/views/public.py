"""Doors of the registry for anybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from klik_portal.core.open_answers import open_text
from libraries import badge as pictures
from libraries import locator, queries
from libraries.forms import (
    DirectorySearch,
)
from libraries.models import Library
from libraries.public_facts import PublicFacts
from libraries.views import follows_merges

BADGE_SECONDS = 3600  # a certificate that ends today is told by tomorrow at one


def directory(request: HttpRequest) -> HttpResponse:
    form = DirectorySearch(request.GET)
    page = queries.library_page(libraries=Library.objects.verified(), wanted=form.wanted())
    context = {
        "form": form,
        "page": page,
        "next_url": form.next_url(page.next_cursor),
        "suggestion_url": form.url_with_words(page.suggestion),
        "without": [] if form.is_filtered() else queries.kecamatan_without_library(),
    }
    return render(request, "libraries/directory.html", context)


@follows_merges
def library_public(request: HttpRequest, code: str) -> HttpResponse:
    """What anybody may know about the institution; never a person's name, number or address."""
    library = get_object_or_404(
        Library.objects.verified().with_region().with_certificates().with_notice(), code=code
    )
    context = {
        "library": library,
        "facts": PublicFacts(library),
        "standing": library.standing,
        "locator": locator.of(library),
        "snippet": pictures.snippet(library),
    }
    return render(request, "libraries/library_public.html", context)


@follows_merges
def badge(request: HttpRequest, code: str) -> HttpResponse:
    """A picture for the library's own website: grade and validity as they are today."""
    library = get_object_or_404(Library.objects.verified().with_certificates(), code=code)
    return open_text(
        request, pictures.drawn(library), content_type="image/svg+xml", seconds=BADGE_SECONDS
    )
