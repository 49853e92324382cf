"""What the radar can be asked for; the answers stay in the address."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from accreditation import radar
from accreditation.expiry import Bucket
from accreditation.radar import Wanted
from klik_portal.ui.forms import CleanCharField, FilterBar
from libraries.models import Kecamatan, LibraryType


class RadarForm(FilterBar, forms.Form):
    kapan = forms.ChoiceField(
        label=_("Berakhir"),
        required=False,
        choices=(
            ("", _("Dalam 12 bulan ke depan")),
            *Bucket.choices,
            (radar.ALL, _("Semua sertifikat")),
        ),
    )
    kecamatan = forms.ChoiceField(label=_("Kecamatan"), required=False)
    jenis = forms.ChoiceField(
        label=_("Jenis"), required=False, choices=(("", _("Semua")), *LibraryType.choices)
    )
    setelah = CleanCharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        places = Kecamatan.objects.values_list("code", "name")
        self.fields["kecamatan"].choices = [("", _("Semua")), *places]

    def wanted(self) -> Wanted:
        """A part that makes no sense is left out, not an error page."""
        self.is_valid()
        get = self.cleaned_data.get
        return Wanted(get("kapan", ""), get("kecamatan", ""), get("jenis", ""), get("setelah", ""))

    def is_filtered(self) -> bool:
        return any(self.cleaned_data.get(name) for name in ("kapan", "kecamatan", "jenis"))

    @property
    def query(self) -> str:
        """The filters without the place in the list."""
        kept = {k: v for k, v in self.cleaned_data.items() if v and k != "setelah"}
        return urlencode(kept)

    def next_url(self, cursor: str) -> str:
        if not cursor:
            return ""
        return "?" + "&".join(part for part in (self.query, urlencode({"setelah": cursor})) if part)
