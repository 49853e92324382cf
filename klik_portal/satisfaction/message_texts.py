"""What people are told about the survey."""

from django.utils.translation import gettext_lazy as _

from klik_portal.notifications.texts import MessageText, Placeholder

ABOUT = _("Survei kepuasan")

PLACEHOLDERS = {
    "layanan": Placeholder(_("Layanan yang dinilai"), "Kunjungan petugas"),
    "perpustakaan": Placeholder(_("Nama perpustakaan"), "Perpustakaan Desa Muara Enggelam"),
}

TEXTS = (
    MessageText(
        "survey.invited",
        _("Undangan mengisi survei setelah hasil atau kunjungan"),
        _("Pengelola perpustakaan"),
        _("Nilai layanan kami: 9 pertanyaan, 2 menit"),
        _(
            "{layanan} untuk {perpustakaan} sudah selesai.\n"
            "Bagaimana menurut Anda? Jawaban tidak memuat nama dan tidak tampak sebagai milik Anda."
        ),
        PLACEHOLDERS,
    ),
)
