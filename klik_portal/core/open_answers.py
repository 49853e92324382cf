"""Answers that any website and any machine may fetch: no person is in them, no cookie decides them."""

from datetime import datetime
from hashlib import sha256

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date


def open_to_all(response: HttpResponseBase, *, seconds: int) -> HttpResponseBase:
    """Shared caches keep it that long; pages of other sites may read and show it."""
    response["Cache-Control"] = f"public, max-age={seconds}"
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def is_open(response: HttpResponseBase) -> bool:
    return response.get("Access-Control-Allow-Origin") == "*"


def forget_cookies(response: HttpResponseBase) -> None:
    """Some layer looked at the session on the way; the answer is the same for everybody all the same."""
    kept = [word for word in response.get("Vary", "").split(", ") if word and word != "Cookie"]
    if kept:
        response["Vary"] = ", ".join(kept)
    else:
        del response["Vary"]


def etag_of(*parts: object) -> str:
    """The same for the same parts, whatever they are."""
    return f'"{sha256(repr(parts).encode()).hexdigest()[:32]}"'


def stamped(
    request: HttpRequest,
    response: HttpResponseBase,
    *,
    etag: str,
    changed_at: datetime | None = None,
    seconds: int,
) -> HttpResponseBase:
    """The answer with its validators, or 304 for who holds the same one already."""
    moment = int(changed_at.timestamp()) if changed_at else None
    kept = get_conditional_response(request, etag, moment, None)
    answer = kept if kept is not None else response
    answer["ETag"] = etag
    if moment is not None:
        answer["Last-Modified"] = http_date(moment)
    return open_to_all(answer, seconds=seconds)


def open_text(
    request: HttpRequest, text: str, *, content_type: str, seconds: int
) -> HttpResponseBase:
    """A small text that is its own validator."""
    response = HttpResponse(text, content_type=content_type)
    return stamped(request, response, etag=etag_of(text), seconds=seconds)
