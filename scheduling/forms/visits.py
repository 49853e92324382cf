"""Shapes of a library's wish for a visit, and of the list of who is ready."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klik_portal.core import wording
from klik_portal.ui.forms import CleanCharField, DayField, FilterBar, StackedForm
from libraries.models import Kecamatan
from libraries.models.region import Zone
from scheduling.models import Readiness, VisitRequest
from scheduling.operations.visit_requests import Wish

WEEKS = 12
NOTE, WAY = 1000, 1000


def week_choices(today: date, also: Sequence[date] = ()) -> list[tuple[str, str]]:
    """The coming weeks, and those wished for earlier that have not passed."""
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7)
    weeks = {monday + timedelta(weeks=n) for n in range(WEEKS)} | {w for w in also if w >= monday}
    return [(week.isoformat(), wording.work_week(week)) for week in sorted(weeks)]


class VisitRequestForm(StackedForm, forms.Form):
    weeks = forms.MultipleChoiceField(
        label=_("Pekan yang cocok"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Boleh lebih dari satu. Kosongkan bila pekan mana saja bisa."),
    )
    readiness = forms.ChoiceField(
        label=_("Apakah perpustakaan siap dikunjungi?"),
        choices=Readiness.choices,
        widget=forms.RadioSelect,
        initial=Readiness.READY,
    )
    ready_on = DayField(
        label=_("Siap mulai tanggal"),
        required=False,
        help_text=_("Isi bila belum siap sekarang, misalnya ruang sedang dicat."),
    )
    way_to_get_there = CleanCharField(
        label=_("Cara ke sana dari Tenggarong"),
        required=False,
        max_length=WAY,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Jalan atau sungai, berapa lama, dan bila berbeda menurut musim."),
    )
    keeps_the_way = forms.BooleanField(
        label=_("Simpan juga sebagai cara ke sana pada data perpustakaan"), required=False
    )
    note = CleanCharField(
        label=_("Catatan untuk petugas (boleh kosong)"),
        required=False,
        max_length=NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    def __init__(
        self,
        data: Any = None,
        *,
        current: VisitRequest | None,
        usual_way: str,
        may_keep_the_way: bool,
        today: date,
    ) -> None:
        self.submit_label = _("Simpan perubahan") if current else _("Minta kunjungan")
        super().__init__(
            data,
            initial={
                "weeks": current.weeks if current else [],
                "readiness": current.readiness if current else Readiness.READY,
                "ready_on": current.ready_on if current else None,
                "way_to_get_there": current.way_to_get_there if current else usual_way,
                "note": current.note if current else "",
                "version": current.version if current else 0,
            },
        )
        self.fields["weeks"].choices = week_choices(today, current.monday_list if current else [])
        if not may_keep_the_way:
            del self.fields["keeps_the_way"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        is_later = data.get("readiness") == Readiness.LATER
        if is_later and not data.get("ready_on") and "ready_on" not in self.errors:
            self.add_error(
                "ready_on", _("Tulis mulai tanggal berapa perpustakaan siap dikunjungi.")
            )
        return data

    def wish(self) -> Wish:
        data = self.cleaned_data
        return Wish(
            weeks=[date.fromisoformat(week) for week in data["weeks"]],
            readiness=data["readiness"],
            ready_on=data["ready_on"],
            way_to_get_there=data["way_to_get_there"],
            note=data["note"],
            keeps_the_way=data.get("keeps_the_way", False),
        )


class ReadyFilter(FilterBar, forms.Form):
    kecamatan = forms.ModelChoiceField(
        label=_("Kecamatan"),
        queryset=Kecamatan.objects.all(),
        required=False,
        empty_label=_("Semua"),
    )
    zone = forms.ChoiceField(
        label=_("Wilayah"), choices=[("", _("Semua")), *Zone.choices], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A regency that groups its kecamatan in no zones is not asked for one."""
        super().__init__(*args, **kwargs)
        if not Kecamatan.objects.exclude(zone="").exists():
            del self.fields["zone"]
