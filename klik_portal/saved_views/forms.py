"""Shapes of what people type about their views."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klik_portal.saved_views.models import SavedView
from klik_portal.ui.forms import CleanCharField, StackedForm

LONGEST = 1000


class NameForm(StackedForm, forms.Form):
    name = CleanCharField(
        label=_("Nama tampilan"),
        max_length=60,
        help_text=_("Misalnya: Desa yang belum punya pengelola."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    submit_label = _("Simpan nama")

    def __init__(self, data: Any = None, *, view: SavedView) -> None:
        super().__init__(data, initial={"name": view.name, "version": view.version})


class KeepForm(StackedForm, forms.Form):
    name = NameForm.base_fields["name"]
    is_shared = forms.BooleanField(label=_("Untuk semua petugas"), required=False)
    tampilan = CleanCharField(max_length=LONGEST, widget=forms.HiddenInput)

    submit_label = _("Simpan tampilan")

    def __init__(self, data: Any = None, *, may_share: bool, query: str) -> None:
        super().__init__(data, initial={"tampilan": query})
        if not may_share:
            del self.fields["is_shared"]
