"""People who have only a phone: sign up, get a code from the office, make a password of their own."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from klik_portal.accounts import phones
from klik_portal.accounts.models import User

pytestmark = pytest.mark.django_db
WATI = "+6281255556666"
NEW = "perahu-ketinting-9"


@pytest.fixture(autouse=True)
def _nobody_tried_before():
    cache.clear()


def sign_up(client, login="0812-5555-6666", name="Wati"):
    return client.post(reverse("account_signup"), {"name": name, "login": login}, follow=True)


def confirm(client, code):
    return client.post(reverse("account_confirm_login_code"), {"code": code})


def is_in(client):
    return client.get(reverse("desks:home")).status_code == 200


@pytest.mark.parametrize(
    "typed",
    [
        "812 3456 7890",
        "(0812) 3456-7890",
        "0812.3456.7890",
        "+62 0812 3456 7890",
        "62-812-3456-7890",
        "\u200e0812 3456 7890",
        "０８１２３４５６７８９０",
    ],
)
def test_what_people_and_phones_make_of_a_number_is_still_the_number(typed):
    assert phones.normal_form(typed) == "+6281234567890"


@pytest.mark.parametrize(
    "typed",
    [
        "0000000000",
        "1234567890",
        "555-1234",
        "081BUDIANTO",
        "0812",
        "0812 3456 7890 / 0813 1111 2222",
        "+0812 3456 7890",
        "9" * 300,
        "perpustakaan",
        "' OR 1=1 --",
    ],
)
def test_junk_gets_a_sentence_and_no_account(client, typed):
    page = sign_up(client, typed)

    assert page.status_code == 422
    assert "surel atau nomor HP" in page.content.decode() or "254" in page.content.decode()
    assert not User.objects.exists()


def test_an_indihome_or_office_line_is_a_number_too():
    assert phones.normal_form("(0541) 661-234") == "+62541661234"


def test_the_page_says_where_the_code_comes_from_and_shows_none(client):
    page = sign_up(client).content.decode()

    assert "mintalah kode kepada petugas" in page
    assert not re.search(r"<b>\d{6}</b>", page)
    assert not mail.outbox


def test_from_signing_up_to_a_password_of_ones_own(client, client_of, budi):
    sign_up(client)
    office = client_of(budi)
    code = office.post(reverse("people:hand-code"), {"login": "+62 812 5555 6666"}, follow=True)
    body = {"login": "0812 5555 6666", "code": code.context["code"]}

    client.post(reverse("accounts:handed-code"), body)
    assert is_in(client)
    client.post(reverse("account_set_password"), {"password1": NEW, "password2": NEW})

    later = Client()
    later.post(reverse("account_login"), {"login": "081255556666", "password": NEW})
    assert is_in(later)


def test_the_same_number_written_otherwise_is_the_same_account(client):
    for typed in ("0812-5555-6666", "+62 812 5555 6666", "6281255556666"):
        sign_up(Client(), typed)

    assert [user.phone for user in User.objects.all()] == [WATI]


class TestInADemonstration:
    @pytest.fixture(autouse=True)
    def _demo(self, settings):
        settings.DEMO = True

    def shown(self, page):
        return re.search(r"<b>(\d{6})</b>", page.content.decode()).group(1)

    def test_the_code_is_on_the_page(self, client):
        code = self.shown(sign_up(client))

        confirm(client, code)

        assert is_in(client)
        assert User.objects.get().phone_verified

    def test_it_works_once(self, client):
        code = self.shown(sign_up(client))
        confirm(client, code)
        client.post(reverse("account_logout"))

        confirm(client, code)

        assert not is_in(client)

    def test_a_new_code_replaces_the_old_one(self, client):
        old = self.shown(sign_up(client))
        client.post(reverse("account_confirm_login_code"), {"action": "resend"})
        new = self.shown(client.get(reverse("account_confirm_login_code")))

        confirm(client, old)
        assert old == new or not is_in(client)
        confirm(client, new)
        assert is_in(client)

    def test_a_new_code_gives_no_new_tries(self, client):
        wrong = "x"
        sign_up(client)
        for _try in range(3):
            confirm(client, wrong)
        client.post(reverse("account_confirm_login_code"), {"action": "resend"})
        code = self.shown(client.get(reverse("account_confirm_login_code")))
        for _try in range(2):
            confirm(client, wrong)

        confirm(client, code)

        assert not is_in(client)

    def test_staff_see_none(self, client, budi):
        budi.phone = WATI
        budi.save()

        page = sign_up(client)

        assert not re.search(r"<b>\d{6}</b>", page.content.decode())
