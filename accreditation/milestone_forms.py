"""Shape of a dated fact from SiPAPI."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accreditation.models import Milestone
from klik_portal.files.forms import DocumentField
from klik_portal.ui.forms import CleanCharField, DayField, StackedForm


class MilestoneForm(StackedForm, forms.Form):
    happened_on = DayField(label=_("Tanggal"), help_text=_("Tanggal kejadiannya, bukan hari ini."))
    note = CleanCharField(
        label=_("Catatan (boleh kosong)"),
        required=False,
        max_length=240,
        help_text=_("Misalnya: nama asesor, daring, nomor surat."),
    )
    file = DocumentField(label=_("Surat atau tangkapan layar (boleh kosong)"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    submit_label = _("Simpan tanggal")

    def __init__(self, data: Any = None, files: Any = None, *, present: Milestone | None) -> None:
        shown = present or Milestone(version=0)
        names = ("happened_on", "note", "version")
        super().__init__(data, files, initial={name: getattr(shown, name) for name in names})
        if shown.file_id:
            self.fields["file"].label = _("Berkas baru (kosong: tetap yang lama)")
