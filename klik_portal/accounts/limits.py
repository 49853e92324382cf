"""How often everybody together may do something; per account and per address allauth counts."""

from allauth.core import ratelimit
from allauth.core.internal import ratelimit as any_method  # the public door does not count GETs
from django.http import HttpRequest


def too_many_in_total(request: HttpRequest) -> bool:
    """A flood over many accounts from many addresses slows down together."""
    return not ratelimit.consume(request, action="sign_in_total", key="everybody")


def may_type_code(request: HttpRequest, login: str) -> bool:
    """One more try at the six figures, for this account, from this address, for everybody together."""
    by_account = ratelimit.consume(request, action="type_code", key=login)
    return bool(by_account) and not too_many_in_total(request)


def may_try(request: HttpRequest, action: str) -> bool:
    """One more sending from this address, and by everybody together (`<action>_total`); looking is free.

    Not counted per account or number: that would let anybody lock others out.
    """
    total = ratelimit.consume(request, action=f"{action}_total", key="everybody")
    return bool(ratelimit.consume(request, action=action) and total)


def too_many(request: HttpRequest, action: str) -> bool:
    """Has this address, or everybody together, done this more often than the settings allow?"""
    return not any_method.consume(
        request, app="allauth.account", action=action, key="everybody", limit_get=True
    )
