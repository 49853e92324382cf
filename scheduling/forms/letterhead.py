"""The shape of the letterhead's settings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klik_portal.office.models import Office
from klik_portal.office.operations import LETTERHEAD_FIELDS, letterhead_mark
from klik_portal.ui.forms import CleanCharField, StackedForm


class LetterheadForm(StackedForm, forms.Form):
    agency_name = CleanCharField(label=_("Nama dinas"), max_length=160)
    regency_name = CleanCharField(
        label=_("Kabupaten"),
        max_length=120,
        help_text=_("Tanpa kata “Kabupaten”, misalnya Kutai Kartanegara."),
    )
    address = CleanCharField(label=_("Alamat"), max_length=240, required=False)
    phone = CleanCharField(label=_("Telepon"), max_length=40, required=False)
    email = forms.EmailField(label=_("Surel"), required=False, max_length=254)
    letterhead = CleanCharField(
        label=_("Baris tambahan pada kop surat"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Misalnya laman dan kode pos; satu baris satu keterangan."),
    )
    letter_place = CleanCharField(label=_("Tempat surat dibuat"), max_length=80, required=False)
    signer_name = CleanCharField(label=_("Nama penanda tangan"), max_length=120, required=False)
    signer_post = CleanCharField(label=_("Jabatan penanda tangan"), max_length=160, required=False)
    signer_rank = CleanCharField(
        label=_("Pangkat dan NIP (boleh kosong)"), max_length=160, required=False
    )
    seen = CleanCharField(widget=forms.HiddenInput, max_length=16)

    submit_label = _("Simpan kop surat")
    sections = (
        (
            _("Kop surat"),
            ("agency_name", "regency_name", "address", "phone", "email", "letterhead"),
        ),
        (_("Penanda tangan"), ("letter_place", "signer_name", "signer_post", "signer_rank")),
    )

    def __init__(self, data: Any = None, *, office: Office) -> None:
        shown = {name: getattr(office, name) for name in LETTERHEAD_FIELDS}
        super().__init__(data, initial={**shown, "seen": letterhead_mark(office)})

    def catch_up(self, office: Office) -> None:
        """The person sees the other version beside what was typed: the next save is a knowing one."""
        self.data = {**self.data.dict(), "seen": letterhead_mark(office)}
