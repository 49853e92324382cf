"""Files that go along with a mail. A row only names its file; the app that keeps it opens it when the mail leaves."""

from collections.abc import Callable
from dataclasses import dataclass

MOST_BYTES = 5_000_000  # what is heavier is offered as a link: many mail servers refuse it


@dataclass(frozen=True)
class Attachment:
    name: str
    content_type: str
    content: bytes


Opener = Callable[[str], Attachment]

_openers: dict[str, Opener] = {}


def register(kind: str, opener: Opener) -> None:
    """Who opens what is named `kind:key`."""
    _openers[kind] = opener


def opened(reference: str) -> Attachment:
    """An error leaves the mail waiting: better late than without what it speaks of."""
    kind, _colon, key = reference.partition(":")
    return _openers[kind](key)
