"""The entrance. Names without a namespace are the ones allauth looks for."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from klik_portal.accounts import views
from klik_portal.accounts.audiences import everyone, signed_in
from klik_portal.core.routing import FORM, POST, route


class Base36(StringConverter):
    """A user's number in a reset link; it ends at the first hyphen."""

    regex = "[0-9A-Za-z]+"


register_converter(Base36, "base36")

own = (
    [
        route("akun/", views.account, audience=signed_in, name="account", methods=FORM),
        route("akun/whatsapp/", views.whatsapp, audience=signed_in, name="whatsapp", methods=POST),
        route(
            "masuk/kode-petugas/",
            views.handed_code,
            audience=everyone,
            name="handed-code",
            methods=FORM,
        ),
    ],
    "accounts",
)

urlpatterns = [
    path("", include(own)),
    route("masuk/", account.login, audience=everyone, name="account_login", methods=FORM),
    route(
        "masuk/kode/",
        account.request_login_code,
        audience=everyone,
        name="account_request_login_code",
        methods=FORM,
    ),
    route(
        "masuk/kode/konfirmasi/",
        views.confirm_code,
        audience=everyone,
        name="account_confirm_login_code",
        methods=FORM,
    ),
    route("daftar/", views.sign_up, audience=everyone, name="account_signup", methods=FORM),
    route("keluar/", account.logout, audience=everyone, name="account_logout", methods=FORM),
    route("akun/nonaktif/", account.account_inactive, audience=everyone, name="account_inactive"),
    route(
        "akun/konfirmasi/",
        account.reauthenticate,
        audience=signed_in,
        name="account_reauthenticate",
        methods=FORM,
    ),
    route(
        "akun/kata-sandi/",
        account.password_change,
        audience=signed_in,
        name="account_change_password",
        methods=FORM,
    ),
    route(
        "akun/kata-sandi/buat/",
        account.password_set,
        audience=signed_in,
        name="account_set_password",
        methods=FORM,
    ),
    route(
        "masuk/lupa/",
        account.password_reset,
        audience=everyone,
        name="account_reset_password",
        methods=FORM,
    ),
    route(
        "masuk/lupa/terkirim/",
        account.password_reset_done,
        audience=everyone,
        name="account_reset_password_done",
    ),
    route(
        "masuk/lupa/<base36:uidb36>-<key>/",
        account.password_reset_from_key,
        audience=everyone,
        name="account_reset_password_from_key",
        methods=FORM,
    ),
    route(
        "masuk/lupa/selesai/",
        account.password_reset_from_key_done,
        audience=everyone,
        name="account_reset_password_from_key_done",
    ),
    route("akun/pengaman/", mfa.index, audience=signed_in, name="mfa_index"),
    route(
        "masuk/pengaman/",
        mfa.authenticate,
        audience=everyone,
        name="mfa_authenticate",
        methods=FORM,
    ),
    route(
        "akun/pengaman/konfirmasi/",
        mfa.reauthenticate,
        audience=signed_in,
        name="mfa_reauthenticate",
        methods=FORM,
    ),
    route(
        "akun/pengaman/pasang/",
        totp.activate_totp,
        audience=signed_in,
        name="mfa_activate_totp",
        methods=FORM,
    ),
    route(
        "akun/pengaman/lepas/",
        totp.deactivate_totp,
        audience=signed_in,
        name="mfa_deactivate_totp",
        methods=FORM,
    ),
    route(
        "akun/pengaman/cadangan/",
        recovery.view_recovery_codes,
        audience=signed_in,
        name="mfa_view_recovery_codes",
    ),
    route(
        "akun/pengaman/cadangan/baru/",
        recovery.generate_recovery_codes,
        audience=signed_in,
        name="mfa_generate_recovery_codes",
        methods=FORM,
    ),
    route(
        "akun/pengaman/cadangan/unduh/",
        recovery.download_recovery_codes,
        audience=signed_in,
        name="mfa_download_recovery_codes",
    ),
]
