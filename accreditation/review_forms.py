"""Shapes of what officers type while they check a request."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accreditation.models import AnswerOption, CorrectionDraft, CorrectionReason, ItemReview
from klik_portal.ui.forms import CleanCharField, DayField, StackedForm

PARAGRAPH = 2000
VERSION = {"widget": forms.HiddenInput, "min_value": 0, "max_value": 2_000_000_000}


class ReviewForm(StackedForm, forms.Form):
    """The officer's own answer, where the item has answers, and a note for colleagues."""

    option = forms.ChoiceField(
        label=_("Menurut Anda"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Pilih salah satu jawaban di bawah.")},
    )
    note = CleanCharField(
        label=_("Catatan untuk petugas lain (boleh kosong)"),
        required=False,
        max_length=PARAGRAPH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(**VERSION)

    submit_label = _("Simpan dan lanjut")
    extra_buttons = (("stay", _("Simpan")),)

    def __init__(
        self, data: Any = None, *, review: ItemReview | None, options: Iterable[AnswerOption]
    ) -> None:
        shown = {"version": 0}
        if review:
            shown = {
                "version": review.version,
                "note": review.note,
                "option": review.option.key if review.option else "",
            }
        super().__init__(data, initial=shown)
        self._options = {option.key: option for option in options}
        if self._options:
            self.fields["option"].choices = [
                (key, f"{option.value} · {option}" + (f" ({option.tier})" if option.tier else ""))
                for key, option in self._options.items()
            ]
        else:
            del self.fields["option"]

    @property
    def chosen_option(self) -> AnswerOption | None:
        return self._options.get(self.cleaned_data.get("option", ""))


class CorrectionForm(StackedForm, forms.Form):
    """One correction to be sent later."""

    reason = forms.ModelChoiceField(
        label=_("Alasan"),
        queryset=CorrectionReason.objects.none(),
        required=False,
        empty_label=_("Pilih alasan"),
        error_messages={"invalid_choice": _("Alasan itu tidak ada lagi di daftar. Pilih lagi.")},
    )
    sentence = CleanCharField(
        label=_("Yang perlu diperbaiki"),
        required=False,
        max_length=PARAGRAPH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kosongkan untuk memakai kalimat usulan dari alasan."),
    )
    due_on = DayField(
        label=_("Batas waktu"),
        required=False,
        help_text=_("Kosongkan untuk lama perbaikan yang biasa."),
    )
    version = forms.IntegerField(**VERSION)

    submit_label = _("Siapkan catatan perbaikan")
    is_quiet = True

    def __init__(self, data: Any = None, *, draft: CorrectionDraft | None) -> None:
        shown: dict[str, Any] = {"version": 0}
        if draft:
            shown = {
                "version": draft.version, "due_on": draft.due_on, "sentence": draft.sentence,
                "reason": draft.reason.token if draft.reason else "",
            }  # fmt: skip
        super().__init__(data, initial=shown, prefix="catatan")
        self.fields["reason"].queryset = CorrectionReason.objects.filter(retired_at__isnull=True)
        self.fields["reason"].to_field_name = "token"


class ReasonForm(StackedForm, forms.Form):
    label = CleanCharField(label=_("Alasan"), max_length=80)
    sentence = CleanCharField(
        label=_("Kalimat usulan (boleh kosong)"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Dikirim kepada pemohon bila petugas tidak menulis kalimat sendiri."),
    )
    position = forms.IntegerField(
        label=_("Urutan"), min_value=1, max_value=30_000, initial=100,
        help_text=_("Angka kecil tampil lebih dulu."),
    )  # fmt: skip
    version = forms.IntegerField(**VERSION)

    submit_label = _("Simpan alasan")

    def __init__(self, data: Any = None, *, reason: CorrectionReason | None) -> None:
        shown: dict[str, Any] = {"version": 0}
        if reason:
            names = ("label", "sentence", "position", "version")
            shown = {name: getattr(reason, name) for name in names}
        super().__init__(data, initial=shown)
