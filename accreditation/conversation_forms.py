"""Shapes of what is written into a thread, and of notes among officers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accreditation.operations.conversation import MOST_FILES
from klik_portal.files.forms import DocumentsField
from klik_portal.ui.forms import CleanCharField, StackedForm

LONGEST = 4000


class MessageForm(StackedForm, forms.Form):
    body = CleanCharField(
        label=_("Pesan Anda"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    files = DocumentsField(label=_("Foto atau PDF (boleh kosong)"), required=False)
    about = CleanCharField(required=False, max_length=22, widget=forms.HiddenInput)
    submit_label = _("Kirim pesan")

    def clean_files(self) -> list[Any]:
        files = self.cleaned_data["files"]
        if len(files) > MOST_FILES:
            raise ValidationError(
                _("Paling banyak %d berkas dalam satu pesan. Kirim sisanya dengan pesan berikut.")
                % MOST_FILES
            )
        return files


class NoteForm(StackedForm, forms.Form):
    body = CleanCharField(
        label=_("Catatan"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )
    submit_label = _("Simpan catatan dalam")
