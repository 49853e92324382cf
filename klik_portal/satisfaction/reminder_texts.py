"""The words of the reminders about the survey."""

from django.utils.translation import gettext_lazy as _

from klik_portal.reminders import words
from klik_portal.satisfaction.message_texts import PLACEHOLDERS

ABOUT = words.ABOUT

TEXTS = (
    words.text(
        "survey",
        _("Survei belum diisi"),
        _("Pengelola perpustakaan"),
        subject=_("Masih sempat menilai layanan kami? 2 menit"),
        body=_(
            "{layanan} untuk {perpustakaan}: penilaian Anda belum kami terima.\n"
            "Jawaban tidak memuat nama. Bila sudah mengisi lewat tautan umum, abaikan pesan ini."
        ),
        placeholders=PLACEHOLDERS,
    ),
    words.text(
        "survey.office",
        _("Survei belum diisi, untuk dinas"),
        _("Koordinator"),
        subject=_("Survei belum diisi: {perpustakaan}"),
        body=_("Undangan menilai {layanan} untuk {perpustakaan} belum dijawab."),
        placeholders=PLACEHOLDERS,
    ),
)
