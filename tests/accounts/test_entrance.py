"""Coming in: by a typed code or a password, by e-mail or phone, and what stops others from it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from klik_portal.accounts import phones
from klik_portal.accounts.models import User
from klik_portal.accounts.roles import Role
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
SAME_NUMBER = (
    "081234567890",
    "0812-3456-7890",
    "0812 3456 7890",
    "+62 812 3456 7890",
    "6281234567890",
)
PASSWORD = "sungai-mahakam-7"


@pytest.fixture(autouse=True)
def _nobody_tried_before():
    cache.clear()


@pytest.fixture
def siti():
    return UserFactory(email="siti@contoh.id", phone="+6281234567890", password=PASSWORD)


def signed_in_as(client):
    return client.session.get("_auth_user_id")


def ask_code(client, login="siti@contoh.id"):
    return client.post(reverse("account_request_login_code"), {"login": login})


def mailed_code():
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body).group()


def type_code(client, code):
    return client.post(reverse("account_confirm_login_code"), {"code": code})


def by_password(client, login, password=PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": login, "password": password}, **extra)


class TestPhoneNumbers:
    @pytest.mark.parametrize("typed", SAME_NUMBER)
    def test_one_number_however_it_is_written(self, typed):
        assert phones.normal_form(typed) == "+6281234567890"

    @pytest.mark.parametrize(
        "typed", ["", "12", "0812", "bukan nomor", "0812345678901234567890", "+62"]
    )
    def test_what_is_no_number_is_refused(self, typed):
        with pytest.raises(ValueError, match="no number"):
            phones.normal_form(typed)

    @pytest.mark.parametrize("typed", SAME_NUMBER)
    def test_a_password_works_with_the_number_as_people_write_it(self, client, siti, typed):
        by_password(client, typed)

        assert signed_in_as(client) == str(siti.pk)


class TestCodeByMail:
    def test_the_typed_code_opens_the_door(self, client, siti):
        ask_code(client)

        type_code(client, mailed_code())

        assert mail.outbox[-1].to == ["siti@contoh.id"]
        assert signed_in_as(client) == str(siti.pk)

    def test_a_code_works_once(self, client, siti):
        ask_code(client)
        code = mailed_code()
        type_code(client, code)
        client.post(reverse("account_logout"))

        type_code(client, code)

        assert signed_in_as(client) is None

    def test_a_code_dies_after_ten_minutes(self, client, siti, time_machine):
        ask_code(client)
        time_machine.move_to(datetime.now(UTC) + timedelta(minutes=10, seconds=1))

        type_code(client, mailed_code())

        assert signed_in_as(client) is None

    def test_five_wrong_tries_spend_a_code(self, client, siti):
        ask_code(client)
        right = mailed_code()
        wrong = "000000" if right != "000000" else "111111"
        for _try in range(5):
            type_code(client, wrong)

        type_code(client, right)

        assert signed_in_as(client) is None

    def test_whoever_became_staff_meanwhile_needs_a_password(self, client, siti):
        ask_code(client)
        User.objects.filter(pk=siti.pk).update(role=Role.OFFICER)

        type_code(client, mailed_code())

        assert signed_in_as(client) is None

    def test_a_flood_over_many_accounts_slows_down_together(self, client, siti, settings):
        settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "sign_in_total": "3/m/key"}
        for number in range(3):
            by_password(Client(REMOTE_ADDR=f"10.0.0.{number}"), f"orang{number}@contoh.id", "salah")

        refused = by_password(client, "siti@contoh.id")

        assert "Terlalu banyak percobaan" in refused.content.decode()

    def test_somebody_elses_browser_cannot_use_it(self, client, siti):
        ask_code(client)

        other = Client()
        type_code(other, mailed_code())

        assert signed_in_as(other) is None

    def test_the_session_gets_a_new_key(self, client, siti):
        ask_code(client)
        before = client.session.session_key

        type_code(client, mailed_code())

        assert client.session.session_key != before

    @pytest.mark.parametrize(
        "login", ["siti@contoh.id", "tidak.ada@contoh.id", "budi@contoh.id", "081299998888"]
    )
    def test_nobody_learns_whether_an_account_exists(self, client, siti, budi, login):
        answer = ask_code(client, login)
        page = client.get(answer["Location"])

        assert answer["Location"] == reverse("account_confirm_login_code")
        assert page.status_code == 200
        assert "tidak terdaftar" not in page.content.decode()

    def test_staff_get_no_code_by_mail(self, client, budi):
        ask_code(client, "budi@contoh.id")

        assert not re.search(r"\d{6}", mail.outbox[-1].body)
        assert "masuk dengan kata sandi" in mail.outbox[-1].body

    def test_asking_too_often_for_one_account_is_refused_wherever_one_asks_from(self, client, siti):
        answers = [
            Client(REMOTE_ADDR=f"10.0.0.{number}").post(
                reverse("account_request_login_code"), {"login": "siti@contoh.id"}
            )
            for number in range(4)
        ]

        assert len(mail.outbox) == 3
        assert "Terlalu banyak percobaan" in answers[-1].content.decode()

    def test_a_mail_server_that_is_away_is_said_on_the_page(self, client, siti, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

        page = client.get(ask_code(client)["Location"])

        assert "Surel sedang tidak dapat dikirim" in page.content.decode()


class TestSigningUp:
    def sign_up(self, client, login, name="Siti Aminah"):
        return client.post(reverse("account_signup"), {"name": name, "login": login})

    def test_a_name_and_an_address_are_enough(self, client):
        self.sign_up(client, "Baru@Contoh.id")
        type_code(client, mailed_code())

        user = User.objects.get(email="baru@contoh.id")
        assert (user.name, user.role) == ("Siti Aminah", Role.APPLICANT)
        assert signed_in_as(client) == str(user.pk)

    def test_signing_up_twice_leads_to_the_same_account(self, client, siti):
        self.sign_up(client, "siti@contoh.id", name="Bukan Siti")
        type_code(client, mailed_code())

        siti.refresh_from_db()
        assert (User.objects.count(), siti.name) == (1, siti.name)
        assert siti.name != "Bukan Siti"
        assert signed_in_as(client) == str(siti.pk)

    def test_a_name_is_one_line_in_its_own_reading_order(self, client):
        self.sign_up(client, "x@contoh.id", name="Siti\r\nBcc: y@contoh.id \u202eAminah")

        assert User.objects.get().name == "Siti Bcc: y@contoh.id Aminah"

    def test_a_role_cannot_be_asked_for(self, client):
        client.post(
            reverse("account_signup"),
            {"name": "X", "login": "x@contoh.id", "role": "coordinator", "is_staff": "1"},
        )

        assert User.objects.get().role == Role.APPLICANT

    @pytest.mark.parametrize(
        ("login", "sentence"),
        [
            ("bukan surel@", "Alamat surel ini belum lengkap"),
            ("0812", "Tulis alamat surel atau nomor HP"),
            ("siti\x00@contoh.id", "Ada karakter yang tidak dikenal"),
        ],
    )
    def test_a_wrong_address_is_explained_and_kept(self, client, login, sentence):
        answer = self.sign_up(client, login)

        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert "Siti Aminah" in answer.content.decode()
        assert not User.objects.exists()


class TestPasswords:
    def test_wrong_passwords_lock_the_account_not_the_village(self, client, siti):
        joko = UserFactory(email="joko@contoh.id", password=PASSWORD)
        for _try in range(5):
            by_password(client, "siti@contoh.id", "salah-sekali")

        refused = by_password(client, "siti@contoh.id")
        by_password(client, "joko@contoh.id")

        assert "Terlalu banyak percobaan" in refused.content.decode()
        assert signed_in_as(client) == str(joko.pk)

    def test_the_same_answer_for_a_wrong_password_and_an_unknown_account(self, client, siti):
        known = by_password(client, "siti@contoh.id", "salah").content.decode()
        unknown = by_password(client, "tidak.ada@contoh.id", "salah").content.decode()

        sentence = "Surel, nomor HP, atau kata sandi belum cocok"
        assert sentence in known
        assert sentence in unknown

    def test_a_new_password_ends_the_other_sessions(self, siti, client_of):
        here, elsewhere = client_of(siti), client_of(siti)
        new = "perahu-ketinting-9"

        here.post(
            reverse("account_change_password"),
            {"oldpassword": PASSWORD, "password1": new, "password2": new},
        )

        assert here.get(reverse("desks:home")).status_code == 200
        assert elsewhere.get(reverse("desks:home")).status_code == 302

    def test_staff_need_twelve_characters_applicants_eight(self, siti, budi, client_of):
        short = "kapal-jati"
        for user, is_kept in ((siti, True), (budi, False)):
            user.set_password(PASSWORD)
            user.save()
            client_of(user).post(
                reverse("account_change_password"),
                {"oldpassword": PASSWORD, "password1": short, "password2": short},
            )
            user.refresh_from_db()
            assert user.check_password(short) is is_kept

    def test_somebody_new_at_the_office_sets_a_password_by_mail(self, client):
        user = User.objects.create_user("baru@contoh.id", name="Petugas Baru", role=Role.OFFICER)

        client.post(reverse("account_reset_password"), {"email": "baru@contoh.id"})
        link = re.search(r"http://[^/]+(/masuk/lupa/\S+)", mail.outbox[-1].body).group(1)
        page = client.get(link, follow=True)
        new = "perahu-ketinting-9"
        client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})

        user.refresh_from_db()
        assert user.check_password(new)

    def test_asking_for_a_link_tells_nobody_whether_the_account_exists(self, client, siti):
        known = client.post(reverse("account_reset_password"), {"email": "siti@contoh.id"})
        unknown = client.post(reverse("account_reset_password"), {"email": "tidak.ada@contoh.id"})

        assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


class TestDoors:
    @pytest.mark.parametrize(
        "wanted", ["https://jahat.example/", "//jahat.example", "javascript:alert(1)"]
    )
    def test_nobody_is_sent_to_another_site(self, client, siti, wanted):
        answer = client.post(
            reverse("account_login") + f"?next={wanted}",
            {"login": "siti@contoh.id", "password": PASSWORD, "next": wanted},
        )

        assert answer["Location"].startswith("/")
        assert not answer["Location"].startswith("//")

    def test_one_returns_to_the_page_one_wanted(self, client, siti):
        wanted = reverse("notifications:inbox")

        answer = client.post(
            client.get(wanted)["Location"],
            {"login": "siti@contoh.id", "password": PASSWORD, "next": wanted},
        )

        assert answer["Location"] == wanted

    def test_a_switched_off_account_does_not_come_in(self, client, siti):
        siti.is_active = False
        siti.save()

        by_password(client, "siti@contoh.id")

        assert signed_in_as(client) is None

    def test_a_switched_off_account_is_out_with_its_next_request(self, siti, client_of):
        client = client_of(siti)
        assert client.get(reverse("desks:home")).status_code == 200

        User.objects.filter(pk=siti.pk).update(is_active=False)

        assert client.get(reverse("desks:home")).status_code == 302

    def test_a_changed_role_ends_the_session(self, budi, client_of):
        client = client_of(budi)
        assert client.get(reverse("accreditation:queue")).status_code == 200

        User.objects.filter(pk=budi.pk).update(role=Role.APPLICANT)

        assert client.get(reverse("accreditation:queue")).status_code == 302

    @pytest.mark.parametrize(
        "name",
        [
            "account_login",
            "account_request_login_code",
            "account_signup",
            "account_reset_password",
            "accounts:handed-code",
        ],
    )
    def test_bad_bytes_are_a_sentence_never_a_fault(self, client, siti, name):
        poison = dict.fromkeys(("login", "password", "name", "email", "code"), "siti\x00@contoh.id")

        answer = client.post(reverse(name), poison)

        assert answer.status_code in (200, 422)
        assert "karakter" in answer.content.decode()
