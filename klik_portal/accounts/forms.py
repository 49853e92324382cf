"""Forms of the entrance. One field takes an e-mail address or a phone number."""

from typing import Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.core import context, ratelimit
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from klik_portal.accounts import queries
from klik_portal.accounts.fields import AddressField, LoginField, PersonNameField
from klik_portal.accounts.limits import too_many_in_total
from klik_portal.accounts.models import User
from klik_portal.core.text import has_control_bytes


class InOurWords:
    """A form of allauth with our labels, without placeholders."""

    labels = {
        "email": _("Surel"),
        "password": _("Kata sandi"),
        "oldpassword": _("Kata sandi sekarang"),
        "password1": _("Kata sandi baru"),
        "password2": _("Kata sandi baru, sekali lagi"),
        "code": _("Kode"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = ""
            field.widget.attrs.pop("placeholder", None)
        if "code" in self.fields:
            self.fields["code"].widget.attrs["inputmode"] = "numeric"


class PasswordLoginForm(InOurWords, allauth.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = LoginField()
        self.order_fields(["login", "password"])

    def clean_password(self) -> str:
        if has_control_bytes(self.cleaned_data["password"]):
            raise ValidationError(_("Ada karakter yang tidak dikenal. Ketik ulang."))
        return self.cleaned_data["password"]


class ResetPasswordForm(InOurWords, allauth.ResetPasswordForm):
    email = AddressField()


class ResetPasswordKeyForm(InOurWords, allauth.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(InOurWords, allauth.ChangePasswordForm):
    pass


class SetPasswordForm(InOurWords, allauth.SetPasswordForm):
    pass


class ReauthenticateForm(InOurWords, allauth.ReauthenticateForm):
    pass


class SecondFactorForm(InOurWords, mfa.AuthenticateForm):
    labels = {"code": _("Kode dari aplikasi, atau kode cadangan")}


class SecondFactorAgainForm(InOurWords, mfa.ReauthenticateForm):
    labels = {"code": _("Kode dari aplikasi, atau kode cadangan")}


class InstallSecondFactorForm(InOurWords, totp.ActivateTOTPForm):
    labels = {"code": _("Kode 6 angka dari aplikasi")}


class RequestCodeForm(forms.Form):
    """Where allauth should send a one-time code. Known and unknown accounts look the same."""

    login = LoginField()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        login = cleaned.get("login")
        if login:
            cleaned["email" if "@" in login else "phone"] = login
            may_ask = ratelimit.consume(context.request, action="request_login_code", key=login)
            if not may_ask or too_many_in_total(context.request):
                raise get_adapter().validation_error("too_many_login_attempts")
        return cleaned

    @property
    def _user(self) -> User | None:
        """Read by allauth. Staff sign in with their password, never with a mailed code."""
        user = queries.by_login(self.cleaned_data["login"])
        return user if user and user.is_applicant else None


class SignUpForm(RequestCodeForm):
    name = PersonNameField()

    field_order = ("name", "login")


class HandedCodeForm(forms.Form):
    login = LoginField(label=_("Nomor HP atau surel Anda"))
    code = forms.CharField(
        label=_("Kode dari petugas"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class NameForm(forms.Form):
    name = PersonNameField()
