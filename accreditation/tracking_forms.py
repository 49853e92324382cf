"""What a visitor types to follow a request."""

from django import forms
from django.utils.translation import gettext_lazy as _

from klik_portal.ui.forms import CleanCharField, StackedForm

CODE_ATTRS = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class TrackingForm(StackedForm, forms.Form):
    number = CleanCharField(
        label=_("Nomor permohonan"),
        help_text=_("Contoh: KLK-2026-0001"),
        max_length=20,
        widget=forms.TextInput(attrs=CODE_ATTRS),
    )
    secret = CleanCharField(
        label=_("Kode lacak"),
        help_text=_("Delapan huruf dan angka pada tanda terima, contoh: K7PM-3XQD"),
        max_length=20,
        widget=forms.TextInput(attrs=CODE_ATTRS),
    )
    submit_label = _("Lihat status")
