"""How far each kecamatan has come: libraries known, libraries with a valid certificate.

Counted anew once a minute in each process, so that a page everybody may open costs the same with
eighty libraries and with two hundred thousand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from time import time

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from klik_portal.core import clock, wording
from libraries.models import Kecamatan, Library

REMEMBERED_SECONDS = 60


@dataclass(frozen=True)
class Coverage:
    code: str
    name: str
    zone: str
    known: int
    valid: int

    @property
    def step(self) -> str:
        """What the map draws: a pattern for what is missing, a deeper colour for more."""
        if not self.known:
            return "unknown"
        if not self.valid:
            return "none"
        return "few" if self.valid == 1 else "some" if self.valid <= 3 else "many"

    @property
    def mark(self) -> str:
        return str(self.valid) if self.known else "–"

    @property
    def sentence(self) -> str:
        if not self.known:
            return _("Belum ada perpustakaan terdaftar")
        if not self.valid:
            return _("Belum ada yang terakreditasi")
        return _("%(valid)s dari %(known)s terakreditasi") % {
            "valid": wording.number(self.valid),
            "known": wording.number(self.known),
        }


@dataclass(frozen=True)
class Totals:
    known: int
    valid: int
    areas: int
    without_library: int
    without_certificate: int  # those without a library among them


def totals(rows: Iterable[Coverage]) -> Totals:
    rows = list(rows)
    return Totals(
        known=sum(row.known for row in rows),
        valid=sum(row.valid for row in rows),
        areas=len(rows),
        without_library=sum(not row.known for row in rows),
        without_certificate=sum(not row.valid for row in rows),
    )


def coverage() -> tuple[Coverage, ...]:
    """Every kecamatan by name, at most a minute old."""
    return _remembered(clock.today(), int(time() // REMEMBERED_SECONDS))


@lru_cache(maxsize=1)
def _remembered(today: date, _minute: int) -> tuple[Coverage, ...]:
    known = _by_kecamatan(Library.objects.verified())
    valid = _by_kecamatan(Library.objects.verified().accredited_on(today))
    return tuple(
        Coverage(area.code, area.name, area.zone, known.get(area.code, 0), valid.get(area.code, 0))
        for area in Kecamatan.objects.all()
    )


def _by_kecamatan(libraries: QuerySet[Library]) -> dict[str, int]:
    return dict(libraries.order_by().values_list("kecamatan").annotate(Count("pk", distinct=True)))
