"""The question before a visit."""

from django import forms
from django.utils.translation import gettext_lazy as _

from klik_portal.ui.forms import CleanCharField, StackedForm
from scheduling.models import TapAnswer


class TapForm(StackedForm, forms.Form):
    answer = forms.ChoiceField(
        label=_("Apakah kunjungan ini cocok?"),
        choices=(
            (TapAnswer.READY, _("Siap, silakan datang")),
            (TapAnswer.WORKS, _("Sedang perbaikan, tetapi boleh datang")),
            (TapAnswer.POSTPONE, _("Tunda, jangan datang dulu")),
        ),
        widget=forms.RadioSelect,
    )
    note = CleanCharField(
        label=_("Catatan untuk tim (boleh kosong)"), required=False, max_length=160
    )
    submit_label = _("Kirim jawaban")
