"""What waits for the keeper of a library. Floors above say what they hold; this one asks them all."""

from collections.abc import Callable
from datetime import datetime

from libraries.models import Library

Teller = Callable[[Library, datetime], list[str]]  # one sentence for each thing that waits
_TELLERS: dict[str, Teller] = {}


def register(name: str, teller: Teller) -> None:
    _TELLERS[name] = teller


def pending(library: Library, at: datetime) -> list[str]:
    """Open requests, corrections, appointments...: all that goes along with a hand-over."""
    return [sentence for teller in _TELLERS.values() for sentence in teller(library, at)]
