"""An officer reads a code to somebody without e-mail: single use, short-lived, never for staff."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.urls import reverse

from klik_portal.accounts import operations as accounts
from klik_portal.audit.models import AuditEvent
from klik_portal.core import clock, once
from klik_portal.core.verdict import Refused
from klik_portal.people import operations
from tests.factories.accreditation import MONDAY
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_tried_before():
    cache.clear()


@pytest.fixture
def wati():
    return UserFactory(email=None, phone="+6281255556666", name="Wati")


def redeem(code, login="+6281255556666", at=MONDAY):
    return accounts.redeem_handed_code(login=login, code=code, at=at)


def test_it_opens_the_door_once(wati, budi):
    code = operations.hand_code(user=wati, by=budi, at=MONDAY)

    assert redeem(code) == wati
    assert redeem(code) is None


def test_it_is_on_record_without_the_code(wati, budi):
    code = operations.hand_code(user=wati, by=budi, at=MONDAY)

    event = AuditEvent.objects.get(verb="code_handed")
    assert (event.actor_id, event.subject_code) == (budi.pk, str(wati.pk))
    assert code not in str(event.payload)
    assert code not in wati.handed_codes.get().code_hash


def test_it_dies_after_half_an_hour(wati, budi):
    code = operations.hand_code(user=wati, by=budi, at=MONDAY)

    assert redeem(code, at=MONDAY + timedelta(minutes=30)) is None


def test_a_newer_code_replaces_it(wati, budi):
    old = operations.hand_code(user=wati, by=budi, at=MONDAY)
    operations.hand_code(user=wati, by=budi, at=MONDAY + timedelta(minutes=1))

    assert redeem(old, at=MONDAY + timedelta(minutes=2)) is None


def test_five_wrong_tries_spend_it(wati, budi):
    code = operations.hand_code(user=wati, by=budi, at=MONDAY)
    for _try in range(5):
        redeem("0" * 8 if code != "0" * 8 else "1" * 8)

    assert redeem(code) is None


def test_it_belongs_to_one_person(wati, budi):
    UserFactory(email=None, phone="+6281277778888")
    code = operations.hand_code(user=wati, by=budi, at=MONDAY)

    assert redeem(code, login="+6281277778888") is None


def test_staff_get_none(rina, budi):
    with pytest.raises(Refused, match="hanya untuk akun pemohon"):
        operations.hand_code(user=rina, by=budi, at=MONDAY)


def test_only_the_office_hands_them_out(wati, siti, kepala):
    for person in (siti, kepala):
        with pytest.raises(Refused, match="Hanya petugas"):
            operations.hand_code(user=wati, by=person, at=MONDAY)


def test_it_is_typed_with_the_number_as_people_write_it(client, client_of, wati, budi):
    page = client_of(budi).post(
        reverse("people:hand-code"), {"login": "0812-5555-6666"}, follow=True
    )
    code = page.context["code"]

    client.post(reverse("accounts:handed-code"), {"login": "0812 5555 6666", "code": code})

    assert client.session["_auth_user_id"] == str(wati.pk)


def test_a_wrong_code_is_a_sentence_and_keeps_the_number(client, wati):
    answer = client.post(
        reverse("accounts:handed-code"), {"login": "0812 5555 6666", "code": "12345678"}
    )

    assert answer.status_code == 422
    assert "Nomor atau kode belum cocok" in answer.content.decode()
    assert "0812 5555 6666" in answer.content.decode()


def typed_in(client, user, budi):
    code = operations.hand_code(user=user, by=budi, at=clock.now())
    return client.post(reverse("accounts:handed-code"), {"login": user.phone, "code": code})


def test_the_session_gets_a_new_key(client, wati, budi):
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = "x"
    session.save()
    before = session.session_key

    typed_in(client, wati, budi)

    assert client.session.session_key != before
    assert client.session["_auth_user_id"] == str(wati.pk)


def test_who_has_a_second_factor_is_still_asked_for_it(client, wati, budi):
    TOTP.activate(wati, generate_totp_secret())

    answer = typed_in(client, wati, budi)

    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get(reverse("desks:home")).status_code == 302


def test_a_code_does_not_outlive_the_account_or_the_role(wati, budi):
    for change in ({"is_active": False}, {"is_active": True, "role": "officer"}):
        code = operations.hand_code(user=wati, by=budi, at=MONDAY)
        type(wati).objects.filter(pk=wati.pk).update(**change)

        assert redeem(code) is None


def test_it_is_shown_once_and_to_nobody_else(client_of, wati, budi, rina):
    office = client_of(budi)
    page = reverse("people:hand-code")
    answer = office.post(page, {"login": wati.phone})

    assert not client_of(rina).get(page).context["code"]
    code = office.get(answer["Location"]).context["code"]
    assert len(code) == 8
    assert code not in office.get(page).content.decode()


def test_a_double_tap_makes_one_code(client_of, wati, budi):
    office = client_of(budi)
    body = {"login": wati.phone, once.FIELD: once.new_key()}

    answers = [office.post(reverse("people:hand-code"), body) for _tap in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert wati.handed_codes.count() == 1
    code = office.get(answers[1]["Location"]).context["code"]
    assert redeem(code, at=clock.now()) == wati


def test_for_a_colleague_the_screen_says_why_not(client_of, budi, rina):
    answer = client_of(budi).post(reverse("people:hand-code"), {"login": rina.email})

    assert answer.status_code == 422
    assert "hanya untuk akun pemohon" in answer.content.decode()


@pytest.mark.parametrize("code", ["", "1", "1234567\x00", "１２３４５６７８", "9" * 5000, "<b>"])
def test_what_is_no_code_is_a_sentence(client, wati, code):
    answer = client.post(reverse("accounts:handed-code"), {"login": wati.phone, "code": code})

    assert answer.status_code == 422
    assert "_auth_user_id" not in client.session
