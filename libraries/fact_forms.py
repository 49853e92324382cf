"""The whole of what Klik knows about a library, on one page in four groups."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from klik_portal.core import clock
from klik_portal.ui.forms import CleanCharField, DayField, WebAddressField
from libraries import coordinates
from libraries.forms import LibraryForm
from libraries.models import Internet, Library, Power, TravelBy
from libraries.models.facts import MAX_HOURS

UNKNOWN = ("", _("Belum diketahui"))
EARLIEST_YEAR = 1945
MAX_ROOM, MAX_COPIES, MAX_STAFF = 100_000, 10_000_000, 1_000


def optional_text(label: str, max_length: int, help_text: str = "") -> CleanCharField:
    return CleanCharField(label=label, max_length=max_length, required=False, help_text=help_text)


def optional_number(label: str, max_value: int, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=max_value, help_text=help_text
    )


def optional_choice(label: str, choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[UNKNOWN, *choices])


class LibraryEditForm(LibraryForm):
    head_name = optional_text(_("Nama kepala perpustakaan"), 120)
    decree_number = optional_text(_("Nomor SK pendirian"), 80)
    decree_date = DayField(label=_("Tanggal SK pendirian"), required=False)
    opening_hours = optional_text(
        _("Jam buka"), 160, _("Misalnya: Senin sampai Jumat 08.00-14.00, Sabtu libur.")
    )
    room_size = optional_number(_("Luas ruang dalam meter persegi"), MAX_ROOM)
    copy_count = optional_number(
        _("Jumlah eksemplar"), MAX_COPIES, _("Semua buku, termasuk judul yang sama.")
    )
    staff_count = optional_number(_("Jumlah orang yang mengelola"), MAX_STAFF)
    internet = optional_choice(_("Internet"), Internet.choices)
    power = optional_choice(_("Listrik"), Power.choices)
    website = WebAddressField(
        label=_("Situs atau media sosial"), required=False, max_length=200,
    )  # fmt: skip
    travel_by = optional_choice(_("Jalur ke sana dari Tenggarong"), TravelBy.choices)
    travel_hours = forms.DecimalField(
        label=_("Lama perjalanan dalam jam"), required=False, min_value=Decimal(0), max_value=MAX_HOURS,
        max_digits=4, decimal_places=1, help_text=_("Sekali jalan, misalnya 2,5."),
    )  # fmt: skip
    season_note = optional_text(
        _("Musim yang sulit"), 240, _("Misalnya: air surut Agustus-Oktober, perahu kandas.")
    )
    location = optional_text(
        _("Titik lokasi"), 300, _("Tekan lama di peta HP, salin angkanya: -0.41234, 116.98765")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    sections = (
        (_("Perpustakaan"), ("name", "type", "desa", "address", "parent_body", "npp", "decree_number", "decree_date")),
        (_("Pengelola dan kontak"), ("head_name", "staff_count", "contact_name", "contact_phone", "contact_email", "website")),
        (_("Layanan dan koleksi"), ("opening_hours", "room_size", "title_count", "copy_count", "internet", "power")),
        (_("Perjalanan ke sana"), ("travel_by", "travel_hours", "season_note", "way_to_get_there", "location")),
    )  # fmt: skip
    sticky = True

    def __init__(self, data: Any = None, *, library: Library) -> None:
        facts = {name: getattr(library, name) for name in self.base_fields}
        super().__init__(data, initial={**facts, "desa": library.desa_id})
        self.fields["way_to_get_there"].label = _("Petunjuk jalan")

    def clean_decree_date(self) -> Any:
        day = self.cleaned_data["decree_date"]
        if day and not EARLIEST_YEAR <= day.year <= clock.today().year:
            raise ValidationError(_("Tahun ini tidak masuk akal. Mohon periksa lagi."))
        if day and day > clock.today():
            raise ValidationError(_("Tanggal tidak boleh di masa depan."))
        return day

    def clean_location(self) -> tuple[Decimal | None, Decimal | None]:
        typed = self.cleaned_data["location"]
        if not typed:
            return None, None
        try:
            return coordinates.read(typed)
        except ValueError:
            raise ValidationError(
                _(
                    "Titik ini tidak terbaca atau di luar Indonesia. Tulis seperti -0.41234, 116.98765."
                )
            ) from None

    def facts(self) -> dict[str, Any]:
        facts = {k: v for k, v in self.cleaned_data.items() if k not in ("version", "location")}
        facts["latitude"], facts["longitude"] = self.cleaned_data["location"]
        return facts
