"""Start-up checks: Klik does not start with a route that nobody declared an audience for."""

from typing import Any

from django.core.checks import Error, Tags, register
from django.urls import get_resolver

from klik_portal.core.routing import walk


@register(Tags.urls)
def every_route_has_an_audience(**_: Any) -> list[Error]:
    return [
        Error(
            f"Route '{route.pattern}' ({route.name or 'no name'}) declares no audience.",
            hint="Use klik_portal.core.routing.route(..., audience=...).",
            id="klik.E001",
        )
        for route in walk(get_resolver())
        if route.policy is None
    ]
