"""The few texts that are about messages themselves."""

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
)
