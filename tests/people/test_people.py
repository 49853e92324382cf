"""The coordinator looks after accounts; nobody locks the office out, nobody raises himself."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from klik_portal.accounts.models import User
from klik_portal.accounts.roles import Role
from klik_portal.audit.models import AuditEvent
from klik_portal.core import once
from klik_portal.core.verdict import Refused
from klik_portal.people import operations
from tests.factories.accreditation import MONDAY
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def create(by, role=Role.OFFICER, email="baru@contoh.id", phone=""):
    return operations.create(name="Baru", email=email, phone=phone, role=role, by=by, at=MONDAY)


def test_a_new_account_is_on_record(rina):
    user = create(rina)

    event = AuditEvent.objects.get(subject_code=str(user.pk))
    assert (event.verb, event.actor_id, event.payload["role"]) == ("created", rina.pk, "officer")
    assert not user.has_usable_password()


def test_an_address_belongs_to_one_account(rina, siti):
    with pytest.raises(Refused, match="sudah dipakai"):
        create(rina, email=siti.email.upper())


def test_staff_need_an_address_to_set_their_password(rina):
    with pytest.raises(Refused, match="perlu alamat surel"):
        create(rina, email="", phone="+6281234567890")


@pytest.mark.parametrize("name", ["siti", "budi", "kepala", "admin"])
def test_only_coordinators_make_and_change_accounts(request, joko, name):
    person = request.getfixturevalue(name)

    for change in (
        lambda: create(person),
        lambda: operations.change_role(user=joko, role=Role.OFFICER, by=person, at=MONDAY),
        lambda: operations.set_active(user=joko, active=False, by=person, at=MONDAY),
    ):
        with pytest.raises(Refused, match="Hanya koordinator"):
            change()


def test_nobody_changes_their_own_account(rina):
    UserFactory(role=Role.COORDINATOR)

    with pytest.raises(Refused, match="koordinator lain"):
        operations.change_role(user=rina, role=Role.HEAD, by=rina, at=MONDAY)


def test_a_coordinator_always_stays(rina):
    other = UserFactory(role=Role.COORDINATOR)
    operations.set_active(user=rina, active=False, by=other, at=MONDAY)
    stale = User.objects.get(pk=other.pk)

    with pytest.raises(Refused, match="satu koordinator"):
        operations.change_role(user=stale, role=Role.OFFICER, by=rina, at=MONDAY)


def test_the_server_role_is_not_the_coordinators_to_give_or_take(rina, siti, admin):
    for change in (
        lambda: create(rina, role=Role.SYSADMIN),
        lambda: operations.change_role(user=siti, role=Role.SYSADMIN, by=rina, at=MONDAY),
        lambda: operations.change_role(user=admin, role=Role.APPLICANT, by=rina, at=MONDAY),
    ):
        with pytest.raises(Refused, match="di server"):
            change()


def test_a_changed_role_counts_from_the_next_request(client_of, rina, budi):
    client, officer = client_of(rina), client_of(budi)
    assert officer.get(reverse("accreditation:queue")).status_code == 200

    client.post(reverse("people:user-detail", args=[budi.public_id]), {"role": "head"})

    assert officer.get(reverse("accreditation:queue")).status_code == 302
    assert User.objects.get(pk=budi.pk).role == Role.HEAD


def test_people_are_found_by_name_address_or_number_as_it_is_written(client_of, rina):
    UserFactory(name="Wati Rahayu", email="wati@contoh.id", phone="+6281255556666")
    client = client_of(rina)

    for words in ("rahayu", "WATI@", "0812555"):
        assert (
            "Wati Rahayu" in client.get(reverse("people:user-list"), {"q": words}).content.decode()
        )
    assert (
        "Wati Rahayu" not in client.get(reverse("people:user-list"), {"q": "siti"}).content.decode()
    )


def test_a_refused_account_keeps_what_was_typed(client_of, rina):
    answer = client_of(rina).post(
        reverse("people:user-new"),
        {"name": "Pak Baru", "role": "officer", "phone": "0812 1111 2222"},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "perlu alamat surel" in page
    assert "Pak Baru" in page
    assert "0812 1111 2222" in page


def test_the_first_coordinator_comes_from_the_server():
    call_command("create_staff", "Rina@contoh.id", name="Rina", role="coordinator")

    user = User.objects.get()
    assert (user.email, user.role, user.has_usable_password()) == (
        "rina@contoh.id",
        "coordinator",
        False,
    )
    assert AuditEvent.objects.get().actor_name == "Klik"


def test_a_second_one_with_the_same_address_is_refused(rina):
    with pytest.raises(CommandError, match="sudah dipakai"):
        call_command("create_staff", rina.email, name="Rina", role="officer")


def test_who_joins_the_office_needs_an_address(rina):
    wati = UserFactory(email=None, phone="+6281255556666")

    with pytest.raises(Refused, match="perlu alamat surel"):
        operations.change_role(user=wati, role=Role.OFFICER, by=rina, at=MONDAY)


def test_who_joins_the_office_sets_a_new_password(rina):
    siti = UserFactory(password="pendek-8")
    hadi = UserFactory(password="panjang-sekali-12", role=Role.OFFICER)

    for person in (siti, hadi):
        operations.change_role(user=person, role=Role.HEAD, by=rina, at=MONDAY)

    assert not User.objects.get(pk=siti.pk).has_usable_password()
    assert User.objects.get(pk=hadi.pk).check_password("panjang-sekali-12")


def test_the_coordinator_is_told_so(client_of, rina, joko):
    page = reverse("people:user-detail", args=[joko.public_id])

    told = client_of(rina).post(page, {"role": "officer"}, follow=True).content.decode()

    assert "membuat kata sandi baru" in told


def test_every_change_is_on_record_once(rina, joko):
    for _time in range(2):
        operations.change_role(user=joko, role=Role.OFFICER, by=rina, at=MONDAY)
        operations.set_active(user=joko, active=False, by=rina, at=MONDAY)

    assert [
        (event.verb, event.actor_id, event.payload.get("previous"))
        for event in AuditEvent.objects.filter(subject_code=str(joko.pk)).order_by("pk")
    ] == [("role_changed", rina.pk, "applicant"), ("deactivated", rina.pk, None)]


class TestScreens:
    @pytest.fixture
    def pages(self, joko):
        return {
            reverse("people:user-list"): {},
            reverse("people:user-new"): {"name": "X", "role": "officer", "email": "x@contoh.id"},
            reverse("people:user-detail", args=[joko.public_id]): {"role": "officer"},
            reverse("people:user-activity", args=[joko.public_id]): {"active": "0"},
        }

    @pytest.mark.parametrize("name", ["siti", "budi", "kepala", "admin"])
    def test_do_not_exist_for_others(self, request, client_of, pages, joko, name):
        client = client_of(request.getfixturevalue(name))
        known = User.objects.count()

        for page, body in pages.items():
            assert client.get(page).status_code == 404
            assert client.post(page, body).status_code == 404

        joko.refresh_from_db()
        assert (joko.role, joko.is_active, User.objects.count()) == ("applicant", True, known)

    def test_ones_own_account_is_refused_in_a_sentence(self, client_of, rina):
        UserFactory(role=Role.COORDINATOR)
        client = client_of(rina)
        role = client.post(
            reverse("people:user-detail", args=[rina.public_id]), {"role": "officer"}
        )
        activity = client.post(
            reverse("people:user-activity", args=[rina.public_id]), {"active": "0"}, follow=True
        )

        for answer in (role, activity):
            assert "koordinator lain" in answer.content.decode()
        rina.refresh_from_db()
        assert (rina.role, rina.is_active) == (Role.COORDINATOR, True)

    @pytest.mark.parametrize("role", ["sysadmin", "", "Officer", "officer\x00", "x" * 500])
    def test_a_role_that_is_no_choice_is_refused(self, client_of, rina, joko, role):
        page = reverse("people:user-detail", args=[joko.public_id])

        answer = client_of(rina).post(page, {"role": role})

        joko.refresh_from_db()
        assert (answer.status_code, joko.role) == (422, Role.APPLICANT)

    @pytest.mark.parametrize("field", ["name", "email", "phone", "role"])
    def test_bad_bytes_are_a_sentence(self, client_of, rina, field):
        body = {"name": "X", "role": "officer", "email": "x@contoh.id", "phone": "081234567890"}
        body[field] += "\x00"

        answer = client_of(rina).post(reverse("people:user-new"), body)

        assert answer.status_code == 422
        assert not User.objects.filter(email="x@contoh.id").exists()

    def test_a_double_tap_makes_one_account(self, client_of, rina):
        client = client_of(rina)
        body = {"name": "X", "role": "officer", "email": "x@contoh.id"}
        body[once.FIELD] = once.new_key()

        answers = [client.post(reverse("people:user-new"), body) for _tap in range(2)]

        assert [answer.status_code for answer in answers] == [302, 302]
        assert answers[0]["Location"] == answers[1]["Location"]
        assert User.objects.filter(email="x@contoh.id").count() == 1

    def test_an_account_switched_off_is_out_and_back_after_signing_in(self, client_of, rina, joko):
        office, visitor = client_of(rina), client_of(joko)
        page = reverse("people:user-activity", args=[joko.public_id])

        seen = []
        for active in ("0", "1"):
            office.post(page, {"active": active})
            seen.append(visitor.get(reverse("desks:home")).status_code)

        assert seen[0] == 302
        assert client_of(joko).get(reverse("desks:home")).status_code == 200

    @pytest.mark.parametrize(
        "words", ["0812-5555-6666", "+62 812 5555", "62812 5555", "0812 5555", "5555-6666"]
    )
    def test_a_number_is_found_as_it_is_written(self, client_of, rina, words):
        UserFactory(name="Wati Rahayu", phone="+6281255556666")
        UserFactory(name="Orang Lain", phone="+6281300001111")

        page = client_of(rina).get(reverse("people:user-list"), {"q": words}).content.decode()

        assert "Wati Rahayu" in page
        assert "Orang Lain" not in page

    @pytest.mark.parametrize("words", ["0", "+62", "wati2"])
    def test_words_that_are_no_part_of_a_number_find_no_number(self, client_of, rina, words):
        UserFactory(name="Orang Lain", email="lain@contoh.id", phone="+6281300002222")

        page = client_of(rina).get(reverse("people:user-list"), {"q": words}).content.decode()

        assert "Orang Lain" not in page

    def test_no_inline_code_and_names_stay_text(self, client_of, rina, joko):
        User.objects.filter(pk=joko.pk).update(name="<script>alert(1)</script>")
        client = client_of(rina)
        names = ("people:user-list", "people:user-new", "people:hand-code")
        detail = reverse("people:user-detail", args=[joko.public_id])

        for page in (*(reverse(name) for name in names), detail):
            html = client.get(page).content.decode()
            assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script>", html), page


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_coordinators_who_switch_each_other_off_at_once_leave_one(rina):
    other = UserFactory(role=Role.COORDINATOR)
    start = Barrier(2)

    def switch_off(by, user):
        start.wait()
        try:
            operations.set_active(user=user, active=False, by=by, at=MONDAY)
        except Refused as refused:
            return str(refused)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(switch_off, (rina, other), (other, rina)))

    assert results.count("done") == 1
    assert User.objects.active().filter(role=Role.COORDINATOR).count() == 1
