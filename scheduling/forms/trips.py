"""Shapes of trips: facts, team, stops with the ways to them, budget."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klik_portal.accounts.models import User
from klik_portal.core import wording
from klik_portal.ui.forms import CleanCharField, DayField, FilterBar, NumberText, StackedForm
from scheduling.itinerary import Leg
from scheduling.models import BudgetLine, TravelLeg, TravelMode, Trip, TripStop
from scheduling.operations.trips import LONGEST_DAYS, Line

HOURS = [(f"{h:02d}:{m:02d}", f"{h:02d}.{m:02d}") for h in range(4, 13) for m in (0, 15, 30, 45)]
LENGTHS = [(minutes, wording.duration(minutes)) for minutes in (
    30, 45, 60, 75, 90, 105, 120, 150, 180, 210, 240, 300, 360, 420, 480, 600,
)]  # fmt: skip
MOST_MONEY = 1_000_000_000
SPARE_LEGS, SPARE_LINES = 2, 3
REASON = 2000
WHOLE, DECIMAL = NumberText({"inputmode": "numeric"}), NumberText({"inputmode": "decimal"})


class SeenForm(StackedForm, forms.Form):
    """Carries which version of the trip the person was looking at."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)


class TripForm(StackedForm, forms.Form):
    title = CleanCharField(label=_("Nama perjalanan"), max_length=120)
    purpose = CleanCharField(
        label=_("Maksud perjalanan (boleh kosong)"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    first_on = DayField(label=_("Hari pertama"))
    last_on = DayField(label=_("Hari terakhir"))
    day_starts = forms.ChoiceField(
        label=_("Berangkat setiap hari pukul"), choices=HOURS, initial="08:00"
    )
    base = CleanCharField(label=_("Berangkat dari"), max_length=120, initial="Tenggarong")
    vehicle = CleanCharField(
        label=_("Kendaraan atau perahu (boleh kosong)"), required=False, max_length=160
    )
    crew = CleanCharField(
        label=_("Sopir atau motoris (boleh kosong)"), required=False, max_length=160
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    def __init__(self, data: Any = None, *, trip: Trip | None = None) -> None:
        initial = {}
        if trip is not None:
            initial = {name: getattr(trip, name) for name in self.base_fields}
            initial["day_starts"] = f"{trip.day_starts:%H:%M}"
        super().__init__(data, initial=initial)
        if trip is None:
            del self.fields["version"]
        elif (initial["day_starts"], initial["day_starts"].replace(":", ".")) not in HOURS:
            shown = (initial["day_starts"], initial["day_starts"].replace(":", "."))
            self.fields["day_starts"].choices = sorted([*HOURS, shown])

    def clean_day_starts(self) -> time:
        hour, minute = (int(part) for part in self.cleaned_data["day_starts"].split(":"))
        return time(hour, minute)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first_on"), data.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("Hari terakhir tidak boleh sebelum hari pertama."))
        for name, day in (("first_on", first), ("last_on", last)):
            if day and not 2000 < day.year < 2100:
                self.add_error(name, _("Tahun tidak dikenal. Tulis seperti 24-11-2026."))
        return data

    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class TeamForm(SeenForm):
    lead = forms.ModelChoiceField(
        label=_("Ketua tim"),
        queryset=User.objects.none(),
        empty_label=None,
        help_text=_("Yang ditemui perpustakaan; namanya ada pada undangan."),
    )
    members = forms.MultipleChoiceField(
        label=_("Anggota lain"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ketua sudah termasuk; tidak perlu dicentang."),
    )

    def __init__(self, data: Any = None, *, trip: Trip) -> None:
        team = list(trip.members.all())
        super().__init__(
            data,
            initial={
                "lead": next((m.officer_id for m in team if m.is_lead), None),
                "members": [str(m.officer_id) for m in team if not m.is_lead],
                "version": trip.version,
            },
        )
        self.fields["lead"].queryset = User.objects.caseworkers()
        self.officers = {str(officer.pk): officer for officer in User.objects.caseworkers()}
        self.fields["members"].choices = [
            (key, officer.display_name) for key, officer in self.officers.items()
        ]

    def team(self) -> list[User]:
        return [self.officers[key] for key in self.cleaned_data["members"]]


@dataclass(frozen=True)
class Row:
    """The fields of one row: short ones stand side by side, long ones have a line of their own."""

    before: list[Any]
    short: list[Any]
    after: list[Any]


class Rows:
    """Numbered rows of the same fields; empty rows at the end are room for more."""

    row_fields: tuple[str, ...] = ()
    short_fields: frozenset[str] = frozenset()
    row_label: Any = ""
    row_count: int

    @property
    def rows(self) -> list[Row]:
        return [self._row(number) for number in range(self.row_count)]

    def _row(self, number: int) -> Row:
        fields = [(name, self[f"{name}{number}"]) for name in self.row_fields]
        first = min(n for n, (name, _field) in enumerate(fields) if name in self.short_fields)
        return Row(
            [field for _name, field in fields[:first]],
            [field for name, field in fields if name in self.short_fields],
            [field for name, field in fields[first:] if name not in self.short_fields],
        )

    @property
    def loose_fields(self) -> list[Any]:
        """What stands beside the rows."""
        numbered = {f"{name}{n}" for name in self.row_fields for n in range(self.row_count)}
        return [field for field in self if field.name not in numbered]

    def typed(self, number: int) -> dict[str, Any]:
        return {name: self.cleaned_data.get(f"{name}{number}") for name in self.row_fields}


class LegsForm(Rows, SeenForm):
    """The pieces of a way; one without minutes is no piece."""

    row_fields = ("mode", "minutes", "description", "season")
    short_fields = frozenset({"mode", "minutes"})
    row_label = _("Bagian jalan")

    def __init__(
        self, data: Any = None, *, legs: Sequence[TravelLeg], version: int, **initial: Any
    ) -> None:
        self.legs = list(legs)
        self.row_count = len(self.legs) + SPARE_LEGS
        for number, leg in enumerate(self.legs):
            initial[f"mode{number}"] = leg.mode
            initial[f"minutes{number}"] = leg.minutes
            initial[f"description{number}"] = leg.description
            initial[f"season{number}"] = leg.season_note
        super().__init__(data, initial={**initial, "version": version})

    def _add_rows(self) -> None:
        for number in range(self.row_count):
            self.fields[f"mode{number}"] = forms.ChoiceField(
                label=_("Lewat"), choices=TravelMode.choices, required=False
            )
            self.fields[f"minutes{number}"] = forms.IntegerField(
                label=_("Menit"), required=False, min_value=5, max_value=1440, widget=WHOLE
            )
            self.fields[f"description{number}"] = CleanCharField(
                label=_("Dari - ke"), required=False, max_length=160
            )
            self.fields[f"season{number}"] = CleanCharField(
                label=_("Catatan musim atau air"), required=False, max_length=200
            )

    def wanted_legs(self) -> list[Leg]:
        """An estimate stays one while nobody touches its mode and minutes."""
        found = []
        for number in range(self.row_count):
            row = self.typed(number)
            if not row["minutes"]:
                continue
            old = self.legs[number] if number < len(self.legs) else None
            mode = row["mode"] or TravelMode.ROAD
            found.append(
                Leg(
                    mode, row["minutes"], row["description"], row["season"],
                    is_estimate=bool(
                        old and old.is_estimate and (old.mode, old.minutes) == (mode, row["minutes"])
                    ),
                )
            )  # fmt: skip
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in range(self.row_count):
            row = self.typed(number)
            has_words = row["description"] or row["season"]
            name = f"minutes{number}"
            if (
                has_words
                and not row["minutes"]
                and name not in self.errors
                and number >= len(self.legs)
            ):
                self.add_error(name, _("Tulis berapa menit, atau kosongkan seluruh bagian ini."))
        return data


class StopForm(LegsForm):
    day = forms.TypedChoiceField(label=_("Hari"), coerce=int)
    visit_minutes = forms.TypedChoiceField(label=_("Lama kunjungan"), coerce=int)
    note = CleanCharField(
        label=_("Catatan (menginap di mana, hubungi siapa; boleh kosong)"),
        required=False,
        max_length=240,
    )

    def __init__(
        self, data: Any = None, *, trip: Trip, stop: TripStop, legs: Sequence[TravelLeg]
    ) -> None:
        super().__init__(
            data, legs=legs, version=trip.version, day=stop.day, visit_minutes=stop.visit_minutes,
            note=stop.note,
        )  # fmt: skip
        last = min(max(trip.day_count + 2, stop.day), max(LONGEST_DAYS, stop.day))
        self.fields["day"].choices = [
            (n, f"{n}: {wording.day(trip.first_on + timedelta(days=n - 1))}")
            for n in range(1, last + 1)
        ]
        known = dict(LENGTHS) | {stop.visit_minutes: wording.duration(stop.visit_minutes)}
        self.fields["visit_minutes"].choices = sorted(known.items())
        self._add_rows()


class WayHomeForm(LegsForm):
    def __init__(self, data: Any = None, *, trip: Trip, legs: Sequence[TravelLeg]) -> None:
        super().__init__(data, legs=legs, version=trip.version)
        self._add_rows()


class BudgetForm(Rows, SeenForm):
    row_fields = ("label", "quantity", "unit", "price")
    short_fields = frozenset({"quantity", "unit", "price"})
    row_label = _("Biaya")

    def __init__(self, data: Any = None, *, trip: Trip, lines: Sequence[BudgetLine]) -> None:
        self.row_count = len(lines) + SPARE_LINES
        initial: dict[str, Any] = {"version": trip.version}
        for number, line in enumerate(lines):
            initial[f"label{number}"] = line.label
            initial[f"quantity{number}"] = line.quantity.normalize() + Decimal(0)
            initial[f"unit{number}"] = line.unit
            initial[f"price{number}"] = line.unit_price
        super().__init__(data, initial=initial)
        for number in range(self.row_count):
            self._add_row(number)

    def _add_row(self, number: int) -> None:
        self.fields[f"label{number}"] = CleanCharField(
            label=_("Untuk apa"), required=False, max_length=120
        )
        self.fields[f"quantity{number}"] = forms.DecimalField(
            label=_("Banyaknya"),
            required=False,
            min_value=0,
            max_value=99_999,
            decimal_places=2,
            widget=DECIMAL,
        )
        self.fields[f"unit{number}"] = CleanCharField(
            label=_("Satuan"), required=False, max_length=24
        )
        self.fields[f"price{number}"] = forms.IntegerField(
            label=_("Harga satuan (rupiah)"),
            required=False,
            min_value=0,
            max_value=MOST_MONEY,
            widget=WHOLE,
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in range(self.row_count):
            row = self.typed(number)
            has_numbers = row["quantity"] is not None or row["price"] is not None
            if has_numbers and not row["label"] and f"label{number}" not in self.errors:
                self.add_error(f"label{number}", _("Tulis untuk apa, atau kosongkan baris ini."))
            for name in ("quantity", "price"):
                missing = row["label"] and row[name] is None
                if missing and f"{name}{number}" not in self.errors:
                    self.add_error(f"{name}{number}", _("Isi angkanya; boleh 0."))
        return data

    def lines(self) -> list[Line]:
        rows = [self.typed(number) for number in range(self.row_count)]
        return [
            Line(row["label"], row["quantity"], row["unit"], row["price"])
            for row in rows
            if row["label"]
        ]


class SearchForm(FilterBar, forms.Form):
    q = CleanCharField(label=_("Nama, desa, atau kecamatan"), required=False, max_length=80)
    submit_label = _("Cari")


class ReasonForm(SeenForm):
    reason = CleanCharField(
        label=_("Alasan"), max_length=REASON, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Perpustakaan dan tim akan membacanya."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, version: int, submit: str) -> None:
        self.submit_label = submit
        super().__init__(data, initial={"version": version})
