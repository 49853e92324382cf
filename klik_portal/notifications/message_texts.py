"""The few texts that are about messages themselves, and the alarm about Klik itself."""

from django.utils.translation import gettext_lazy as _

from klik_portal.notifications.texts import MessageText, Placeholder

ABOUT = _("Pesan kantor")

TEXTS = (
    MessageText(
        "message.sample",
        _("Contoh teks untuk diri sendiri"),
        _("Koordinator yang memintanya"),
        _("Contoh: {judul}"),
        "{isi}",
        {
            "judul": Placeholder(_("Judul teks yang dicoba"), "Lanjutkan permohonan KLK-2026-0042"),
            "isi": Placeholder(_("Isinya, baris demi baris"), ("Permohonan menunggu Anda.",)),
        },
    ),
    MessageText(
        "watch.beat_silent",
        _("Pengingat berhenti berjalan"),
        _("Koordinator"),
        _("Pengingat Klik berhenti sejak {sejak}"),
        _(
            "Penjadwal Klik (beat) tidak memberi tanda sejak {sejak}.\n"
            "Pengingat tertunda sampai ia berjalan lagi; yang belum dikirim menyusul sendiri.\n"
            "Minta admin sistem memeriksa layanan klik-beat dan klik-worker di server."
        ),
        {
            "sejak": Placeholder(
                _("Kapan terakhir berjalan"), "Rabu, 25 November 2026 pukul 09.00 WITA"
            )
        },
    ),
)
