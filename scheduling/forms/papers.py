"""The shape of what the office types into a trip's letters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klik_portal.ui.forms import CleanCharField, DayField, StackedForm
from scheduling.models import Trip, TripMember


class LetterForm(StackedForm, forms.Form):
    number = CleanCharField(
        label=_("Nomor surat tugas"),
        max_length=80,
        required=False,
        help_text=_(
            "Dari buku agenda, misalnya 2299/DIARPUS/065.11/02/2026. Kosong: dicetak titik-titik, tanpa kode periksa."
        ),
    )
    letter_on = DayField(label=_("Tanggal surat"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    submit_label = _("Simpan surat tugas")

    def __init__(
        self, data: Any = None, *, trip: Trip, members: list[TripMember], next_number: str
    ) -> None:
        self.members = members
        if not trip.letter_number:
            self.extra_buttons = (
                ("take_number", _("Simpan dengan nomor berikutnya: %s") % next_number),
            )
        shown = {"number": trip.letter_number, "letter_on": trip.letter_on, "version": trip.version}
        super().__init__(data, initial=shown)
        for place, member in enumerate(members, start=1):
            self.fields[f"post_{place}"] = CleanCharField(
                label=_("Pangkat, NIP, jabatan: %s") % member.officer.display_name,
                max_length=160, required=False, initial=member.post,
            )  # fmt: skip

        self.order_fields([name for name in self.fields if name != "version"])

    def catch_up(self, version: int) -> None:
        """The person sees the other version beside what was typed: the next save is a knowing one."""
        self.data = {**self.data.dict(), "version": str(version)}

    @property
    def posts(self) -> dict[int, str]:
        """Member -> post."""
        return {
            member.pk: self.cleaned_data[f"post_{place}"]
            for place, member in enumerate(self.members, start=1)
        }
