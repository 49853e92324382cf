"""The shapes of a rule, and of what a person wants to be reminded of."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from klik_portal.accounts.models import User
from klik_portal.reminders.models import ReminderRule, Step, Way
from klik_portal.reminders.subjects import News, Subject
from klik_portal.ui.forms import StackedForm

BEFORE, ON, AFTER = "before", "on", "after"
NUMBERS = ("months", "days", "hours")


class RuleForm(StackedForm, forms.Form):
    side = forms.ChoiceField(
        label=_("Dihitung"),
        choices=((BEFORE, _("Sebelum")), (ON, _("Tepat pada")), (AFTER, _("Setelah"))),
    )
    months = forms.IntegerField(label=_("Bulan"), required=False, min_value=0, max_value=36)
    days = forms.IntegerField(label=_("Hari"), required=False, min_value=0, max_value=400)
    hours = forms.IntegerField(label=_("Jam"), required=False, min_value=0, max_value=240)
    on_working_days = forms.BooleanField(
        label=_("Hanya pada hari kerja"),
        required=False,
        help_text=_("Bila jatuh pada hari libur, pengingat pindah ke hari kerja terdekat."),
    )
    to = forms.ChoiceField(label=_("Untuk siapa"), choices=Step.choices)
    way = forms.ChoiceField(label=_("Lewat apa"), choices=Way.choices)
    is_active = forms.BooleanField(label=_("Aktif"), required=False)
    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2_000_000_000
    )

    sections = (
        (_("Kapan"), ("side", *NUMBERS, "on_working_days")),
        (_("Kepada siapa"), ("to", "way", "is_active")),
    )
    submit_label = _("Simpan pengingat")

    def __init__(self, data: Any = None, *, rule: ReminderRule) -> None:
        shown = {name: abs(getattr(rule, name)) for name in NUMBERS}
        side = BEFORE if rule.rung.is_before else AFTER if any(shown.values()) else ON
        others = ("on_working_days", "to", "way", "is_active", "version")
        super().__init__(
            data, initial={"side": side, **shown, **{name: getattr(rule, name) for name in others}}
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if set(NUMBERS) & self.errors.keys() or "side" not in cleaned:
            return cleaned
        is_some_way_off = any(cleaned.get(name) for name in NUMBERS)
        is_on = cleaned["side"] == ON
        if is_on and is_some_way_off:
            self.add_error("side", _now("Pilih sebelum atau setelah, atau kosongkan angkanya."))
        if not is_on and not is_some_way_off:
            self.add_error("side", _now("Isi berapa bulan, hari, atau jam."))
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        sign = -1 if self.cleaned_data["side"] == BEFORE else 1
        numbers = {name: sign * (self.cleaned_data[name] or 0) for name in NUMBERS}
        kept = ("on_working_days", "to", "way", "is_active")
        return {**numbers, **{name: self.cleaned_data[name] for name in kept}}

    def catch_up(self, rule: ReminderRule) -> None:
        """The person sees the other version beside what was typed: the next save is a knowing one."""
        self.data = {**self.data.dict(), "version": rule.version}


class WishesForm(StackedForm, forms.Form):
    wanted = forms.MultipleChoiceField(
        label=_("Ingatkan saya tentang"), required=False, widget=forms.CheckboxSelectMultiple
    )

    submit_label = _("Simpan pilihan")

    def __init__(
        self,
        data: Any = None,
        *,
        user: User,
        subjects: Sequence[Subject | News],
        off: Collection[str],
    ) -> None:
        kinds = [subject.kind for subject in subjects]
        super().__init__(data, initial={"wanted": [kind for kind in kinds if kind not in off]})
        self.fields["wanted"].choices = [
            (subject.kind, _told(subject, is_duty=not user.is_applicant)) for subject in subjects
        ]


def _told(subject: Subject | News, *, is_duty: bool) -> str:
    """What stays in Klik even when it is switched off says so, and why."""
    if isinstance(subject, News):
        return str(subject.label)
    why = subject.stays_because or (_now("Ini bagian dari tugas Anda.") if is_duty else "")
    if not why:
        return str(subject.label)
    stays = _now("Tetap tampil di Klik.")
    return format_html("{}<br><small>{} {}</small>", subject.label, stays, why)
