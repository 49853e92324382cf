"""The parts of a service standard, and what Klik says in each until the office writes its own. Pure.

Fourteen parts by Permenpan RB 15/2014: six on delivery, which must be made public, and eight on how
the office works. Shipped are only sentences that are true of Klik itself; the rest stays empty.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Part:
    key: str
    label: Any
    shipped: Any = ""


DELIVERY = (
    Part("requirements", _("Persyaratan"), _("Surat permohonan, SK pendirian, dan sedikitnya dua foto perpustakaan.")),
    Part("procedure", _("Sistem, mekanisme, dan prosedur"), _("Ajukan di Klik; petugas memeriksa berkas; pendampingan lewat Zoom, telepon, atau kunjungan; diusulkan ke Perpusnas setelah siap; hasil akreditasi dicatat.")),
    Part("time", _("Jangka waktu"), _("Permohonan diterima 24 jam setiap hari. Tanggapan pertama paling lambat 1×24 jam, dihitung pada hari kerja (Senin sampai Jumat, WITA).")),
    Part("fee", _("Biaya"), _("Pendampingan Diarpus tidak dipungut biaya.")),
    Part("product", _("Produk pelayanan"), _("Perpustakaan siap diusulkan untuk akreditasi. Penilaian dan sertifikat adalah wewenang Perpusnas.")),
    Part("complaints", _("Pengaduan, saran, dan masukan"), _("Lewat SP4N-LAPOR!, tanya petugas di Klik, atau langsung ke kantor.")),
)  # fmt: skip
MANAGEMENT = (
    Part("legal_basis", _("Dasar hukum"), _("UU 25/2009 tentang Pelayanan Publik. UU 43/2007 tentang Perpustakaan. PP 24/2014 tentang Pelaksanaan UU 43/2007. Permenpan RB 15/2014 tentang Pedoman Standar Pelayanan.")),
    Part("facilities", _("Sarana, prasarana, dan fasilitas")),
    Part("competence", _("Kompetensi pelaksana")),
    Part("supervision", _("Pengawasan internal"), _("Setiap perubahan permohonan tercatat dengan nama petugas dan waktunya. Permohonan yang lewat waktu diteruskan ke koordinator dan pimpinan.")),
    Part("staff", _("Jumlah pelaksana")),
    Part("guarantee", _("Jaminan pelayanan"), _("Setiap permohonan menampilkan giliran siapa, langkah berikutnya, dan batas waktunya.")),
    Part("safety", _("Jaminan keamanan dan keselamatan"), _("Berkas hanya dapat dibuka pengelola perpustakaan itu dan petugas; setiap pembukaan tercatat.")),
    Part("evaluation", _("Evaluasi kinerja pelaksana"), _("Survei kepuasan sembilan unsur (Permenpan RB 14/2017), diterbitkan tiap tahun.")),
)  # fmt: skip
PARTS = (*DELIVERY, *MANAGEMENT)
LONGEST = 1500

PLEDGE = _(
    "Dengan ini kami menyatakan sanggup menyelenggarakan pelayanan sesuai standar pelayanan yang telah ditetapkan. "
    "Apabila kami tidak menepati janji ini, kami siap menerima sanksi sesuai peraturan perundang-undangan yang berlaku."
)


def told(parts: dict[str, str], wanted: tuple[Part, ...] = PARTS) -> list[tuple[str, str]]:
    """Label and text of the parts that say something."""
    return [(str(part.label), parts[part.key]) for part in wanted if parts.get(part.key)]


def shipped() -> dict[str, str]:
    return {part.key: str(part.shipped) for part in PARTS}
