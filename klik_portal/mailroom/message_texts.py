"""The frame around a letter to many."""

from django.utils.translation import gettext_lazy as _

from klik_portal.notifications.texts import MessageText, Placeholder

ABOUT = _("Pesan ke banyak orang")

TEXTS = (
    MessageText(
        "bulk.message",
        _("Pesan yang ditulis petugas ke banyak orang"),
        _("Pengelola yang dipilih"),
        "{judul}",
        "{isi}",
        {
            "judul": Placeholder(_("Judul yang ditulis petugas"), "Kirim foto rak sebelum Jumat"),
            "isi": Placeholder(
                _("Isi yang ditulis petugas, baris demi baris"),
                ("Perpusnas membuka penilaian minggu depan.", "Lengkapi fotonya sebelum Jumat."),
            ),
        },
    ),
)
