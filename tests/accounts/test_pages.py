"""Every page of the entrance and of one's own account: no inline code, labels on fields, never cached."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "sungai-mahakam-7"
VISITORS = [
    "account_login",
    "account_request_login_code",
    "account_signup",
    "accounts:handed-code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
]
SIGNED_IN = [
    "accounts:account",
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
]


@pytest.fixture(autouse=True)
def _nobody_tried_before():
    cache.clear()


@pytest.fixture
def siti_client():
    UserFactory(email="siti@contoh.id", password=PASSWORD)
    client = Client()
    client.post(reverse("account_login"), {"login": "siti@contoh.id", "password": PASSWORD})
    return client


def has_no_inline_code(page):
    return not re.search(
        r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\ssrc=)(?![^>]*json)", page
    )


def fields_without_label(page):
    form_fields = re.findall(r"<(?:input|select|textarea)[^>]*>", page)
    shown = [f for f in form_fields if 'type="hidden"' not in f]
    ids = [re.search(r'\sid="([^"]+)"', field) for field in shown]
    return [
        field
        for field, found in zip(shown, ids, strict=True)
        if "aria-label" not in field and (not found or f'for="{found[1]}"' not in page)
    ]


@pytest.mark.parametrize("name", VISITORS)
def test_pages_for_visitors(client, name):
    response = client.get(reverse(name))
    page = response.content.decode()

    assert response.status_code == 200
    assert has_no_inline_code(page)
    assert not fields_without_label(page)


@pytest.mark.parametrize("name", SIGNED_IN)
def test_pages_of_ones_own_account(siti_client, name):
    siti_client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    response = siti_client.get(reverse(name))
    page = response.content.decode()

    assert response.status_code == 200
    assert has_no_inline_code(page)
    assert not fields_without_label(page)
    assert re.search("no-cache|no-store", response["Cache-Control"])


def test_a_refused_form_is_as_clean(client):
    for name in ("account_login", "account_signup", "accounts:handed-code"):
        body = {"login": '"><script>alert(1)</script>', "name": "<b>Siti</b>", "code": "<i>"}
        page = client.post(reverse(name), body).content.decode()

        assert has_no_inline_code(page)
        assert "<script>alert" not in page
        assert "<b>Siti" not in page
        assert "<i>" not in page


def test_no_password_and_no_code_comes_back_in_a_page(client, siti_client):
    secret = "rahasia-sekali-123"
    for visitor, name, fields in (
        (client, "account_login", ("password",)),
        (siti_client, "account_change_password", ("oldpassword", "password1", "password2")),
        (siti_client, "account_reauthenticate", ("password",)),
    ):
        body = {"login": "siti@contoh.id", **dict.fromkeys(fields, secret)}
        page = visitor.post(reverse(name), body)

        assert page.status_code in (200, 422), name
        assert secret not in page.content.decode(), name
