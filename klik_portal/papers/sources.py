"""Papers that are not rows of this app: apps above register who knows them."""

from collections.abc import Callable
from datetime import date

from klik_portal.papers.checked import Checked

Source = Callable[[str, date], Checked | None]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """`source` takes a code as `codes.read` gives it and the day; it must cost the same found or not."""
    _sources[name] = source


def registered() -> tuple[Source, ...]:
    return tuple(_sources.values())
