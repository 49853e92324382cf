"""The address of a paper's check, and that address as a picture for pages."""

import segno
from django.conf import settings
from django.urls import reverse


def address(code: str) -> str:
    return settings.BASE_URL.rstrip("/") + reverse("papers:check", args=[code])


def picture(code: str) -> str:
    """For an <img>: an SVG in the page itself, no second request."""
    return segno.make(address(code), error="m", micro=False).svg_data_uri(scale=4, border=2)
