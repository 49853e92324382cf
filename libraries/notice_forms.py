"""The shape of what the office lets everybody read about a library."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from klik_portal.core.text import without_contacts
from klik_portal.ui.forms import CleanCharField, StackedForm, WebAddressField
from libraries.models import Library, PublicNotice
from libraries.operations.public_notices import FIELDS


class PublicNoticeForm(StackedForm, forms.Form):
    phone = CleanCharField(
        label=_("Telepon lembaga"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
        help_text=_("Nomor kantor desa, sekolah, atau sekretariat; bukan nomor HP orang."),
    )
    email = forms.EmailField(label=_("Surel lembaga"), required=False, max_length=254)
    website = WebAddressField(
        label=_("Situs atau media sosial lembaga"), required=False, max_length=200,
    )  # fmt: skip
    way = CleanCharField(
        label=_("Cara ke sana"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Tanpa nama dan nomor orang."),
    )
    is_institutional = forms.BooleanField(
        label=_("Semua isian ini milik lembaga, dan lembaga setuju ditampilkan untuk umum.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    submit_label = _("Tampilkan untuk umum")

    def __init__(self, data: Any = None, *, library: Library, notice: PublicNotice | None) -> None:
        """Nothing public yet: what the keeper wrote is offered, for the officer to judge."""
        offered = {"website": library.website, "way": without_contacts(library.way_to_get_there)[:600]}  # fmt: skip
        kept = {name: getattr(notice, name) for name in FIELDS} if notice else offered
        super().__init__(data, initial={**kept, "version": notice.version if notice else 0})

    def clean_way(self) -> str:
        way = self.cleaned_data["way"]
        if without_contacts(way) != way.strip(" ,;:/()"):
            raise ValidationError(_("Hapus nomor HP atau surel dari penjelasan ini."))
        return way

    def facts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in FIELDS}
