"""What an officer types about who asked by telephone, and what a library types to say yes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accreditation.operations.assisted import Caller
from klik_portal.accounts.fields import LoginField, PersonNameField
from klik_portal.accounts.models import User
from klik_portal.ui.forms import CleanCharField, StackedForm

SOMEBODY_ELSE = "baru"


class AssistedForm(StackedForm, forms.Form):
    keeper = forms.ChoiceField(label=_("Siapa yang meminta?"), widget=forms.RadioSelect)
    name = PersonNameField(label=_("Nama penelepon (bila belum terdaftar)"), required=False)
    login = LoginField(
        label=_("Nomor HP atau surelnya"),
        required=False,
        help_text=_("Kode masuk dan kabar permohonan dikirim ke sini."),
    )
    position = CleanCharField(label=_("Jabatannya"), required=False, max_length=120)
    submit_label = _("Mulai mengisi untuk perpustakaan ini")

    def __init__(self, data: Any = None, *, keepers: list[User]) -> None:
        super().__init__(data)
        self._by_id = {person.public_id: person for person in keepers}
        names = [(person.public_id, person.display_name) for person in keepers]
        self.fields["keeper"].choices = [*names, (SOMEBODY_ELSE, _("Orang yang belum terdaftar"))]
        self.fields["keeper"].initial = names[0][0] if names else SOMEBODY_ELSE
        login = self.fields["login"].widget
        login.attrs = {**login.attrs, "autocomplete": "off"}

    @property
    def person(self) -> User | None:
        return self._by_id.get(self.cleaned_data["keeper"])

    @property
    def caller(self) -> Caller | None:
        if self.person:
            return None
        typed = self.cleaned_data
        return Caller(typed["name"], typed["login"], typed["position"])


class ConfirmForm(StackedForm, forms.Form):
    number = CleanCharField(
        label=_("Nomor permohonan"),
        help_text=_("Contoh: KLK-2026-0001"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    code = CleanCharField(
        label=_("Kode konfirmasi"),
        help_text=_("Delapan angka dari petugas"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    submit_label = _("Konfirmasi permohonan ini")
