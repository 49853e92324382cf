"""Designed failure pages. Each says what happened, keeps what was typed and shows a way on."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from klik_portal.core.text import without_control_bytes
from klik_portal.core.verdict import Conflict

HIDDEN_FIELDS = {"csrfmiddlewaretoken", "_once", "version", "password", "code"}


def speaks_utf8(request: HttpRequest) -> bool:
    """Browsers send every form of ours in UTF-8; another alphabet is not even read."""
    return request.content_params.get("charset", "utf-8").lower() in ("utf-8", "utf8")


def typed_text(request: HttpRequest) -> list[tuple[str, str]]:
    """What the person had typed, so that a failure page can hand it back."""
    if request.method != "POST" or not speaks_utf8(request):
        return []
    return [
        (key, without_control_bytes(value))
        for key, value in request.POST.items()
        if key not in HIDDEN_FIELDS and "password" not in key and value.strip()
    ]


def page(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    """Rendered without the request's own context processors: those may need the database."""
    context = {"request_id": getattr(request, "id", ""), "typed": typed_text(request), **context}
    return HttpResponse(render_to_string(template, context), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, "400.html", 400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, "403.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, "404.html", 404)


def conflict(request: HttpRequest, exception: Conflict) -> HttpResponse:
    yours = exception.yours or typed_text(request)
    return page(
        request,
        "409.html",
        409,
        theirs=exception.theirs,
        typed=yours,
        back_url=exception.back_url or request.path,
    )


def server_error(request: HttpRequest) -> HttpResponse:
    return page(request, "500.html", 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    response = page(request, "503.html", 503)
    response["Retry-After"] = "30"
    return response
