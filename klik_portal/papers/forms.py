"""The shape of what people type about papers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from klik_portal.papers import patterns
from klik_portal.papers.codes import LONGEST_TYPED
from klik_portal.papers.queries import Numbering
from klik_portal.ui.forms import CleanCharField, StackedForm

CODE_ATTRS = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class CodeForm(StackedForm, forms.Form):
    """Asks by GET: the code is in the QR's address anyway."""

    kode = CleanCharField(
        label=_("Kode pada surat"),
        help_text=_(
            "26 huruf dan angka di bawah kotak QR. Huruf kecil, spasi, dan tanda hubung tidak masalah."
        ),
        max_length=LONGEST_TYPED,
        widget=forms.TextInput(attrs=CODE_ATTRS),
    )
    submit_label = _("Periksa")
    form_method = "get"


class NumberPatternForm(StackedForm, forms.Form):
    pattern = CleanCharField(
        label=_("Pola nomor"),
        max_length=patterns.LONGEST,
        help_text=_(
            "Penanda: {nomor} atau {nomor3} (tiga angka), {bulan} (11), {bulan_romawi} (XI), {tahun}. Selebihnya dicetak apa adanya, misalnya {nomor}/DIARPUS/041/{bulan}/{tahun}."
        ),
    )
    last = forms.IntegerField(
        label=_("Nomor terakhir tahun ini"),
        min_value=0,
        max_value=99_999,
        help_text=_(
            "Yang sudah terpakai, juga di luar Klik. Surat berikutnya memakai nomor sesudahnya."
        ),
    )
    seen_version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000
    )
    seen_last = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    submit_label = _("Simpan penomoran")
    extra_buttons = (("preview", _("Lihat contoh")),)

    def __init__(self, data: Any = None, *, pattern: str, seen: Numbering) -> None:
        shown = {"pattern": pattern, "last": seen.last}
        hidden = {"seen_version": seen.version, "seen_last": seen.last}
        super().__init__(data, initial={**shown, **hidden})

    def clean_pattern(self) -> str:
        wrong = patterns.problems(self.cleaned_data["pattern"])
        if wrong:
            raise ValidationError(wrong)
        return self.cleaned_data["pattern"]

    @property
    def seen(self) -> Numbering:
        return Numbering(self.cleaned_data["seen_version"], self.cleaned_data["seen_last"])

    def catch_up(self, seen: Numbering) -> None:
        """The person sees the other version beside what was typed: the next save is a knowing one."""
        now = {"seen_version": str(seen.version), "seen_last": str(seen.last)}
        self.data = {**self.data.dict(), **now}
