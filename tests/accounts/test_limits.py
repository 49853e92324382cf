"""How often one may try: counted per account and per address, in the database, for everybody alike."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "sungai-mahakam-7"
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
TOO_OFTEN = "Terlalu banyak percobaan"
RIGHT, WRONG = PASSWORD, "salah-sekali"
LOGINS = {
    "an applicant": "siti@contoh.id",
    "staff": "budi@contoh.id",
    "nobody": "tidak.ada@contoh.id",
    "an applicant's phone": "0812 3456 7890",
    "nobody's phone": "0812 9999 8888",
}


@pytest.fixture(autouse=True)
def _nobody_tried_before():
    cache.clear()


@pytest.fixture
def siti():
    return UserFactory(email="siti@contoh.id", phone="+6281234567890", password=PASSWORD)


def by_password(login, password, client=None, **extra):
    client = client or Client()
    body = {"login": login, "password": password}
    return client.post(reverse("account_login"), body, **extra).content.decode()


def ask_code(client, login, **extra):
    return client.post(reverse("account_request_login_code"), {"login": login}, **extra)


def type_code(client, code):
    return client.post(reverse("account_confirm_login_code"), {"code": code})


def opens(login, password=RIGHT):
    client = Client()
    by_password(login, password, client)
    return "_auth_user_id" in client.session


class TestPerAccount:
    def test_wrong_passwords_with_one_number_leave_other_numbers_alone(self, siti):
        UserFactory(phone="+6281234567891", password=PASSWORD)
        for _try in range(5):
            by_password("081234567890", WRONG)

        assert not opens("081234567890")
        assert opens("081234567891")

    def test_a_number_counts_as_one_however_it_is_written(self, siti):
        for typed in ("081234567890", "0812-3456-7890", "+62 812 3456 7890", "6281234567890"):
            by_password(typed, WRONG)
        by_password("0812 3456 7890", WRONG)

        assert TOO_OFTEN in by_password("(0812) 3456-7890", RIGHT)

    def test_an_address_counts_as_one_in_capitals_too(self, siti):
        for typed in ("siti@contoh.id", "SITI@contoh.id", "Siti@Contoh.id") * 2:
            by_password(typed, WRONG)

        assert TOO_OFTEN in by_password("siti@contoh.id", RIGHT)

    def test_it_does_not_matter_from_where_one_tries(self, siti):
        for number in range(5):
            by_password("siti@contoh.id", WRONG, REMOTE_ADDR=f"10.0.0.{number}")

        assert TOO_OFTEN in by_password("siti@contoh.id", RIGHT, REMOTE_ADDR="10.0.0.99")

    def test_coming_in_costs_no_try(self, siti):
        for _time in range(7):
            assert opens("siti@contoh.id")

    def test_after_five_minutes_one_may_try_again(self, siti, time_machine):
        for _try in range(6):
            by_password("siti@contoh.id", WRONG)
        time_machine.move_to(datetime.now(UTC) + timedelta(minutes=5, seconds=1))

        assert opens("siti@contoh.id")

    def test_unknown_accounts_are_counted_like_known_ones(self, siti):
        for login in ("siti@contoh.id", "tidak.ada@contoh.id"):
            answers = [by_password(login, WRONG) for _try in range(6)]
            assert [TOO_OFTEN in answer for answer in answers] == [False] * 5 + [True]

    def test_a_code_read_out_by_an_officer_is_no_way_round(self, siti):
        body = {"login": "081234567890", "code": "12345678"}
        answers = [
            Client().post(reverse("accounts:handed-code"), body).content.decode()
            for _try in range(6)
        ]

        assert [TOO_OFTEN in answer for answer in answers] == [False] * 5 + [True]

    def test_a_code_sent_anew_brings_no_new_tries_beyond_a_dozen(self, siti, time_machine):
        answers = []
        for minute in range(4):
            time_machine.move_to(NOW + timedelta(minutes=minute))
            client = Client()
            ask_code(client, "siti@contoh.id", REMOTE_ADDR=f"10.0.1.{minute}")
            answers += [type_code(client, "x").status_code for _try in range(4)]

        assert answers == [200] * 12 + [429] * 4

    def test_then_even_the_right_code_waits_ten_minutes(self, siti, time_machine):
        time_machine.move_to(NOW)
        for _time in range(3):
            spoiler = Client()
            ask_code(spoiler, "siti@contoh.id")
            for _try in range(4):
                type_code(spoiler, "x")
        time_machine.move_to(NOW + timedelta(minutes=2))
        client = Client()
        ask_code(client, "siti@contoh.id")
        code = re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]

        assert type_code(client, code).status_code == 429
        time_machine.move_to(NOW + timedelta(minutes=10, seconds=1))
        assert type_code(client, code).status_code == 302

    def test_many_requests_at_once_with_one_session_share_the_dozen(self, siti):
        client = Client()
        ask_code(client, "siti@contoh.id")
        session, kept = client.session, dict(client.session.items())
        answers = []
        for _request in range(14):  # each still reads the counter that the first one read
            session.update(kept)
            session.save()
            answers.append(type_code(client, "x").status_code)

        assert answers == [200] * 12 + [429] * 2


class TestPerAddress:
    @pytest.mark.parametrize("name", ["account_request_login_code", "account_signup"])
    def test_one_address_cannot_ask_for_everybody(self, client, name):
        for number in range(60):
            body = {"name": "Siti", "login": f"orang{number}@contoh.id"}
            Client().post(reverse(name), body)
        sent = len(mail.outbox)

        answer = client.post(reverse(name), {"name": "Siti", "login": "lain@contoh.id"})
        elsewhere = ask_code(Client(), "lain@contoh.id", REMOTE_ADDR="10.0.0.2")

        assert TOO_OFTEN in answer.content.decode()
        assert (sent, len(mail.outbox)) == (60, 61)
        assert elsewhere.status_code == 302

    def test_a_header_anybody_can_send_makes_no_new_address(self, siti):
        for number in range(60):
            ask_code(
                Client(), f"orang{number}@contoh.id", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}"
            )

        answer = ask_code(Client(), "lain@contoh.id", HTTP_X_FORWARDED_FOR="203.0.113.250")

        assert TOO_OFTEN in answer.content.decode()


def test_tries_are_rows_that_every_machine_sees(siti):
    def rows():
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM klik_cache")
            return cursor.fetchone()[0]

    before = rows()
    by_password("siti@contoh.id", WRONG)

    assert rows() > before


class TestTheSameForEverybody:
    """Word for word: what differs is only what the person typed."""

    @staticmethod
    def words(response, login):
        page = response.content.decode()
        typed = {login, login.replace(" ", ""), "+62" + login.replace(" ", "")[1:]}
        for text in sorted(typed, key=len, reverse=True):
            page = page.replace(text, "LOGIN")
        return re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", page)

    def answers(self, login):
        client = Client()
        confirm = reverse("account_confirm_login_code")
        asked = ask_code(client, login)
        yield asked.status_code, asked["Location"]
        yield self.words(client.get(confirm), login)
        for _time in range(3):  # a new code, again, and once more than is given
            again = client.post(confirm, {"action": "resend"})
            yield again.status_code, again.get("Location")
        yield self.words(client.get(confirm), login)
        for _try in range(4):
            wrong = client.post(confirm, {"code": "x"})
            yield wrong.status_code, wrong.get("Location"), self.words(wrong, login)

    @pytest.mark.parametrize("other", ["staff", "nobody"])
    def test_asking_for_a_code_by_mail(self, siti, budi, other):
        assert list(self.answers(LOGINS[other])) == list(self.answers(LOGINS["an applicant"]))

    def test_asking_for_a_code_by_phone(self, siti):
        assert list(self.answers(LOGINS["nobody's phone"])) == list(
            self.answers(LOGINS["an applicant's phone"])
        )

    @pytest.mark.parametrize("other", ["staff", "nobody", "nobody's phone"])
    def test_a_wrong_password(self, siti, budi, other):
        pages = []
        for who in (other, "an applicant"):
            body = {"login": LOGINS[who], "password": WRONG}
            pages.append(self.words(Client().post(reverse("account_login"), body), LOGINS[who]))

        assert pages[0] == pages[1]

    @pytest.mark.parametrize("other", ["staff", "nobody", "nobody's phone"])
    def test_a_wrong_code_from_an_officer(self, siti, budi, other):
        pages = []
        for who in (other, "an applicant"):
            body = {"login": LOGINS[who], "code": "12345678"}
            pages.append(
                self.words(Client().post(reverse("accounts:handed-code"), body), LOGINS[who])
            )

        assert pages[0] == pages[1]

    @pytest.mark.parametrize("login", ["siti@contoh.id", "budi@contoh.id", "baru@contoh.id"])
    def test_signing_up(self, client, siti, budi, login):
        answer = client.post(reverse("account_signup"), {"name": "Siti", "login": login})

        assert (answer.status_code, answer["Location"]) == (
            302,
            reverse("account_confirm_login_code"),
        )
        assert mail.outbox[-1].to == [login]
