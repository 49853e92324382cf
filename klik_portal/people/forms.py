"""Shapes of accounts as the office types them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klik_portal.accounts.fields import LoginField, PhoneField
from klik_portal.accounts.models import User
from klik_portal.accounts.roles import GRANTABLE, Role
from klik_portal.people.operations import contact_mark
from klik_portal.ui.forms import CleanCharField, FilterBar, StackedForm

GRANTABLE_CHOICES = [(role.value, role.label) for role in GRANTABLE]


class UserSearch(FilterBar, forms.Form):
    q = CleanCharField(label=_("Nama, surel, atau nomor HP"), required=False, max_length=80)
    peran = forms.ChoiceField(
        label=_("Peran"), required=False, choices=[("", _("Semua")), *Role.choices]
    )

    submit_label = _("Cari")


class NewUserForm(StackedForm, forms.Form):
    name = CleanCharField(label=_("Nama lengkap"), max_length=120)
    role = forms.ChoiceField(label=_("Peran"), choices=GRANTABLE_CHOICES)
    email = forms.EmailField(label=_("Surel"), required=False, max_length=254)
    phone = PhoneField(label=_("Nomor HP"), required=False, max_length=20)

    submit_label = _("Buat akun")

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("email") and not cleaned.get("phone") and not self.errors:
            raise forms.ValidationError(_("Isi surel atau nomor HP, sedikitnya satu."))
        return cleaned


class ContactForm(StackedForm, forms.Form):
    email = forms.EmailField(label=_("Surel"), required=False, max_length=254)
    phone = PhoneField(label=_("Nomor HP"), required=False, max_length=20)
    seen = CleanCharField(widget=forms.HiddenInput, max_length=16)

    submit_label = _("Simpan kontak")

    def __init__(self, data: Any = None, *, person: User) -> None:
        shown = {"email": person.email, "phone": person.phone, "seen": contact_mark(person)}
        super().__init__(data, initial=shown)

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def catch_up(self, person: User) -> None:
        """The person sees the other version beside what was typed: the next save is a knowing one."""
        self.data = {**self.data.dict(), "seen": contact_mark(person)}


class RoleForm(StackedForm, forms.Form):
    role = forms.ChoiceField(label=_("Peran"), choices=GRANTABLE_CHOICES)

    submit_label = _("Ubah peran")


class HandCodeForm(StackedForm, forms.Form):
    login = LoginField(label=_("Nomor HP atau surel pemohon"))

    submit_label = _("Buat kode masuk")
