"""Shapes of what officers type about a recommendation letter."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from klik_portal.files.forms import DocumentField
from klik_portal.ui.forms import CleanCharField, DayField, StackedForm


class RecommendationForm(StackedForm, forms.Form):
    number = CleanCharField(label=_("Nomor surat"), max_length=80, required=False)
    issued_on = DayField(label=_("Tanggal surat"))
    valid_until = DayField(
        label=_("Berlaku sampai (boleh kosong)"),
        required=False,
        help_text=_("Kosong: tanpa batas waktu, sampai diganti atau dicabut."),
    )

    submit_label = _("Terbitkan surat rekomendasi")

    def __init__(
        self, data: Any = None, *, today: date, next_number: str, is_replacing: bool
    ) -> None:
        super().__init__(data, initial={"issued_on": today})
        self.fields["number"].help_text = (
            _now("Kosong: Klik memberi nomor berikutnya, sekarang %s. Atau ketik dari buku agenda.")
            % next_number
        )
        if is_replacing:
            self.submit_label = _("Terbitkan pengganti")
            self.is_quiet = True


class RevocationForm(StackedForm, forms.Form):
    reason = CleanCharField(
        label=_("Alasan"),
        max_length=200,
        help_text=_("Dibaca siapa saja yang memeriksa surat ini. Jangan menyebut nama orang."),
    )
    submit_label = _("Cabut surat")


class LetterScanForm(StackedForm, forms.Form):
    file = DocumentField(
        label=_("Pindaian surat bertanda tangan"), help_text=_("PDF atau foto, paling besar 12 MB.")
    )
    submit_label = _("Simpan pindaian")
    is_quiet = True
