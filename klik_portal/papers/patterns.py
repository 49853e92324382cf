"""How the office writes a letter's number: a pattern with placeholders. Pure.

Offices number letters as serial/office/classification/month/year; what stands between the
placeholders is the office's own.
"""

import re
from datetime import date

from django.utils.translation import gettext as _

NUMBER, YEAR = "nomor", "tahun"
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
LONGEST = 60


def _values(count: int, on: date) -> dict[str, str]:
    return {
        NUMBER: str(count), "nomor3": f"{count:03d}", "bulan": f"{on.month:02d}",
        "bulan_romawi": ROMAN[on.month - 1], YEAR: str(on.year),
    }  # fmt: skip


KNOWN = tuple(_values(1, date(2026, 1, 1)))


def filled(pattern: str, *, count: int, on: date) -> str:
    """2299/DIARPUS/065.11/02/2026"""
    values = _values(count, on)
    return PLACEHOLDER.sub(lambda found: values[found[1]], pattern)


def problems(pattern: str) -> list[str]:
    """Why a pattern cannot be used; empty when it can."""
    names = PLACEHOLDER.findall(pattern)
    unknown = [name for name in names if name not in KNOWN]
    found = [_("Penanda {%s} tidak dikenal.") % name for name in unknown]
    if re.search(r"[{}]", PLACEHOLDER.sub("", pattern)):
        found.append(_("Ada kurung kurawal yang tidak berpasangan."))
    if not {NUMBER, "nomor3"} & set(names):
        found.append(_("Pola harus memuat {nomor}."))
    if YEAR not in names:
        found.append(_("Pola harus memuat {tahun}, karena nomor mulai lagi dari 1 setiap tahun."))
    return found
