"""Fields that take an e-mail address or a phone number as people write them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from klik_portal.accounts import phones
from klik_portal.core.text import has_control_bytes, in_one_line

LOGIN_ATTRS = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}


class LoginField(forms.CharField):
    """Cleans to a lower-case address or to a number in E.164."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Surel atau nomor HP"))
        super().__init__(max_length=254, widget=forms.TextInput(attrs=LOGIN_ATTRS), **kwargs)

    def clean(self, value: Any) -> str:
        typed = str(value or "")
        if has_control_bytes(typed):
            raise ValidationError(_("Ada karakter yang tidak dikenal. Ketik ulang."))
        typed = super().clean(typed).strip()
        if not typed:
            return ""
        if "@" in typed:
            return _address(typed)
        try:
            return phones.normal_form(typed)
        except ValueError:
            raise ValidationError(
                _("Tulis alamat surel atau nomor HP, misalnya 0812 3456 7890.")
            ) from None


class AddressField(forms.CharField):
    """Cleans to a lower-case e-mail address."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"type": "email", "autocomplete": "email"}
        super().__init__(max_length=254, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> str:
        typed = str(value or "")
        if has_control_bytes(typed):
            raise ValidationError(_("Ada karakter yang tidak dikenal. Ketik ulang."))
        typed = super().clean(typed).strip()
        return _address(typed) if typed else ""


def _address(typed: str) -> str:
    try:
        validate_email(typed)
    except ValidationError:
        raise ValidationError(
            _("Alamat surel ini belum lengkap. Contoh: nama@gmail.com.")
        ) from None
    return typed.lower()


class PersonNameField(forms.CharField):
    """A name on one line; it ends up in greetings and in the subjects of mails."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Nama lengkap"))
        attrs = {"autocomplete": "name"}
        super().__init__(max_length=120, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> str:
        if has_control_bytes(str(value or "")):
            raise ValidationError(
                _("Ada karakter yang tidak dapat disimpan. Ketik ulang bagian ini.")
            )
        return super().clean(in_one_line(str(value or "")))


class PhoneField(forms.CharField):
    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed:
            return typed
        try:
            return phones.normal_form(typed)
        except ValueError:
            raise ValidationError(_("Nomor HP tidak dikenal, contoh: 0812 3456 7890.")) from None
