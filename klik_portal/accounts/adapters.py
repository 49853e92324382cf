"""How allauth finds people by phone and how codes reach them."""

import smtplib
from typing import Any
from urllib.parse import quote

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from klik_portal.accounts import queries
from klik_portal.accounts.fields import PhoneField
from klik_portal.accounts.limits import too_many_in_total
from klik_portal.accounts.models import User

log = structlog.get_logger("klik.accounts")
DEMO_CODE = "demo_code"  # session key; only ever set in demo mode


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("Surel, nomor HP, atau kata sandi belum cocok. Coba lagi."),
        "phone_password_mismatch": _("Surel, nomor HP, atau kata sandi belum cocok. Coba lagi."),
        "username_password_mismatch": _("Surel, nomor HP, atau kata sandi belum cocok. Coba lagi."),
        "incorrect_code": _("Kode belum cocok. Periksa lagi enam angkanya."),
        "too_many_login_attempts": _(
            "Terlalu banyak percobaan. Tunggu beberapa menit, lalu coba lagi."
        ),
    }

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        return PhoneField(**kwargs)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        user.phone, user.phone_verified = phone, verified
        user.save(update_fields=["phone", "phone_verified"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        self.set_phone(user, phone, True)

    def get_user_by_phone(self, phone: str) -> User | None:
        return queries.by_login(phone)

    def pre_authenticate(self, request: Any, **credentials: Any) -> None:
        """allauth counts wrong passwords per e-mail address and takes all phone numbers for one account."""
        login = credentials.get("email") or credentials.get("phone") or ""
        if too_many_in_total(request):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **{**credentials, "email": login})

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        """There is no SMS gateway: officers hand codes out, and demo mode shows them on screen."""
        if settings.DEMO:
            context.request.session[DEMO_CODE] = code

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Codes go out at once; when the mail server is away, the page says so instead of breaking."""
        if settings.DEMO:
            if "code" in context:
                self.request.session[DEMO_CODE] = context["code"]
            return
        try:
            super().send_mail(template_prefix, email, {**context, "base_url": settings.BASE_URL})
        except (smtplib.SMTPException, OSError) as error:
            log.error("sign-in mail not sent", error=str(error))
            messages.error(
                self.request,
                _(
                    "Surel sedang tidak dapat dikirim. Coba beberapa menit lagi atau hubungi petugas."
                ),
            )

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Under our own address, whatever host the request named."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BASE_URL + path.replace("UID-KEY", quote(key))

    def add_message(self, request: Any, level: int, *args: Any, **kwargs: Any) -> None:
        """The pages themselves say what happened; allauth's own notes would say it twice."""

    def is_open_for_signup(self, request: Any) -> bool:
        return True
