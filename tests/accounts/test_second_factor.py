"""Staff come in with two things: what they know and what they hold."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.urls import reverse

from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "sungai-mahakam-7"


@pytest.fixture(autouse=True)
def _as_in_production(settings):
    settings.STAFF_SECOND_FACTOR = True
    cache.clear()


@pytest.fixture
def budi():
    return UserFactory(email="budi@contoh.id", role="officer", password=PASSWORD)


def sign_in(client):
    return client.post(
        reverse("account_login"), {"login": "budi@contoh.id", "password": PASSWORD}, follow=True
    )


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def install(client):
    """Sign in and set it up, as the pages lead; gives the secret."""
    sign_in(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r"Kunci: <b>(\w+)</b>", page).group(1)
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    return secret


def test_without_it_every_page_leads_to_setting_it_up(client, budi):
    sign_in(client)

    for name in ("accreditation:queue", "desks:home", "notifications:inbox"):
        assert client.get(reverse(name))["Location"] == reverse("mfa_activate_totp")


def test_once_installed_the_office_opens(client, budi):
    install(client)

    assert Authenticator.objects.filter(user=budi, type=Authenticator.Type.TOTP).exists()
    assert client.get(reverse("accreditation:queue")).status_code == 200


def test_from_then_on_the_password_alone_does_not_open_it(client, budi):
    secret = install(client)
    client.post(reverse("account_logout"))
    cache.clear()  # a code counts once; the next one comes half a minute later

    page = sign_in(client)
    assert page.request["PATH_INFO"] == reverse("mfa_authenticate")
    assert client.get(reverse("accreditation:queue")).status_code == 302

    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert client.get(reverse("accreditation:queue")).status_code == 200


def test_a_recovery_code_replaces_a_lost_phone_once(client, budi):
    install(client)
    client.post(reverse("mfa_generate_recovery_codes"))
    code = re.search(
        r"<code>(\d+)</code>", client.get(reverse("mfa_view_recovery_codes")).content.decode()
    ).group(1)

    for opens in (True, False):
        client.post(reverse("account_logout"))
        sign_in(client)
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert (client.get(reverse("accreditation:queue")).status_code == 200) is opens


def test_applicants_are_not_asked(client):
    siti = UserFactory(email="siti@contoh.id", password=PASSWORD)

    client.post(reverse("account_login"), {"login": siti.email, "password": PASSWORD})

    assert client.get(reverse("desks:home")).status_code == 200
