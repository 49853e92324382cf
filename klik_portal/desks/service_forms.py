"""Shapes of the service standard and of the pledge."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klik_portal.office.models import ServicePledge, ServiceStandard
from klik_portal.office.service_parts import DELIVERY, LONGEST, MANAGEMENT, PARTS
from klik_portal.ui.forms import CleanCharField, DayField, StackedForm


class StandardForm(StackedForm, forms.Form):
    """One text per part; an empty part is not shown. A part on delivery cannot be empty."""

    submit_label = _("Terbitkan standar layanan")
    sections = (
        (_("Penyampaian layanan (wajib diumumkan)"), tuple(part.key for part in DELIVERY)),
        (_("Pengelolaan layanan"), tuple(part.key for part in MANAGEMENT)),
        (_("Penetapan"), ("decree",)),
    )

    decree = CleanCharField(
        label=_("Nomor SK penetapan (boleh kosong)"), max_length=120, required=False
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any = None, *, standard: ServiceStandard) -> None:
        initial = {**standard.parts, "decree": standard.decree, "seen": standard.number}
        super().__init__(data, initial=initial)
        for part in PARTS:
            self.fields[part.key] = CleanCharField(
                label=part.label, max_length=LONGEST, required=part in DELIVERY,
                widget=forms.Textarea(attrs={"rows": 3}),
            )  # fmt: skip

    def parts(self) -> dict[str, str]:
        return {part.key: self.cleaned_data[part.key] for part in PARTS}


class PledgeForm(StackedForm, forms.Form):
    text = CleanCharField(
        label=_("Isi maklumat"), max_length=2000, widget=forms.Textarea(attrs={"rows": 7})
    )
    signer_name = CleanCharField(
        label=_("Nama penanda tangan"),
        max_length=120,
        required=False,
        help_text=_("Kosongkan bila belum ditandatangani."),
    )
    signer_post = CleanCharField(label=_("Jabatan penanda tangan"), max_length=160, required=False)
    signed_on = DayField(label=_("Tanggal ditandatangani"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    submit_label = _("Terbitkan maklumat")

    def __init__(self, data: Any = None, *, pledge: ServicePledge) -> None:
        names = ("text", "signer_name", "signer_post", "signed_on")
        initial = {name: getattr(pledge, name) for name in names}
        super().__init__(data, initial={**initial, "seen": pledge.number})
