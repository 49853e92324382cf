"""What people are told about acting for a library."""

from django.utils.translation import gettext_lazy as _

from klik_portal.notifications.texts import MessageText, Placeholder

ABOUT = _("Keanggotaan perpustakaan")
ASKER = _("Orang yang meminta menjadi pengelola")

LIBRARY = {"perpustakaan": Placeholder(_("Nama perpustakaan"), "Perpustakaan Desa Muara Enggelam")}
REASON = {"alasan": Placeholder(_("Alasan yang ditulis petugas"), "Nama Anda tidak ada dalam SK.")}

TEXTS = (
    MessageText(
        "membership.asked",
        _("Permintaan menjadi pengelola"),
        _("Semua petugas"),
        _("Konfirmasi pengelola {perpustakaan}"),
        _("{nama} meminta menjadi pengelola {perpustakaan}."),
        LIBRARY | {"nama": Placeholder(_("Siapa yang meminta"), "Siti")},
    ),
    MessageText(
        "membership.confirmed",
        _("Pengelola terkonfirmasi"),
        ASKER,
        _("Anda terkonfirmasi: {perpustakaan}"),
        _(
            "Petugas mengonfirmasi Anda untuk {perpustakaan}. "
            "Anda dapat mengajukan dan mengikuti permohonan."
        ),
        LIBRARY,
    ),
    MessageText(
        "membership.refused",
        _("Pengelola belum dapat dikonfirmasi"),
        ASKER,
        _("Belum dapat dikonfirmasi: {perpustakaan}"),
        _("Alasan: {alasan}"),
        LIBRARY | REASON,
    ),
    MessageText(
        "membership.ended",
        _("Keanggotaan berakhir"),
        _("Pengelola yang keanggotaannya berakhir"),
        _("Keanggotaan Anda berakhir: {perpustakaan}"),
        _("Alasan: {alasan}"),
        LIBRARY | REASON,
    ),
)
