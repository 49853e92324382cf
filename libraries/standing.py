"""How a library stands with its accreditation on a day, told from its certificates. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from django.utils.translation import gettext as _

from klik_portal.core import wording


class StandingState(StrEnum):
    """Stable words: open data and style sheets say them too."""

    VALID = "valid"
    EXPIRED = "expired"
    NONE = "none"


class Certificate(Protocol):
    grade: str
    decided_on: date
    valid_until: date


@dataclass(frozen=True)
class Standing:
    state: StandingState
    grade: str = ""  # of the certificate that counts, or of the last one that did
    decided_on: date | None = None
    valid_until: date | None = None

    @property
    def is_valid(self) -> bool:
        return self.state == StandingState.VALID

    @property
    def tone(self) -> str:
        tones = {StandingState.VALID: "good", StandingState.EXPIRED: "warn"}
        return tones.get(self.state, "plain")

    @property
    def label(self) -> str:
        if self.state == StandingState.VALID:
            return _("Terakreditasi %s") % self.grade
        return _("Sertifikat berakhir") if self.grade else _("Belum terakreditasi")

    @property
    def note(self) -> str:
        """Until when it holds or held; nothing where there never was a certificate."""
        if self.valid_until is None:
            return ""
        day = wording.short_day(self.valid_until)
        return _("berlaku sampai %s") % day if self.is_valid else day

    @property
    def sentence(self) -> str:
        """Terakreditasi B, berlaku sampai 3 Mei 2029"""
        return f"{self.label}{', ' if self.is_valid else ' '}{self.note}".strip()


def standing(certificates: Iterable[Certificate], *, on: date) -> Standing:
    """The newest certificate valid on that day; without one, the one that ended last."""
    decided = [c for c in certificates if c.decided_on <= on]
    valid = [c for c in decided if c.valid_until >= on]
    if valid:
        newest = max(valid, key=lambda c: (c.decided_on, c.valid_until))
        return _told(StandingState.VALID, newest)
    if decided:
        return _told(StandingState.EXPIRED, max(decided, key=lambda c: c.valid_until))
    return Standing(StandingState.NONE)


def _told(state: StandingState, certificate: Certificate) -> Standing:
    return Standing(state, certificate.grade, certificate.decided_on, certificate.valid_until)
