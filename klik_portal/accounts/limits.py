"""How often everybody together may try to sign in; per account and per address allauth counts."""

from allauth.core import ratelimit
from django.http import HttpRequest


def too_many_in_total(request: HttpRequest) -> bool:
    """A flood over many accounts from many addresses slows down together."""
    return not ratelimit.consume(request, action="sign_in_total", key="everybody")
