"""What people are told about acting for a library."""

from django.utils.translation import gettext_lazy as _

from klik_portal.notifications.texts import MessageText, Placeholder

ABOUT = _("Keanggotaan perpustakaan")
ASKER = _("Orang yang meminta menjadi pengelola")

LIBRARY = {"perpustakaan": Placeholder(_("Nama perpustakaan"), "Perpustakaan Desa Muara Enggelam")}
REASON = {"alasan": Placeholder(_("Alasan yang ditulis petugas"), "Nama Anda tidak ada dalam SK.")}
SUCCESSOR = _("Penerus")
GIVER_AND_SUCCESSOR = _("Pengelola yang menyerahkan dan penerusnya")
HANDOVER = LIBRARY | {
    "pengelola": Placeholder(_("Pengelola yang menyerahkan"), "Siti Aminah"),
    "penerus": Placeholder(_("Penerusnya"), "Hadi"),
}

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
    MessageText(
        "custody.offered",
        _("Serah terima ditawarkan"),
        SUCCESSOR,
        _("Terima tugas pengelola {perpustakaan}?"),
        _(
            "{pengelola} menyerahkan {perpustakaan} kepada Anda. Alasan: {alasan}\n"
            "Masuk dengan surel atau nomor HP ini, lalu terima atau tolak."
        ),
        HANDOVER | {"alasan": Placeholder(_("Alasan yang ditulis"), "Pindah tugas")},
    ),
    MessageText(
        "custody.accepted",
        _("Penerus menerima serah terima"),
        _("Semua petugas"),
        _("Konfirmasi serah terima {perpustakaan}"),
        _("{penerus} menerima tugas dari {pengelola} di {perpustakaan}."),
        HANDOVER,
    ),
    MessageText(
        "custody.declined",
        _("Penerus tidak menerima"),
        _("Yang memulai serah terima"),
        _("Cari penerus lain: {perpustakaan}"),
        _("{penerus} tidak menerima tugas pengelola {perpustakaan}."),
        HANDOVER,
    ),
    MessageText(
        "custody.refused",
        _("Serah terima tidak dikonfirmasi"),
        GIVER_AND_SUCCESSOR,
        _("Serah terima belum dapat dikonfirmasi: {perpustakaan}"),
        _("{pengelola} kepada {penerus}. Alasan: {alasan}"),
        HANDOVER | REASON,
    ),
    MessageText(
        "custody.cancelled",
        _("Serah terima dibatalkan"),
        GIVER_AND_SUCCESSOR,
        _("Serah terima dibatalkan: {perpustakaan}"),
        _("Serah terima dari {pengelola} kepada {penerus} dibatalkan."),
        HANDOVER,
    ),
    MessageText(
        "custody.done",
        _("Pengelola baru"),
        SUCCESSOR,
        _("Anda sekarang pengelola {perpustakaan}"),
        _("Serah terima dari {pengelola} sudah dikonfirmasi. Yang menunggu Anda:\n{menunggu}"),
        HANDOVER
        | {
            "menunggu": Placeholder(
                _("Permohonan, perbaikan, dan jadwal yang ikut pindah; boleh kosong"),
                ["Permohonan KLK-2026-0007: Perlu perbaikan"],
            )
        },
    ),
    MessageText(
        "custody.left",
        _("Pengelola lama selesai"),
        _("Pengelola yang menyerahkan"),
        _("Tugas Anda selesai: {perpustakaan}"),
        _("{penerus} sekarang mengelola {perpustakaan}. Terima kasih atas kerja Anda."),
        HANDOVER,
    ),
    MessageText(
        "library.merged",
        _("Data ganda digabung"),
        _("Pengelola dari data yang dihapus"),
        _("Data perpustakaan Anda digabung: {perpustakaan}"),
        _(
            "{lama} sekarang tercatat sebagai {perpustakaan}. Permohonan dan jadwal Anda ikut pindah."
        ),
        LIBRARY | {"lama": Placeholder(_("Nama data yang dihapus"), "Perpus Muara Enggelam")},
    ),
)
