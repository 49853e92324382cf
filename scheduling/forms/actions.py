"""Shapes of agreed actions: one of their own, or up to five under the minutes of a meeting."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from klik_portal.core import clock
from klik_portal.ui.forms import CleanCharField, DayField, FilterBar, StackedForm
from scheduling.agreed import Wanted
from scheduling.models import AgreedAction, Side
from scheduling.operations.minutes import Agreed

MOST_AGREED = 5
NOTE, MINUTES = 240, 4000
EARLIEST, LATEST = timedelta(days=365), timedelta(days=3 * 365)


def what_field(**kwargs: Any) -> CleanCharField:
    return CleanCharField(label=_("Apa yang dikerjakan"), max_length=240, **kwargs)


def side_field(**kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Pihak"), choices=Side.choices, initial=Side.LIBRARY, **kwargs)


def who_field() -> CleanCharField:
    return CleanCharField(label=_("Siapa (boleh kosong)"), max_length=120, required=False)


def due_field() -> DayField:
    return DayField(label=_("Sampai tanggal (boleh kosong)"), required=False)


def check_day(day: date | None) -> None:
    today = clock.today()
    if day is not None and not today - EARLIEST <= day <= today + LATEST:
        raise ValidationError(_("Tanggal terlalu jauh. Periksa tahunnya."))


class ActionForm(StackedForm, forms.Form):
    what = what_field(
        help_text=_("Satu kalimat, misalnya: Lengkapi buku induk sampai 1.000 judul.")
    )
    side = side_field()
    who = who_field()
    due_on = due_field()

    submit_label = _("Simpan tindak lanjut")

    def clean_due_on(self) -> date | None:
        check_day(self.cleaned_data["due_on"])
        return self.cleaned_data["due_on"]


class EditActionForm(ActionForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    submit_label = _("Simpan perubahan")

    def __init__(self, data: Any = None, *, action: AgreedAction) -> None:
        names = ("what", "side", "who", "due_on", "version")
        super().__init__(data, initial={name: getattr(action, name) for name in names})


class FinishForm(StackedForm, forms.Form):
    note = CleanCharField(
        label=_("Catatan (boleh kosong)"), max_length=NOTE, required=False,
        help_text=_("Misalnya: sudah 1.020 judul, foto menyusul."),
    )  # fmt: skip

    submit_label = _("Tandai selesai")


class DropForm(StackedForm, forms.Form):
    reason = CleanCharField(label=_("Mengapa tidak jadi?"), max_length=NOTE)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    submit_label = _("Tandai tidak jadi")


class ActionFilter(FilterBar, forms.Form):
    milik = forms.ChoiceField(
        label=_("Permohonan"), required=False,
        choices=(("", _("Semua")), ("saya", _("Yang saya tangani"))),
    )  # fmt: skip
    pihak = forms.ChoiceField(
        label=_("Pihak"), required=False, choices=(("", _("Semua")), *Side.choices)
    )
    waktu = forms.ChoiceField(
        label=_("Waktu"), required=False,
        choices=(("", _("Semua")), ("lewat", _("Terlambat"))),
    )  # fmt: skip

    def wanted(self) -> Wanted:
        """What makes no sense is left out."""
        self.is_valid()
        given = getattr(self, "cleaned_data", {})
        return Wanted(
            mine=given.get("milik") == "saya",
            overdue=given.get("waktu") == "lewat",
            side=given.get("pihak", ""),
            after=self.data.get("setelah", "")[:40],
        )


@dataclass(frozen=True)
class AgreedFields:
    """One line of agreed work with its fields, for the template."""

    number: int
    fields: list[BoundField]


class ResultForm(StackedForm, forms.Form):
    """Whether it took place, the minutes, and up to five agreed actions."""

    attended = forms.ChoiceField(
        label=_("Apakah pertemuan terlaksana?"),
        choices=(("yes", _("Ya, terlaksana")), ("no", _("Tidak terlaksana"))),
        widget=forms.RadioSelect,
    )
    note = CleanCharField(
        label=_("Notulen"),
        required=False,
        max_length=MINUTES,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Yang dibahas dan disepakati; dikirim ke perpustakaan. Bila tidak terlaksana: alasannya."),
    )  # fmt: skip

    submit_label = _("Simpan hasil")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_AGREED + 1):
            self.fields[f"what_{number}"] = what_field(required=False)
            self.fields[f"side_{number}"] = side_field(required=False)
            self.fields[f"who_{number}"] = who_field()
            self.fields[f"due_{number}"] = due_field()

    @property
    def head(self) -> list[BoundField]:
        return [self["attended"], self["note"]]

    @property
    def lines(self) -> list[AgreedFields]:
        return [
            AgreedFields(n, [self[f"{name}_{n}"] for name in ("what", "side", "who", "due")])
            for n in range(1, MOST_AGREED + 1)
        ]

    @property
    def first_line(self) -> AgreedFields:
        return self.lines[0]

    @property
    def more_lines(self) -> list[AgreedFields]:
        return self.lines[1:]

    @property
    def shows_more(self) -> bool:
        """Something was typed further down: it must be in sight."""
        return any(
            self.data.get(f"{name}_{n}")
            for n in range(2, MOST_AGREED + 1)
            for name in ("what", "who", "due")
        )

    def clean(self) -> dict[str, Any]:
        for number in range(1, MOST_AGREED + 1):
            due_on = self.cleaned_data.get(f"due_{number}")
            try:
                check_day(due_on)
            except ValidationError as error:
                self.add_error(f"due_{number}", error)
            has_rest = due_on or self.cleaned_data.get(f"who_{number}")
            if has_rest and not self.cleaned_data.get(f"what_{number}", "-"):
                self.add_error(f"what_{number}", _("Tulis juga apa yang dikerjakan."))
        return self.cleaned_data

    def agreed(self) -> list[Agreed]:
        given = self.cleaned_data
        return [
            Agreed(
                given[f"what_{n}"], given[f"side_{n}"] or Side.LIBRARY,
                given[f"who_{n}"], given[f"due_{n}"],
            )
            for n in range(1, MOST_AGREED + 1)
            if given[f"what_{n}"]
        ]  # fmt: skip
