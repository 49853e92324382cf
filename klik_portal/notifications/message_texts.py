"""The words of the alarm about Klik itself."""

from django.utils.translation import gettext_lazy as _

from klik_portal.notifications.texts import MessageText, Placeholder

ABOUT = _("Klik sendiri")
SILENT = MessageText(
    event="watch.beat_silent",
    label=_("Pengingat berhenti berjalan"),
    audience=_("Koordinator"),
    subject=_("Pengingat Klik berhenti sejak {sejak}"),
    body=_(
        "Penjadwal Klik (beat) tidak memberi tanda sejak {sejak}.\n"
        "Pengingat tertunda sampai ia berjalan lagi; yang belum dikirim menyusul sendiri.\n"
        "Minta admin sistem memeriksa layanan klik-beat dan klik-worker di server."
    ),
    placeholders={
        "sejak": Placeholder(
            _("Kapan terakhir berjalan"), "Rabu, 25 November 2026 pukul 09.00 WITA"
        )
    },
)
