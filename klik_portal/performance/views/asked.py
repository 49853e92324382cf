"""What an address of a figure page asks for; what nobody meant falls back to the usual."""

from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.templatetags.static import static

from klik_portal.core import clock

FIRST, LAST = 2000, 2100


def year(request: HttpRequest) -> int:
    return number(request, "tahun", FIRST, LAST) or clock.today().year


def number(request: HttpRequest, name: str, least: int, most: int) -> int | None:
    typed = request.GET.get(name, "")
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 4):
        return None
    return int(typed) if least <= int(typed) <= most else None


def fingerprint(request: HttpRequest, told: Any) -> str | None:
    """Who looks, at which numbers, in which release; none while there is a message to show once.

    Figure pages carry no form that changes anything, so the same numbers are the same page.
    """
    if len(messages.get_messages(request)):
        return None
    viewer = (
        (request.user.pk, request.user.display_name, request.user.role)
        if request.user.is_authenticated
        else ()
    )
    text = f"{told}|{request.get_full_path()}|{viewer}|{clock.today()}|{settings.DEMO}|{static('klik.css')}"
    return f'"{sha256(text.encode()).hexdigest()[:32]}"'
