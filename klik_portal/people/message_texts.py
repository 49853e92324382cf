"""What people are told about their account."""

from django.utils.translation import gettext_lazy as _

from klik_portal.notifications.texts import MessageText, Placeholder

ABOUT = _("Akun")

TEXTS = (
    MessageText(
        "account.contact_corrected",
        _("Kontak dibetulkan petugas"),
        _("Pemilik akun, di alamat lamanya dan di Klik"),
        _("Periksa kontak Anda: petugas membetulkannya"),
        _(
            "{petugas} membetulkan surel atau nomor HP akun Anda. "
            "Bila ini keliru, segera hubungi kami."
        ),
        {"petugas": Placeholder(_("Petugas yang membetulkan"), "Budi")},
        stays_put=True,
    ),
    MessageText(
        "account.code_handed",
        _("Petugas membuat kode masuk"),
        _("Pemilik akun"),
        _("{petugas} membuat kode masuk untuk akun Anda"),
        _(
            "Dengan kode itu seseorang dapat masuk sebagai Anda selama 30 menit. "
            "Tidak memintanya? Segera hubungi kami."
        ),
        {"petugas": Placeholder(_("Petugas yang membuat kode"), "Budi")},
    ),
)
