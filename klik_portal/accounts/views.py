"""Own pages of the entrance and of one's own account; the rest are allauth's."""

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.utils import perform_login
from allauth.account.views import ConfirmLoginCodeView
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from klik_portal.accounts import operations
from klik_portal.accounts.adapters import DEMO_CODE
from klik_portal.accounts.forms import HandedCodeForm, NameForm, SignUpForm
from klik_portal.accounts.limits import may_type_code, too_many_in_total
from klik_portal.core import clock


def sign_up(request: HttpRequest) -> HttpResponse:
    """Name and one way to be reached; the typed code on the next page proves it."""
    if request.user.is_authenticated:
        return redirect("desks:home")
    form = SignUpForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        login = form.cleaned_data["login"]
        LoginCodeVerificationProcess.initiate(
            request=request,
            user=operations.sign_up(name=form.cleaned_data["name"], login=login),
            email=form.cleaned_data.get("email"),
            phone=form.cleaned_data.get("phone"),
        )
        return redirect("account_confirm_login_code")
    return render(
        request,
        "account/signup.html",
        {"form": form, "next": _safe_next(request)},
        status=422 if form.errors else 200,
    )


def _safe_next(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    return (
        wanted
        if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
        else ""
    )


class ConfirmCodeView(ConfirmLoginCodeView):
    """allauth's page, plus the code itself in demo mode."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The five tries are counted in the visitor's own session, which many requests read at once
        and a new code begins anew; so every try is counted per account and address as well."""
        state = self._process.state
        login = state.get("email") or state.get("phone") or ""
        if self._action == "verify" and not may_type_code(request, login):
            return render(request, "429.html", status=429)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Form) -> HttpResponse:
        """Whoever became staff since asking signs in with a password, like all staff."""
        user = self._process.user
        if user is not None and not user.is_applicant:
            self._process.abort()
            return redirect("account_login")
        return super().form_valid(form)

    def get_context_data(self, **kwargs: object) -> dict:
        return {
            **super().get_context_data(**kwargs),
            "demo_code": self.request.session.get(DEMO_CODE),
        }

    def _resend_form_valid(self, form: Form) -> HttpResponse:
        """allauth breaks when the number is nobody's; the answer must not tell that it is."""
        if self._process.user is not None:
            return super()._resend_form_valid(form)
        self._process.record_resend()
        self._process.persist()
        return redirect(self.passthrough_next_url(reverse("account_confirm_login_code")))


confirm_code = ConfirmCodeView.as_view()


@never_cache
def handed_code(request: HttpRequest) -> HttpResponse:
    """Sign in with a code that an officer read out."""
    if request.user.is_authenticated:
        return redirect("desks:home")
    form = HandedCodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        login = form.cleaned_data["login"]
        may_try = ratelimit.consume(request, action="login_failed", key=login)
        if not may_try or too_many_in_total(request):
            form.add_error(
                None, _("Terlalu banyak percobaan. Tunggu beberapa menit, lalu coba lagi.")
            )
        else:
            user = operations.redeem_handed_code(at=clock.now(), **form.cleaned_data)
            if user:
                return perform_login(request, user)  # asks for the second factor of who has one
            form.add_error(
                "code", _("Nomor atau kode belum cocok, atau kodenya sudah kedaluwarsa.")
            )
    return render(
        request, "account/handed_code.html", {"form": form}, status=422 if form.errors else 200
    )


def whatsapp(request: HttpRequest) -> HttpResponse:
    """The person's own yes or no to WhatsApp from Klik."""
    agreed = request.POST.get("setuju") == "1"
    if agreed and not request.user.phone:
        messages.error(request, _("Akun Anda belum punya nomor HP. Minta petugas menambahkannya."))
        return redirect("accounts:account")
    operations.agree_to_whatsapp(user=request.user, agreed=agreed, at=clock.now())
    done = _("Klik akan menulis ke WhatsApp Anda.") if agreed else _("Klik tidak akan menulis ke WhatsApp Anda.")  # fmt: skip
    messages.success(request, done)
    return redirect("accounts:account")


def account(request: HttpRequest) -> HttpResponse:
    form = NameForm(
        request.POST if request.method == "POST" else None, initial={"name": request.user.name}
    )
    if request.method == "POST" and form.is_valid():
        operations.rename(user=request.user, name=form.cleaned_data["name"])
        messages.success(request, _("Nama tersimpan."))
        return redirect("accounts:account")
    has_totp = Authenticator.objects.filter(
        user=request.user, type=Authenticator.Type.TOTP
    ).exists()
    return render(
        request,
        "account/account.html",
        {
            "form": form,
            "has_totp": has_totp,
            "whatsapp_is_on": bool(settings.WHATSAPP_PHONE_NUMBER_ID),
        },
        status=422 if form.errors else 200,
    )
