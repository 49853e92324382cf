"""What heads are told every month."""

from django.utils.translation import gettext_lazy as _

from klik_portal.notifications.texts import MessageText, Placeholder

ABOUT = _("Kinerja")

PLACEHOLDERS = {
    "bulan": Placeholder(_("Bulan yang dilaporkan"), "Oktober 2026"),
    "singkat": Placeholder(_("Jawabannya dalam beberapa kata"), "10 dari 3, di atas target"),
    "jawaban": Placeholder(
        _("Indikator utama: capaian, target, dan persennya"),
        "Perpustakaan terakreditasi 2026: 10 dari 3, di atas target (333,3 %, dibatasi 100 %).",
    ),
    "ke_depan": Placeholder(
        _("Laju yang diperlukan dan perkiraan akhir tahun"),
        "Perkiraan akhir tahun sekitar 12 (antara 10 dan 14).",
    ),
    "perubahan": Placeholder(
        _("Apa yang berubah, satu baris satu hal"),
        (
            "Terakreditasi: 8 menjadi 10.",
            "Permohonan yang sedang berjalan: 21 menjadi 24.",
        ),
    ),
    "pdf": Placeholder(
        _("Di mana laporan PDF-nya"), "Laporan PDF terlampir pada surel ini, dan ada di tautan."
    ),
}

TEXTS = (
    MessageText(
        "performance.monthly",
        _("Laporan kinerja bulanan, pada awal bulan berikutnya"),
        _("Pimpinan"),
        _("Kinerja {bulan}: {singkat}"),
        _("{jawaban}\n{ke_depan}\n\nYang berubah sejak bulan lalu:\n- {perubahan}\n\n{pdf}"),
        PLACEHOLDERS,
    ),
)
