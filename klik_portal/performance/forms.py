"""Shapes of plans and targets."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klik_portal.performance.models import StrategicPlan
from klik_portal.ui.forms import CleanCharField, StackedForm


class PlanForm(StackedForm, forms.Form):
    name = CleanCharField(label=_("Nama rencana"), max_length=160, initial="Renstra")
    document_number = CleanCharField(
        label=_("Nomor dokumen (boleh kosong)"), max_length=80, required=False
    )
    first_year = forms.IntegerField(label=_("Tahun awal"), min_value=2000, max_value=2100)
    last_year = forms.IntegerField(label=_("Tahun akhir"), min_value=2000, max_value=2100)

    submit_label = _("Buat rencana")


class ReleaseForm(StackedForm, forms.Form):
    year = forms.TypedChoiceField(label=_("Tahun"), coerce=int)
    note = CleanCharField(
        label=_("Catatan (boleh kosong)"),
        max_length=240,
        required=False,
        help_text=_("Misalnya: angka LKjIP yang sudah disetujui kepala dinas."),
    )

    submit_label = _("Rilis angka")

    def __init__(self, data: Any = None, *, years: list[int]) -> None:
        super().__init__(data)
        self.fields["year"].choices = [(year, str(year)) for year in reversed(years)]


class TargetForm(StackedForm, forms.Form):
    year = forms.TypedChoiceField(label=_("Tahun"), coerce=int)
    value = forms.IntegerField(label=_("Target"), min_value=0, max_value=100_000)
    note = CleanCharField(
        label=_("Alasan atau nomor keputusan"),
        max_length=240,
        required=False,
        help_text=_("Wajib diisi bila mengubah target yang sudah ada."),
    )

    submit_label = _("Simpan target")

    def __init__(self, data: Any = None, *, plan: StrategicPlan) -> None:
        super().__init__(data)
        self.fields["year"].choices = [(year, str(year)) for year in plan.years]
