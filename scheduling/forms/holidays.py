"""The shape of a holiday."""

from django import forms
from django.utils.translation import gettext_lazy as _

from klik_portal.office.models import Holiday
from klik_portal.ui.forms import CleanCharField, DayField, StackedForm


class HolidayForm(StackedForm, forms.Form):
    day = DayField(label=_("Tanggal"))
    name = CleanCharField(label=_("Nama hari libur"), max_length=120)
    kind = forms.ChoiceField(label=_("Jenis"), choices=Holiday.Kind.choices)
    is_estimate = forms.BooleanField(
        label=_("Tanggalnya masih perkiraan"),
        required=False,
        help_text=_("Untuk hari raya yang menunggu sidang isbat atau surat keputusan bersama."),
    )
    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2_000_000_000
    )
