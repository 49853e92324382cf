"""What a session is worth: a new key on every sign-in, and no longer than the rights behind it."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from klik_portal.accounts.models import User
from klik_portal.accounts.roles import Role
from libraries.operations import memberships
from tests.factories.accreditation import MONDAY
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "sungai-mahakam-7"
NEW = "perahu-ketinting-9"
ELSEWHERE = [
    "https://jahat.example/",
    "http://jahat.example",
    "//jahat.example",
    "///jahat.example",
    "https:///jahat.example",
    "/\\jahat.example",
    "\\\\jahat.example",
    "https:jahat.example",
    "javascript:alert(1)",
    " //jahat.example",
    "/\t/jahat.example",
    "https://testserver@jahat.example/",
]


@pytest.fixture(autouse=True)
def _nobody_tried_before():
    cache.clear()


def has_password(user):
    user.set_password(PASSWORD)
    user.save()
    return user


def is_in(client):
    return client.get(reverse("desks:home")).status_code == 200


def mailed_code():
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body).group()


class TestKeys:
    def test_a_session_planted_before_signing_in_is_worth_nothing_after(self, siti):
        has_password(siti)
        client = Client()
        session = client.session
        session["planted"] = "x"
        session.save()
        planted = session.session_key

        client.post(reverse("account_login"), {"login": siti.email, "password": PASSWORD})

        stranger = Client()
        stranger.cookies["sessionid"] = planted
        assert client.session.session_key != planted
        assert is_in(client)
        assert not is_in(stranger)

    def test_signing_out_ends_it_for_a_copied_cookie_too(self, siti, client_of):
        client = client_of(siti)
        copy = Client()
        copy.cookies["sessionid"] = client.cookies["sessionid"].value
        assert is_in(copy)

        client.post(reverse("account_logout"))

        assert not is_in(copy)

    def test_a_new_password_gives_this_session_a_new_key(self, siti, client_of):
        client = client_of(has_password(siti))
        before = client.session.session_key

        body = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
        client.post(reverse("account_change_password"), body)

        assert client.session.session_key != before
        assert is_in(client)

    def test_leaving_needs_a_form_not_a_link(self, siti, client_of):
        client = client_of(siti)

        client.get(reverse("account_logout"))

        assert is_in(client)


class TestPasswordsEndSessions:
    def test_a_first_password_ends_the_others(self, siti, client_of):
        here, elsewhere = client_of(siti), client_of(siti)

        here.post(reverse("account_set_password"), {"password1": NEW, "password2": NEW})

        assert (is_in(here), is_in(elsewhere)) == (True, False)

    def test_a_password_set_by_a_link_ends_all(self, siti, client_of):
        elsewhere = client_of(has_password(siti))
        client = Client()

        client.post(reverse("account_reset_password"), {"email": siti.email})
        link = re.search(r"http://[^/]+(/masuk/lupa/\S+)", mail.outbox[-1].body).group(1)
        page = client.get(link, follow=True)
        client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})

        assert not is_in(elsewhere)
        assert not is_in(client)

    def test_a_link_sets_one_password(self, siti):
        has_password(siti)
        Client().post(reverse("account_reset_password"), {"email": siti.email})
        link = re.search(r"http://[^/]+(/masuk/lupa/\S+)", mail.outbox[-1].body).group(1)

        for password in (NEW, "kata-orang-lain-8"):
            client = Client()
            page = client.get(link, follow=True)
            client.post(page.request["PATH_INFO"], {"password1": password, "password2": password})

        siti.refresh_from_db()
        assert siti.check_password(NEW)

    def test_a_wrong_old_password_changes_nothing(self, siti, client_of):
        body = {"oldpassword": "salah-sekali", "password1": NEW, "password2": NEW}
        client_of(has_password(siti)).post(reverse("account_change_password"), body)

        siti.refresh_from_db()
        assert siti.check_password(PASSWORD)


class TestRightsOfALiveSession:
    def test_who_is_removed_from_a_library_no_longer_sees_it(self, siti, budi, enggelam, client_of):
        client = client_of(siti)
        page = reverse("libraries:library-detail", args=[enggelam.code])
        assert client.get(page).status_code == 200

        memberships.end(
            membership=siti.memberships.get(), reason="Pindah tugas.", by=budi, at=MONDAY
        )

        assert client.get(page).status_code == 404
        assert is_in(client)

    def test_who_becomes_staff_signs_in_anew(self, siti, client_of):
        client = client_of(siti)

        User.objects.filter(pk=siti.pk).update(role=Role.OFFICER)

        assert not is_in(client)

    def test_a_code_asked_for_before_the_account_was_switched_off_opens_nothing(self, client, siti):
        client.post(reverse("account_request_login_code"), {"login": siti.email})
        User.objects.filter(pk=siti.pk).update(is_active=False)

        client.post(reverse("account_confirm_login_code"), {"code": mailed_code()})

        assert "_auth_user_id" not in client.session

    def test_nobody_with_a_switched_off_account_signs_up_again(self, client, nonaktif):
        body = {"name": "Nonaktif", "login": nonaktif.email}
        answer = client.post(reverse("account_signup"), body)

        assert answer["Location"] == reverse("account_confirm_login_code")
        assert not re.search(r"\b\d{6}\b", mail.outbox[-1].body)
        assert User.objects.filter(email=nonaktif.email).count() == 1


class TestNobodyIsSentElsewhere:
    @staticmethod
    def stays(response):
        place = response.get("Location", "/")
        return re.match(r"/(?![/\\])", place) and "jahat" not in place.partition("?")[0]

    @pytest.mark.parametrize("wanted", ELSEWHERE)
    def test_by_password(self, client, siti, wanted):
        body = {"login": has_password(siti).email, "password": PASSWORD, "next": wanted}

        assert self.stays(client.post(reverse("account_login"), body))

    @pytest.mark.parametrize("wanted", ELSEWHERE)
    def test_by_code(self, client, siti, wanted):
        body = {"login": siti.email, "next": wanted}
        asked = client.post(reverse("account_request_login_code"), body)
        body = {"code": mailed_code(), "next": wanted}
        confirmed = client.post(reverse("account_confirm_login_code"), body)

        assert self.stays(asked)
        assert self.stays(confirmed)
        assert is_in(client)

    @pytest.mark.parametrize("wanted", ELSEWHERE)
    def test_by_a_link_on_any_page_of_the_entrance(self, siti, client_of, wanted):
        names = ("account_login", "account_signup", "account_logout", "account_reauthenticate")
        for visitor in (Client(), client_of(has_password(siti))):
            for name in names:
                for response in (
                    visitor.get(reverse(name), {"next": wanted}),
                    visitor.post(reverse(name), {"next": wanted, "password": PASSWORD}),
                ):
                    if response.status_code != 400:  # refused at the door
                        assert self.stays(response), name
                        assert 'href="' + wanted not in response.content.decode(), name


def test_a_password_of_an_account_that_is_gone_is_just_wrong(client):
    user = UserFactory(email="hapus@contoh.id", password=PASSWORD)
    user.delete()

    answer = client.post(
        reverse("account_login"), {"login": "hapus@contoh.id", "password": PASSWORD}
    )

    assert "belum cocok" in answer.content.decode()
