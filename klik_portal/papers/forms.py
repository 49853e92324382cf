"""The shape of what people type about papers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from klik_portal.papers.codes import LONGEST_TYPED
from klik_portal.ui.forms import CleanCharField, StackedForm

CODE_ATTRS = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class CodeForm(StackedForm, forms.Form):
    """Asks by GET: the code is in the QR's address anyway."""

    kode = CleanCharField(
        label=_("Kode pada surat"),
        help_text=_(
            "26 huruf dan angka di bawah kotak QR. Huruf kecil, spasi, dan tanda hubung tidak masalah."
        ),
        max_length=LONGEST_TYPED,
        widget=forms.TextInput(attrs=CODE_ATTRS),
    )
    submit_label = _("Periksa")
    form_method = "get"
