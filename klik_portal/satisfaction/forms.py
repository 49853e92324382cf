"""Shapes of the survey and of its publication."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from klik_portal.satisfaction.elements import ELEMENTS, KEYS
from klik_portal.satisfaction.models import Service
from klik_portal.ui.forms import CleanCharField, FilterBar, StackedForm


class SurveyForm(StackedForm, forms.Form):
    """Nine questions; `service` is asked only of those who came by the public link."""

    service = forms.ChoiceField(
        label=_("Layanan yang Anda nilai"), choices=Service.choices, widget=forms.RadioSelect
    )
    comment = CleanCharField(
        label=_("Saran atau keluhan (boleh kosong)"), max_length=2000, required=False,
        widget=forms.Textarea({"rows": 4}),
    )  # fmt: skip
    contact = CleanCharField(
        label=_("Nama atau nomor Anda (boleh kosong)"), max_length=120, required=False,
        help_text=_("Hanya bila Anda ingin dihubungi. Tanpa ini, jawaban Anda tidak bernama."),
    )  # fmt: skip
    key = forms.UUIDField(widget=forms.HiddenInput)

    submit_label = _("Kirim jawaban")

    def __init__(self, data: Any = None, *, is_invited: bool) -> None:
        super().__init__(data, initial={"key": uuid4()})
        if is_invited:
            del self.fields["service"]
        for element in ELEMENTS:
            self.fields[element.key] = forms.TypedChoiceField(
                label=element.question,
                choices=element.choices,
                coerce=int,
                widget=forms.RadioSelect,
            )
        self.order_fields(["service", *KEYS, "comment", "contact", "key"])

    def answers(self) -> dict[str, Any]:
        told = self.cleaned_data
        return {
            "key": told["key"],
            "service": told.get("service", ""),
            "worths": {key: told[key] for key in KEYS},
            "comment": told["comment"],
            "contact": told["contact"],
        }


class ResultsFilter(FilterBar, forms.Form):
    tahun = forms.TypedChoiceField(label=_("Tahun"), coerce=int)
    triwulan = forms.TypedChoiceField(
        label=_("Triwulan"), coerce=int, required=False, empty_value=0,
        choices=[("", _("Semua")), *((q, str(q)) for q in range(1, 5))],
    )  # fmt: skip
    layanan = forms.ChoiceField(
        label=_("Layanan"), required=False, choices=[("", _("Semua")), *Service.choices]
    )

    def __init__(self, data: Any, *, years: list[int]) -> None:
        super().__init__(data)
        self.fields["tahun"].choices = [(year, str(year)) for year in years]


class PublicationForm(StackedForm, forms.Form):
    year = forms.TypedChoiceField(label=_("Tahun"), coerce=int)
    follow_up = CleanCharField(
        label=_("Rencana tindak lanjut"), max_length=2000, widget=forms.Textarea({"rows": 5}),
        help_text=_("Apa yang diperbaiki, siapa, dan kapan. Tampil di halaman umum."),
    )  # fmt: skip

    submit_label = _("Terbitkan hasil")

    def __init__(self, data: Any = None, *, years: list[int]) -> None:
        super().__init__(data)
        self.fields["year"].choices = [(year, str(year)) for year in years]
