"""The lists whose filters can be kept: each app brings its own from its AppConfig."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class Place:
    """`tidy` reads a question with the list's own form and gives back what makes sense of it."""

    key: str
    label: str
    url_name: str
    tidy: Callable[[str], str]

    @property
    def url(self) -> str:
        return reverse(self.url_name)


_places: dict[str, Place] = {}


def register(place: Place) -> None:
    _places[place.key] = place


def all_places() -> list[Place]:
    return list(_places.values())


def place_of(key: str) -> Place | None:
    return _places.get(key)
