"""What the survey asks: nine elements of service, each answered 1 to 4. Pure.

The elements and their order are those of the regulation on satisfaction surveys (Permenpan RB
14/2017); the sentences are our own, so that a village keeper understands them.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Element:
    key: str  # u1 .. u9, also the name of the column
    name: str
    question: str
    answers: tuple[str, str, str, str]  # worth 1, 2, 3, 4

    @property
    def choices(self) -> list[tuple[int, str]]:
        """Best first, as people look for it."""
        return [(worth, str(self.answers[worth - 1])) for worth in (4, 3, 2, 1)]


FITS = (_("Tidak sesuai"), _("Kurang sesuai"), _("Sesuai"), _("Sangat sesuai"))

ELEMENTS = (
    Element(
        "u1", _("Persyaratan"), _("Apakah syarat yang diminta sesuai dengan bantuan yang Anda perlukan?"),
        FITS,
    ),
    Element(
        "u2", _("Prosedur"), _("Apakah langkah-langkahnya mudah diikuti?"),
        (_("Tidak mudah"), _("Kurang mudah"), _("Mudah"), _("Sangat mudah")),
    ),
    Element(
        "u3", _("Waktu"), _("Apakah Anda dilayani dengan cepat?"),
        (_("Tidak cepat"), _("Kurang cepat"), _("Cepat"), _("Sangat cepat")),
    ),
    Element(
        "u4", _("Biaya"), _("Apakah Anda diminta membayar? Layanan ini seharusnya gratis."),
        (_("Ya, mahal"), _("Ya, cukup mahal"), _("Ya, sedikit"), _("Tidak, gratis")),
    ),
    Element(
        "u5", _("Hasil layanan"), _("Apakah bantuan yang Anda terima sesuai dengan yang dijanjikan?"),
        FITS,
    ),
    Element(
        "u6", _("Kemampuan petugas"), _("Apakah petugas menguasai tugasnya?"),
        (_("Tidak mampu"), _("Kurang mampu"), _("Mampu"), _("Sangat mampu")),
    ),
    Element(
        "u7", _("Sikap petugas"), _("Apakah petugas sopan dan ramah?"),
        (_("Tidak ramah"), _("Kurang ramah"), _("Ramah"), _("Sangat ramah")),
    ),
    Element(
        "u8", _("Penanganan pengaduan"), _("Bila ada keluhan atau saran, bagaimana kami menanganinya?"),
        (_("Tidak ada tempat mengadu"), _("Ada, tetapi tidak ditanggapi"), _("Ditanggapi, kurang tuntas"),
         _("Ditangani dengan baik")),
    ),
    Element(
        "u9", _("Sarana"), _("Bagaimana sarana yang dipakai: Klik, Zoom, telepon, atau ruang layanan?"),
        (_("Buruk"), _("Cukup"), _("Baik"), _("Sangat baik")),
    ),
)  # fmt: skip
KEYS = tuple(element.key for element in ELEMENTS)
