"""Shapes of what a library asks about its talks, and of the office's answers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klik_portal.accounts.models import User
from klik_portal.core import clock, wording
from klik_portal.ui.forms import CleanCharField, DayField, StackedForm
from scheduling.forms.appointments import NOTE, TIMES, JoinLinkField, OfficerField
from scheduling.models import Mode, TimeProposal
from scheduling.offers import Offer

TALK_MODES = ((Mode.ZOOM, _("Zoom")), (Mode.PHONE, _("Telepon atau WhatsApp")))
PAIRS = (1, 2, 3)


def start_key(start: datetime) -> str:
    return f"{clock.wita(start):%Y-%m-%dT%H:%M}"


class StartField(forms.CharField):
    """One of the starts on the page; whether it is still free is asked of the operation."""

    widget = forms.RadioSelect
    default_error_messages = {
        "required": _("Pilih salah satu waktu."),
        "invalid": _("Pilih salah satu waktu."),
    }

    def to_python(self, value: Any) -> datetime | None:
        if not value:
            return None
        try:
            typed = datetime.strptime(str(value)[:20], "%Y-%m-%dT%H:%M")  # noqa: DTZ007 -- WITA
            return clock.at_wita(typed.date(), typed.hour, typed.minute)
        except (ValueError, OverflowError):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None

    def validate(self, value: Any) -> None:
        if value is None:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """Nothing beyond the shape."""


@dataclass(frozen=True)
class StartChoice:
    key: str
    label: str
    is_other_officer: bool
    is_chosen: bool


@dataclass(frozen=True)
class DayChoices:
    day: date
    starts: Sequence[StartChoice]


class OfferedStarts(StackedForm):
    """The offered starts by day; a plain radio button each, so that no script is needed."""

    def __init__(
        self, data: Any = None, *, ask: Callable[[], Iterable[Offer]], favourite: int | None
    ) -> None:
        """`ask` tells the offers when the page is shown; who takes a time in one go never needs it."""
        super().__init__(data)
        self._ask, self.favourite = ask, favourite

    @cached_property
    def offers(self) -> list[Offer]:
        return list(self._ask())

    @cached_property
    def days(self) -> list[DayChoices]:
        chosen = self["start"].value()

        def choice(offer: Offer) -> StartChoice:
            key = start_key(offer.start)
            is_other = bool(self.favourite) and offer.officers[0].pk != self.favourite
            return StartChoice(key, f"{clock.wita(offer.start):%H.%M}", is_other, key == chosen)

        by_day = groupby(self.offers, key=lambda offer: clock.wita(offer.start).date())
        return [DayChoices(day, [choice(offer) for offer in group]) for day, group in by_day]

    @property
    def has_other_officers(self) -> bool:
        return any(start.is_other_officer for day in self.days for start in day.starts)


class TalkForm(OfferedStarts, forms.Form):
    mode = forms.ChoiceField(
        label=_("Lewat apa?"), choices=TALK_MODES, widget=forms.RadioSelect, initial=Mode.ZOOM
    )
    start = StartField(label=_("Waktu"))
    agenda = CleanCharField(
        label=_("Yang ingin dibahas (boleh kosong)"),
        required=False,
        max_length=NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    submit_label = _("Pesan waktu ini")


class MoveTalkForm(OfferedStarts, forms.Form):
    start = StartField(label=_("Waktu baru"))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    submit_label = _("Pindah ke waktu ini")


class GiveBackForm(StackedForm, forms.Form):
    reason = CleanCharField(
        label=_("Alasan pembatalan"),
        max_length=NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Petugas akan membacanya."),
    )

    submit_label = _("Batalkan konsultasi")


class ThreeTimes(StackedForm, forms.Form):
    """Up to three days with a time; a day left empty does not count."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in PAIRS:
            self.fields[f"day{number}"] = DayField(
                label=(_("Tanggal %d") if number == 1 else _("Tanggal %d (boleh kosong)")) % number,
                required=number == 1,
            )
            self.fields[f"time{number}"] = forms.ChoiceField(
                label=_("Mulai pukul (WITA)"), choices=TIMES, initial="09:00"
            )

    def times(self) -> list[datetime]:
        found = []
        for number in PAIRS:
            day = self.cleaned_data.get(f"day{number}")
            if day:
                hour, minute = map(int, self.cleaned_data[f"time{number}"].split(":"))
                found.append(clock.at_wita(day, hour, minute))
        return found


TIME_FIELDS = tuple(name for number in PAIRS for name in (f"day{number}", f"time{number}"))


class ProposalForm(ThreeTimes):
    mode = forms.ChoiceField(
        label=_("Lewat apa?"), choices=TALK_MODES, widget=forms.RadioSelect, initial=Mode.ZOOM
    )
    agenda = CleanCharField(
        label=_("Yang ingin dibahas (boleh kosong)"),
        required=False,
        max_length=NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    submit_label = _("Kirim usulan")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(("mode", *TIME_FIELDS, "agenda"))


class ConfirmForm(StackedForm, forms.Form):
    start = StartField(label=_("Waktu yang diusulkan"))
    officer = OfficerField(label=_("Petugas"))
    join_url = JoinLinkField(label=_("Tautan Zoom (boleh menyusul)"))

    submit_label = _("Setujui waktu ini")

    def __init__(self, data: Any = None, *, proposal: TimeProposal, user: User) -> None:
        super().__init__(data, initial={"officer": proposal.application.assigned_to_id or user.pk})
        self.fields["officer"].offer(User.objects.caseworkers())
        if proposal.mode != Mode.ZOOM:
            del self.fields["join_url"]
        choices = [(start_key(start), wording.moment(start)) for start in proposal.wishes]
        self.fields["start"].widget = forms.RadioSelect(choices=choices)


class OfferForm(ThreeTimes):
    officer = OfficerField(label=_("Petugas"))
    note = CleanCharField(
        label=_("Catatan untuk perpustakaan (boleh kosong)"),
        required=False,
        max_length=NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    submit_label = _("Tawarkan waktu ini")

    def __init__(self, data: Any = None, *, proposal: TimeProposal, user: User) -> None:
        initial = {
            "officer": proposal.application.assigned_to_id or user.pk,
            "version": proposal.version,
        }
        super().__init__(data, initial=initial)
        self.fields["officer"].offer(User.objects.caseworkers())
        self.order_fields(("officer", *TIME_FIELDS, "note", "version"))
