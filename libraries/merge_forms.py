"""What an officer chooses when two rows become one."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from klik_portal.ui.forms import CleanCharField, FilterBar, StackedForm
from libraries.merge_preview import Preview
from libraries.models import Kecamatan, Library

STAYS, GONE = "stays", "gone"
EMPTY = _("(kosong)")


class MergeForm(StackedForm, forms.Form):
    """One choice per fact that differs; the two versions that were looked at."""

    gone_version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000
    )
    stays_version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000
    )
    submit_label = _("Gabungkan")

    def __init__(self, data: Any, *, preview: Preview, gone: Library, stays: Library) -> None:
        initial = {"gone_version": gone.version, "stays_version": stays.version}
        super().__init__(data, initial=initial)
        self._keys = [difference.key for difference in preview.differences]
        for difference in preview.differences:
            self.fields[f"fakta_{difference.key}"] = forms.ChoiceField(
                label=difference.label, widget=forms.RadioSelect,
                initial=GONE if difference.takes_gone else STAYS,
                choices=[(STAYS, difference.stays or EMPTY), (GONE, difference.gone or EMPTY)],
            )  # fmt: skip
        self.fields["sure"] = forms.BooleanField(
            label=_("Saya sudah memeriksa: keduanya perpustakaan yang sama, dan ini tidak dapat dibatalkan.")
        )  # fmt: skip

    def taken(self) -> set[str]:
        return {key for key in self._keys if self.cleaned_data[f"fakta_{key}"] == GONE}

    def versions(self) -> tuple[int, int]:
        return self.cleaned_data["gone_version"], self.cleaned_data["stays_version"]


class TwinSearch(FilterBar, forms.Form):
    kecamatan = forms.ChoiceField(label=_("Kecamatan"), required=False)
    setelah = CleanCharField(required=False, max_length=13, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = Kecamatan.objects.values_list("code", "name")
        self.fields["kecamatan"].choices = [("", _("Semua")), *names]

    def next_url(self, cursor: str) -> str:
        if not cursor:
            return ""
        kept = {"kecamatan": self.cleaned_data.get("kecamatan", ""), "setelah": cursor}
        return "?" + urlencode({key: value for key, value in kept.items() if value})
