"""Yes, or no with sentences: the answer of every permission question."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """True when allowed. When not, `reasons` are Indonesian sentences for the person asking."""

    reasons: tuple[str, ...] = ()

    @classmethod
    def yes(cls) -> "Verdict":
        return cls()

    @classmethod
    def no(cls, *reasons: str) -> "Verdict":
        """A refusal; without any reason it is no refusal at all."""
        return cls(tuple(reasons))

    def __bool__(self) -> bool:
        return not self.reasons

    @property
    def sentence(self) -> str:
        return " ".join(self.reasons)


class Refused(Exception):
    """An expected refusal. Doors show the reasons; nothing has been changed."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(*reasons)
        self.reasons = tuple(reasons)


class Conflict(Exception):
    """Somebody else changed the row first: shown as a designed page (409), nothing is lost.

    `theirs` and `yours` are (label, text) pairs that let the person compare both versions.
    """

    def __init__(
        self,
        theirs: list[tuple[str, str]] | None = None,
        yours: list[tuple[str, str]] | None = None,
        back_url: str = "",
    ) -> None:
        super().__init__()
        self.theirs = theirs or []
        self.yours = yours or []
        self.back_url = back_url
