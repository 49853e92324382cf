"""Shapes of officers' hours, days away and the rules of booking."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klik_portal.core.wording import DAYS
from klik_portal.ui.forms import CleanCharField, DayField, StackedForm
from scheduling import hours_text
from scheduling.availability import OFFICE_WEEK, Stretch
from scheduling.models import BookingRules, Leave

CLOCK_TIMES = [
    (f"{h:02d}:{m:02d}", f"{h:02d}.{m:02d}") for h in range(6, 20) for m in (0, 15, 30, 45)
] + [("20:00", "20.00")]
NOTE = 160


class HoursField(CleanCharField):
    """08.00-12.00, 13.00-16.00"""

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        try:
            return hours_text.parse(typed)
        except ValueError:
            raise forms.ValidationError(
                _("Tulis seperti 08.00-12.00, 13.00-16.00, per seperempat jam.")
            ) from None

    def run_validators(self, value: Any) -> None:
        """Nothing beyond the shape."""


class WeekForm(StackedForm, forms.Form):
    seen = CleanCharField(widget=forms.HiddenInput, required=False, max_length=2000)

    submit_label = _("Simpan jam kerja")

    def __init__(self, data: Any = None, *, week: Mapping[int, Sequence[Stretch]]) -> None:
        shown = week or OFFICE_WEEK
        initial = {f"day{n}": hours_text.day_text(shown.get(n, ())) for n in range(7)}
        super().__init__(data, initial={**initial, "seen": hours_text.week_text(week)})
        for number, name in enumerate(DAYS):
            self.fields[f"day{number}"] = HoursField(label=name, required=False, max_length=120)

    def week(self) -> dict[int, list[Stretch]]:
        found = {n: self.cleaned_data[f"day{n}"] for n in range(7)}
        return {n: stretches for n, stretches in found.items() if stretches}


class ExceptionForm(StackedForm, forms.Form):
    day = DayField(label=_("Tanggal"))
    opens = forms.ChoiceField(
        label=_("Mulai"), required=False, choices=[("", _("tidak dapat ditemui")), *CLOCK_TIMES]
    )
    closes = forms.ChoiceField(
        label=_("Selesai"), required=False, choices=[("", _("tidak dapat ditemui")), *CLOCK_TIMES]
    )
    note = CleanCharField(label=_("Catatan (boleh kosong)"), required=False, max_length=NOTE)

    submit_label = _("Simpan jam hari itu")

    def hours(self) -> dict[str, time | None]:
        return {name: _time(self.cleaned_data[name]) for name in ("opens", "closes")}


class LeaveForm(StackedForm, forms.Form):
    first_on = DayField(label=_("Hari pertama"))
    last_on = DayField(label=_("Hari terakhir"))
    kind = forms.ChoiceField(label=_("Sebab"), choices=Leave.Kind.choices)
    note = CleanCharField(label=_("Catatan (boleh kosong)"), required=False, max_length=NOTE)

    submit_label = _("Simpan hari tidak masuk")


class RulesForm(StackedForm, forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    submit_label = _("Simpan aturan")

    class Meta:
        model = BookingRules
        fields = (
            "talk_minutes",
            "buffer_minutes",
            "notice_hours",
            "talks_a_day",
            "offered_days",
            "trip_hours_a_day",
        )

    def clean_talk_minutes(self) -> int:
        minutes: int = self.cleaned_data["talk_minutes"]
        if minutes % 15:
            raise forms.ValidationError(_("Isi kelipatan 15 menit, misalnya 45 atau 60."))
        return minutes

    def values(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


def _time(typed: str) -> time | None:
    return time(*map(int, typed.split(":"))) if typed else None
