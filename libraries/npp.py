"""Nomor Pokok Perpustakaan: tidy it, warn on an odd shape, never block. Pure.

Seen shape: 4 digits regency, 2 digits kecamatan, digit, letter, digit, 6 digits (three published
examples, e.g. 6372052C0000001). No official description is known, so a mismatch is only a warning.
"""

import re

from django.utils.translation import gettext as _

USUAL_SHAPE = re.compile(r"[0-9]{7}[A-Z][0-9]{7}")


def tidy(typed: str) -> str:
    """Upper case, without the blanks, dots and dashes people put in between."""
    kept = re.sub(r"[\s.\-]", "", typed)
    return "".join(letter.upper() if letter.isascii() else letter for letter in kept)


def warning(npp: str) -> str:
    """A sentence when the number looks unusual; empty when it looks right or is absent."""
    if not npp or USUAL_SHAPE.fullmatch(npp):
        return ""
    return _("NPP biasanya 15 karakter, misalnya 6402062D1000001. Mohon periksa lagi.")
