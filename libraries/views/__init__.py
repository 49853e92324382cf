"""Doors of the registry, by who knocks."""

from django.http import HttpRequest
from django.urls import reverse

from libraries.models import Library


def home_of(request: HttpRequest, library: Library) -> str:
    """The page of a library on the side of whoever asks."""
    name = "libraries:registry-detail" if request.user.is_caseworker else "libraries:library-detail"
    return reverse(name, args=[library.code])
