"""Shapes of appointments: day and quarter-hour are picked apart, so no script is needed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klik_portal.accounts.models import User
from klik_portal.core import clock
from klik_portal.ui.forms import CleanCharField, DayField, StackedForm
from scheduling import zoom
from scheduling.models import Appointment, Mode

TIMES = [(f"{h:02d}:{m:02d}", f"{h:02d}.{m:02d}") for h in range(6, 20) for m in (0, 15, 30, 45)]
LENGTHS = [
    (30, _("30 menit")), (45, _("45 menit")), (60, _("1 jam")), (90, _("1,5 jam")), (120, _("2 jam")),
    (180, _("3 jam")), (240, _("4 jam")), (360, _("6 jam")), (480, _("8 jam")), (600, _("10 jam")),
]  # fmt: skip
NOTE = 2000


class OfficerField(forms.TypedChoiceField):
    """Somebody of the office, by name; read once for the page."""

    def offer(self, officers: Iterable[User]) -> None:
        by_key = {str(officer.pk): officer for officer in officers}
        self.choices = [(key, officer.display_name) for key, officer in by_key.items()]
        self.coerce = by_key.__getitem__


class JoinLinkField(forms.URLField):
    """A pasted link to a video meeting; the operation refuses one that starts it."""

    default_error_messages = {
        "invalid": _("Tautan tidak dikenal. Tempel alamat lengkap, misalnya https://zoom.us/j/123.")
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=500, assume_scheme="https", **kwargs)

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not value.startswith("https://"):
            raise forms.ValidationError(_("Tautan harus diawali https://"))
        if objection := zoom.link_objection(value):
            raise forms.ValidationError(objection)


class TimeFields(StackedForm, forms.Form):
    officer = OfficerField(label=_("Petugas"))
    day = DayField(label=_("Tanggal"))
    time = forms.ChoiceField(label=_("Mulai pukul (WITA)"), choices=TIMES, initial="09:00")
    length = forms.TypedChoiceField(label=_("Lama"), choices=LENGTHS, coerce=int, initial=60)
    join_url = JoinLinkField(
        label=_("Tautan Zoom"),
        help_text=_(
            "Untuk Zoom: salin dari undangan Zoom. Hanya terlihat oleh pemohon dan petugas."
        ),
    )
    place = CleanCharField(
        label=_("Tempat atau nomor telepon (boleh kosong)"),
        required=False,
        max_length=240,
        help_text=_("Bila kosong: kunjungan di perpustakaan, telepon ke nomor kontaknya."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].offer(User.objects.caseworkers())
        if zoom.is_configured():
            self.fields["join_url"].label = _("Tautan Zoom (boleh kosong)")
            self.fields["join_url"].help_text = _("Bila kosong, Klik membuat rapatnya sendiri.")

    @property
    def starts_at(self) -> datetime:
        hour, minute = (int(part) for part in self.cleaned_data["time"].split(":"))
        return clock.at_wita(self.cleaned_data["day"], hour, minute)

    def booking(self) -> dict[str, Any]:
        """What the operations ask for."""
        kept = {key: self.cleaned_data.get(key, "") for key in ("officer", "join_url", "place")}
        return {**kept, "starts_at": self.starts_at, "length_minutes": self.cleaned_data["length"]}


class AppointmentForm(TimeFields):
    mode = forms.ChoiceField(
        label=_("Cara bertemu"), choices=Mode.choices, widget=forms.RadioSelect, initial=Mode.ZOOM
    )
    agenda = CleanCharField(
        label=_("Yang dibahas (boleh kosong)"),
        required=False,
        max_length=NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    submit_label = _("Simpan dan kirim undangan")
    field_order = ("mode", "officer", "day", "time", "length", "join_url", "place", "agenda")


class MoveForm(TimeFields):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    submit_label = _("Pindahkan dan beri tahu semua")

    def __init__(self, data: Any = None, *, appointment: Appointment) -> None:
        local = clock.wita(appointment.starts_at)
        super().__init__(
            data,
            initial={
                "officer": appointment.officer_id,
                "day": local.date(),
                "time": f"{local:%H:%M}",
                "length": appointment.minutes,
                "join_url": appointment.join_url,
                "place": appointment.place,
                "version": appointment.version,
            },
        )
        if getattr(appointment, "zoom", None) and appointment.zoom.meeting_id:
            del self.fields["join_url"]  # Zoom keeps the link of its own meeting


class CancelForm(StackedForm, forms.Form):
    reason = CleanCharField(
        label=_("Alasan pembatalan"), max_length=NOTE, widget=forms.Textarea(attrs={"rows": 3})
    )

    submit_label = _("Batalkan jadwal")
