"""Staff with rights over other people's papers must hold a second factor."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from klik_portal.accounts.roles import STAFF

FREE_NAMES = ("mfa_activate_totp", "account_logout", "account_reauthenticate", "mfa_reauthenticate")


class SecondFactorForStaff:
    """Leads staff without a second factor to setting one up; with one, allauth asks at sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.STAFF_SECOND_FACTOR and self._lacks_second_factor(request):
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    @staticmethod
    def _lacks_second_factor(request: HttpRequest) -> bool:
        user = request.user
        if not user.is_authenticated or user.role not in STAFF:
            return False
        if request.path in {reverse(name) for name in FREE_NAMES}:
            return False
        return not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
