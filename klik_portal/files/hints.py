"""What a hint says. Codes are kept with the file, sentences only here."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from klik_portal.files.inspection.facts import BLANK, BLURRED, DARK, SIDEWAYS

SENTENCES = {
    DARK: _("Tampak terlalu gelap. Foto ulang di tempat yang lebih terang bila tulisannya sulit dibaca."),
    BLURRED: _("Tampak buram. Foto ulang dengan tangan diam bila tulisannya sulit dibaca."),
    BLANK: _("Tampak kosong. Buka dan periksa apakah isinya memang ada."),
    SIDEWAYS: _("Tulisannya tampak miring ke samping. Putar lalu kirim ulang bila perlu."),
}  # fmt: skip
SHARED = _("Berkas yang sama pernah dipakai di permohonan lain.")
SHARED_WITH = _("Berkas yang sama dipakai juga oleh: %(libraries)s.")


def sentences(codes: Iterable[str]) -> list[str]:
    """A code of another version, that this one does not know, says nothing."""
    return [str(SENTENCES[code]) for code in codes if code in SENTENCES]
