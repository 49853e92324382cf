"""The badge a library shows on its own website: a picture by address that is always up to date."""

from html import escape

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from klik_portal.office.queries import office
from libraries.models import Library
from libraries.public_facts import PublicFacts
from libraries.standing import Standing, StandingState

WIDTH, HEIGHT = 300, 72
FILLS = {"A": "#1b6e3c", "B": "#0e6f80", "C": "#7d6000"}
EXPIRED, UNKNOWN = "#7a4900", "#46565e"


def drawn(library: Library) -> str:
    standing = library.standing
    context = {
        "facts": PublicFacts(library),
        "standing": standing,
        "fill": _fill(standing),
        "mark": standing.grade if standing.is_valid else "–",
        "regency": office().regency_name,
    }
    return render_to_string("libraries/badge.svg", context)


def _fill(standing: Standing) -> str:
    if standing.is_valid:
        return FILLS[standing.grade]
    return EXPIRED if standing.state == StandingState.EXPIRED else UNKNOWN


def snippet(library: Library) -> str:
    """The HTML to copy. Its text alternative names no grade: that one would not stay up to date."""
    page = settings.BASE_URL + reverse("libraries:library-public", args=[library.code])
    return (
        f'<a href="{page}"><img src="{page}lencana.svg" width="{WIDTH}" height="{HEIGHT}" '
        f'alt="Status akreditasi {escape(PublicFacts(library).name)}"></a>'
    )
