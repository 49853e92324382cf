"""Files with the regions of a regency."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from klik_portal.ui.forms import StackedForm
from libraries.regency import LARGEST_MAP


class RegionsForm(StackedForm, forms.Form):
    kecamatan = forms.FileField(
        label=_("Kecamatan (CSV atau Excel)"), required=False,
        help_text=_("Kolom kode dan nama; boleh zona, lintang, bujur."),
    )  # fmt: skip
    desa = forms.FileField(
        label=_("Desa dan kelurahan (CSV atau Excel)"), required=False,
        help_text=_("Kolom kode dan nama; boleh kode kecamatan, jenis, lintang, bujur."),
    )  # fmt: skip
    outlines = forms.FileField(
        label=_("Batas kecamatan (GeoJSON)"), required=False,
        help_text=_("Paling besar 4 MB; tiap bidang berisi kode kecamatannya."),
    )  # fmt: skip

    submit_label = _("Periksa")

    def clean_outlines(self) -> bytes | None:
        upload: UploadedFile | None = self.cleaned_data["outlines"]
        return upload.read(LARGEST_MAP + 1) if upload else None

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not self.errors and not any(told.values()):
            raise forms.ValidationError(_("Pilih paling sedikit satu berkas."))
        return told
