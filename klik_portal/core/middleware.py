"""What holds for every request: an id, browser policies, clean input, designed failures."""

from collections.abc import Callable
from secrets import token_hex

import structlog
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from klik_portal.core import errors, open_answers
from klik_portal.core.text import has_control_bytes
from klik_portal.core.verdict import Conflict

log = structlog.get_logger("klik.request")
GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestId:
    """Gives each request an id that logs and the error page share."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = token_hex(6)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request.id)
        response = self.get_response(request)
        response["X-Request-ID"] = request.id
        return response


class BrowserPolicies:
    """Headers Django has no setting for; pages of signed-in people are never stored by caches."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=(), payment=()"
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        user = getattr(request, "user", None)
        if "Cache-Control" not in response and user is not None and user.is_authenticated:
            response["Cache-Control"] = "private, no-cache"
        if open_answers.is_open(response):
            open_answers.forget_cookies(response)
        return response


class CleanInput:
    """Control bytes in an address are refused at the door; in forms each field says so itself."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if has_control_bytes(request.path) or not errors.speaks_utf8(request):
            return errors.bad_request(request)
        if any(
            has_control_bytes(value)
            for key in request.GET
            for value in (key, *request.GET.getlist(key))
        ):
            return errors.bad_request(request)
        return self.get_response(request)


class ExpectedFailures:
    """Turns the two failures every view may meet into designed pages."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Conflict):
            return errors.conflict(request, exception)
        if isinstance(exception, OperationalError):
            log.error("database unavailable", error=str(exception))
            return errors.unavailable(request)
        return None
