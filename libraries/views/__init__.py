"""Doors of the registry, by who knocks."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from libraries import queries
from libraries.models import Library


def home_of(request: HttpRequest, library: Library) -> str:
    """The page of a library on the side of whoever asks."""
    name = "libraries:registry-detail" if request.user.is_caseworker else "libraries:library-detail"
    return reverse(name, args=[library.code])


def follows_merges(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """An old code leads to the library that stayed, for whoever may see that one."""

    @wraps(view)
    def followed(request: HttpRequest, code: str, **more: Any) -> HttpResponseBase:
        try:
            return view(request, code, **more)
        except Http404:
            survivor = queries.survivor_of(code, request.user)
            if survivor is None or request.method not in ("GET", "HEAD"):
                raise
            here = request.resolver_match
            kwargs = {**here.kwargs, "code": survivor.code}
            return redirect(reverse(here.view_name, kwargs=kwargs), permanent=True)

    return followed
