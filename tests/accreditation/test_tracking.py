"""Following a request with its number and tracking code: the state, and nothing about people."""

import re

import pytest
from django.urls import reverse

from accreditation import tracking
from accreditation.models import Application
from accreditation.operations import applications
from accreditation.workflow import State, Turn
from klik_portal.notifications.models import OutboxMessage
from libraries.operations import memberships
from tests.factories.accreditation import MONDAY, ApplicationFactory, add_papers

pytestmark = pytest.mark.django_db
URL = "/lacak/"
WRONG = "Nomor dan kode lacak tidak cocok."


@pytest.fixture
def case(enggelam, siti, budi):
    return ApplicationFactory(
        library=enggelam, state=State.MENTORING, created_by=siti, assigned_to=budi, turn=Turn.APPLICANT,
        next_step="Telepon Bu Siti di 0812 3456 7801.",
    )  # fmt: skip


def asked(client, number, secret):
    return client.post(URL, {"number": number, "secret": secret})


def test_the_right_code_shows_state_turn_next_step_and_date(case, client):
    page = asked(client, case.code, case.tracking_code).content.decode()

    for told in (
        "Pendampingan",
        "Perpustakaan pemohon",
        "Perpustakaan mengerjakan langkah yang sudah disepakati dengan petugas.",
        "Senin, 23 November 2026",
    ):
        assert told in page


@pytest.mark.parametrize(
    ("turn", "sentence", "told"),
    [
        (Turn.APPLICANT, "", "Pilih waktu konsultasi dengan petugas, lewat Zoom atau telepon."),
        (Turn.OFFICER, "Zoom pada Senin.", "Petugas mengerjakan langkah pendampingan berikutnya."),
    ],
)
def test_the_step_in_mentoring_fits_whose_turn_it_is(case, client, turn, sentence, told):
    Application.objects.update(turn=turn, next_step=sentence)

    assert told in asked(client, case.code, case.tracking_code).content.decode()


def test_nothing_about_people_or_the_library_is_shown(case, client):
    page = asked(client, case.code, case.tracking_code).content.decode()

    for hidden in ("Siti", "Budi", "0812", case.library.name, case.library.desa.name):
        assert hidden not in page


def test_small_letters_and_a_forgotten_dash_do_not_matter(case, client):
    typed = case.tracking_code.replace("-", " ").lower()

    assert asked(client, f" {case.code.lower()} ", typed).status_code == 200


def test_wrong_unknown_and_draft_get_the_same_answer(case, enggelam, client):
    draft = ApplicationFactory()
    pages = [
        asked(client, case.code, "AAAA-AAAA"),
        asked(client, "KLK-2026-9999", case.tracking_code),
        asked(client, draft.code, draft.tracking_code),
    ]

    told = {re.sub(r'value="[^"]*"', "", page.content.decode()) for page in pages}
    assert {page.status_code for page in pages} == {422}
    assert len(told) == 1
    assert WRONG in told.pop()


def test_the_code_is_not_kept_with_the_request_and_differs_by_request_and_round(case):
    case.refresh_from_db()
    other = ApplicationFactory(state=State.MENTORING)

    kept = {str(value) for value in Application.objects.filter(pk=case.pk).values()[0].values()}
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", case.tracking_code)
    assert case.tracking_code not in kept
    assert len({case.tracking_code, other.tracking_code, tracking.secret_of(case.code, 1)}) == 3


def test_a_code_survives_a_new_server_key_as_long_as_the_old_one_is_named(case, settings):
    code = case.tracking_code
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "baru" * 20

    assert tracking.fits(code, case.code, 0)
    settings.SECRET_KEY_FALLBACKS = []
    assert not tracking.fits(code, case.code, 0)


def test_who_leaves_the_library_leaves_the_code_behind(case, siti, budi, client):
    known = case.tracking_code
    memberships.end(membership=siti.memberships.get(), reason="Pindah tugas.", by=budi, at=MONDAY)
    case.refresh_from_db()

    assert asked(client, case.code, known).status_code == 422
    assert asked(client, case.code, case.tracking_code).status_code == 200


def test_somebody_who_tries_on_and_on_is_slowed_down(case, client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"track": "3/m/ip", "track_total": "100/m/key"}

    codes = [asked(client, case.code, "AAAA-AAAA").status_code for _ in range(4)]

    assert codes == [422, 422, 422, 429]


def test_the_receipt_shows_the_code_and_a_text_to_send_on(case, siti, client_of):
    page = client_of(siti).get(reverse("accreditation:application-receipt", args=[case.code]))

    assert case.tracking_code in page.content.decode()
    assert "/lacak/" in page.context["tracking_text"]


def test_the_receipt_promises_a_first_answer_only_while_one_is_due(case, siti, client_of):
    url = reverse("accreditation:application-receipt", args=[case.code])
    page = client_of(siti).get(url).content.decode()

    assert "Petugas memeriksa berkas" not in page
    assert "Perpustakaan mengerjakan langkah yang sudah disepakati" in page

    Application.objects.filter(pk=case.pk).update(state=State.SUBMITTED)
    assert "Petugas memeriksa berkas" in client_of(siti).get(url).content.decode()


def test_front_page_and_footer_lead_there(client):
    page = client.get("/").content.decode()

    assert page.count('href="/lacak/"') == 2


def test_the_receipt_that_is_sent_carries_the_code(enggelam, siti, client_of):
    draft = ApplicationFactory(library=enggelam, created_by=siti)
    add_papers(draft)

    applications.advance(application=draft, step="submit", by=siti, at=MONDAY)

    mail = OutboxMessage.objects.get(event="application.received", channel="email")
    assert draft.tracking_code in mail.body_text
    assert "/lacak/" in mail.body_text
