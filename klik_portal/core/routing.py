"""route(): Django's path() that demands an audience, so that urls.py reads as the permission table."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver, path

from klik_portal.core.once import once


@dataclass(frozen=True)
class Audience:
    """Who may knock. `admits` sees the user only; rows and steps are asked about elsewhere."""

    name: str
    admits: Callable[[Any], bool]
    public: bool = False


def guarded(
    view: Callable,
    audience: Audience,
    methods: tuple[str, ...] = (),
    replay_guard: bool = True,
    indexed: bool = False,
) -> Callable:
    """The view behind its gate: sign in first, and 404 for everybody it is not meant for.

    Search engines are kept away from every page that is not declared `indexed`.
    """

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not replay_guard:
            return view(request, *args, **kwargs)
        return once(request, lambda: view(request, *args, **kwargs))

    @wraps(view)
    def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if not audience.public and not user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not audience.admits(user):
            raise Http404
        if methods and request.method not in (*methods, "OPTIONS"):
            return HttpResponseNotAllowed(methods)
        response = answer(request, *args, **kwargs)
        if not indexed:
            response.headers.setdefault("X-Robots-Tag", "noindex")
        return response

    gate.audience = audience
    gate.methods = methods
    gate.indexed = indexed
    return login_not_required(gate) if audience.public else gate


GET = ("GET", "HEAD")
POST = ("POST",)
FORM = ("GET", "HEAD", "POST")


def route(
    pattern: str,
    view: Callable,
    *,
    audience: Audience,
    name: str,
    methods: tuple[str, ...] = GET,
    replay_guard: bool = True,
    indexed: bool = False,
) -> URLPattern:
    """One line of the permission table. Pages are GET unless said otherwise.

    `replay_guard=False` is for uploads: reading a photo takes a second, which must not be spent
    inside the guard's transaction; their operations are harmless when repeated. And for answers
    that nobody may trace to a person. `indexed=True` is for pages that search engines should show.
    """
    return path(pattern, guarded(view, audience, methods, replay_guard, indexed), name=name)


def guard_all(patterns: Iterable, audience: Audience) -> list:
    """Put routes of a package (Django admin) behind one audience."""
    patterns = list(patterns)
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            guard_all(pattern.url_patterns, audience)
        else:
            pattern.callback = guarded(pattern.callback, audience)
    return patterns


@dataclass(frozen=True)
class Route:
    """One row of `manage.py routes`."""

    pattern: str
    name: str
    methods: tuple[str, ...]
    policy: str | None
    indexed: bool = False


def walk(resolver: URLResolver, prefix: str = "", namespace: str = "") -> list[Route]:
    """Every route below a resolver, flat, in URLconf order."""
    found: list[Route] = []
    for pattern in resolver.url_patterns:
        full = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = ":".join(part for part in (namespace, pattern.namespace) if part)
            found += walk(pattern, full, inner)
            continue
        name = ":".join(part for part in (namespace, pattern.name) if part)
        audience = getattr(pattern.callback, "audience", None)
        methods = getattr(pattern.callback, "methods", ())
        indexed = getattr(pattern.callback, "indexed", False)
        found.append(Route(full, name, methods, audience.name if audience else None, indexed))
    return found
