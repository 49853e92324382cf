"""What is typed to hand a library over."""

from django import forms
from django.utils.translation import gettext_lazy as _

from klik_portal.accounts.fields import LoginField, PersonNameField
from klik_portal.files.forms import DocumentField
from klik_portal.ui.forms import CleanCharField, StackedForm

LETTER_HINT = _("SK pengelola baru atau berita acara serah terima: foto atau PDF.")


class HandoverForm(StackedForm, forms.Form):
    name = PersonNameField(label=_("Nama penerus"))
    login = LoginField(
        label=_("Surel atau nomor HP penerus"),
        help_text=_("Ia masuk dengan ini, lalu menerima. Akunnya dibuat bila belum ada."),
    )
    position = CleanCharField(label=_("Jabatan penerus"), max_length=120, required=False)
    reason = CleanCharField(
        label=_("Alasan"), max_length=240, help_text=_("Misalnya: pindah tugas, pensiun, SK baru.")
    )
    letter = DocumentField(label=_("Surat (boleh menyusul)"), required=False, help_text=LETTER_HINT)
    submit_label = _("Mulai serah terima")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        attrs = self.fields["login"].widget.attrs
        self.fields["login"].widget.attrs = {**attrs, "autocomplete": "off"}
        self.fields["name"].widget.attrs = {"autocomplete": "off"}


class LetterForm(StackedForm, forms.Form):
    letter = DocumentField(label=_("Surat serah terima"), help_text=LETTER_HINT)
    submit_label = _("Unggah surat")
    is_quiet = True
