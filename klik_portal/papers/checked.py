"""What the check of a paper answers. Pure."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_FACTS = 6
Facts = tuple[tuple[str, str], ...]


class Standing(models.TextChoices):
    VALID = "valid", _("Berlaku")
    EXPIRED = "expired", _("Sudah berakhir")
    REPLACED = "replaced", _("Sudah diganti")
    REVOKED = "revoked", _("Dicabut")

    @property
    def tone(self) -> str:
        return {"valid": "good", "expired": "warn", "replaced": "warn"}.get(self.value, "bad")


def standing_of(
    *, is_revoked: bool, is_replaced: bool, valid_until: date | None, on: date
) -> Standing:
    """The gravest first: who holds a revoked paper must not read that it only ran out."""
    if is_revoked:
        return Standing.REVOKED
    if is_replaced:
        return Standing.REPLACED
    return Standing.EXPIRED if valid_until and valid_until < on else Standing.VALID


@dataclass(frozen=True)
class Checked:
    """A known paper. `facts` are what stands on it: label and value, at most six, nobody's phone."""

    code: str
    title: str
    standing: Standing
    facts: Facts
    story: str  # one sentence about the standing
    origin: str  # whose paper it is
    newer_code: str = ""  # of the paper that took its place

    @property
    def is_valid(self) -> bool:
        return self.standing == Standing.VALID
