"""What the small forms beside a button say: which version was seen, what was ticked, up or down."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from klik_portal.core.verdict import Refused

MOST_CHOSEN, LONGEST_CODE = 30, 30
STEPS = {"naik": -1, "turun": 1}


def seen_version(request: HttpRequest) -> int:
    """Which version the person saw, from the hidden field beside a button."""
    typed = request.POST.get("version", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        raise Refused(_("Halaman ini sudah lama terbuka. Coba sekali lagi."))
    return int(typed)


def chosen(request: HttpRequest, name: str) -> list[str]:
    """Codes behind the boxes or the button that were pressed; what cannot be one is left out."""
    return [
        code
        for code in request.POST.getlist(name)[:MOST_CHOSEN]
        if code.isascii() and code.isprintable() and len(code) <= LONGEST_CODE
    ]


def step(request: HttpRequest) -> int:
    """One place up (-1) or down (1); nothing when the button says neither."""
    return STEPS.get(request.POST.get("arah", ""), 0)
