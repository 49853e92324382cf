"""Shapes of questions to the guides and of their texts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from klik_portal.guides.models import ReaderType
from klik_portal.ui.forms import CleanCharField, FilterBar

EVERY_TYPE = [("", _("Semua jenis perpustakaan")), *ReaderType.choices]


class GuideSearch(FilterBar, forms.Form):
    q = CleanCharField(label=_("Kata yang dicari"), required=False, max_length=80)
    jenis = forms.ChoiceField(label=_("Untuk"), required=False, choices=EVERY_TYPE)

    submit_label = _("Cari")
