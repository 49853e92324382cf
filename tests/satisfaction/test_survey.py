"""Answering once and namelessly, being asked after an outcome or a visit, publishing a year."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accreditation.workflow import State
from klik_portal.audit.models import AuditEvent
from klik_portal.core.models import FormReply
from klik_portal.core.verdict import Refused
from klik_portal.notifications.models import Channel, OutboxMessage
from klik_portal.satisfaction import operations, queries
from klik_portal.satisfaction.elements import KEYS
from klik_portal.satisfaction.models import SurveyAnswer, SurveyInvitation, SurveyPublication
from klik_portal.satisfaction.satisfaction_index import NOBODY, Index
from scheduling.models import AppointmentState, Mode
from tests.factories.accreditation import MONDAY, ApplicationFactory
from tests.factories.scheduling import AppointmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_week")]


TODAY = MONDAY.date()


def answered(worth: int = 4, *, day: date = TODAY, **changes: object) -> SurveyAnswer:
    told = {"service": "coaching", "was_invited": False, "comment": "", **changes}
    return SurveyAnswer.objects.create(answered_on=day, **dict.fromkeys(KEYS, worth), **told)


def body(**changes: object) -> dict:
    return {"service": "visit", "key": str(uuid4()), **dict.fromkeys(KEYS, "3"), **changes}


@pytest.fixture
def accredited(enggelam, siti):
    return ApplicationFactory(
        library=enggelam, created_by=siti, state=State.ACCREDITED, closed_at=MONDAY
    )


@pytest.fixture
def token(accredited) -> str:
    operations.invite_due(at=MONDAY + timedelta(hours=1))
    link = OutboxMessage.objects.filter(event="survey.invited").first().link
    return link.rstrip("/").rpartition("/")[2]


def test_anybody_may_answer_by_the_public_link(client):
    response = client.post("/survei/", body(comment="Perahu lama datang."))

    assert response.url == "/survei/terima-kasih/"
    answer = SurveyAnswer.objects.get()
    assert (answer.service, answer.comment, answer.was_invited) == (
        "visit",
        "Perahu lama datang.",
        False,
    )
    assert [getattr(answer, key) for key in KEYS] == [3] * 9


def test_the_same_form_sent_twice_counts_once(client):
    form = body()

    for _again in range(2):
        assert client.post("/survei/", form).url == "/survei/terima-kasih/"

    assert SurveyAnswer.objects.count() == 1


@pytest.mark.parametrize("bad", ["", "0", "5", "tiga", "4.5"])
def test_an_answer_outside_one_to_four_is_asked_for_again_and_the_rest_kept(client, bad):
    response = client.post("/survei/", body(u5=bad, comment="Tolong dibaca."))

    assert response.status_code == 422
    assert "Tolong dibaca." in response.content.decode()
    assert not SurveyAnswer.objects.exists()


def test_who_was_accredited_is_asked_once_and_by_a_link_that_works_without_signing_in(
    client, token, enggelam
):
    operations.invite_due(at=MONDAY + timedelta(hours=2))

    assert SurveyInvitation.objects.count() == 1
    page = client.get(f"/survei/undangan/{token}/").content.decode()
    assert enggelam.name in page
    assert "Layanan yang Anda nilai" not in page


def test_an_invitation_is_used_up_by_sending_not_by_looking(client, token):
    url = f"/survei/undangan/{token}/"
    client.get(url)
    client.head(url)

    assert client.post(url, body()).url == "/survei/terima-kasih/"

    assert SurveyAnswer.objects.get().service == "coaching"  # the invitation's, not the form's
    assert client.get(url).status_code == 410
    assert client.post(url, body()).status_code == 410
    assert SurveyAnswer.objects.count() == 1


def test_an_invited_answer_sent_twice_is_thanked_twice_and_counted_once(client, token):
    form = body()

    for _again in range(2):
        response = client.post(f"/survei/undangan/{token}/", form)
        assert response.url == "/survei/terima-kasih/"

    assert SurveyAnswer.objects.count() == 1


def test_nothing_ties_an_answer_to_its_invitation(client, token, siti):
    client.post(f"/survei/undangan/{token}/", body(comment="Saya puas."))

    columns = {field.name for field in SurveyAnswer._meta.get_fields()}
    assert columns == {"key", "service", "answered_on", "was_invited", "comment", "contact", *KEYS}
    used = SurveyInvitation.objects.get()
    assert {f.name for f in used._meta.get_fields() if "at" in f.name} == {"asked_at", "expires_at"}
    assert not AuditEvent.objects.filter(subject_kind="survey").exists()


def test_who_is_signed_in_while_answering_leaves_no_row_that_says_so(token, siti, client_of):
    client = client_of(siti)

    for url in ("/survei/", f"/survei/undangan/{token}/"):
        form = body(_once="abc") | {"comment": "Hanya antara kita."}
        assert [client.post(url, form).url for _again in range(2)] == ["/survei/terima-kasih/"] * 2

    assert SurveyAnswer.objects.count() == 2
    assert not FormReply.objects.exists()


def test_an_old_invitation_says_so(client, token):
    SurveyInvitation.objects.update(expires_at=MONDAY - timedelta(days=400))

    response = client.get(f"/survei/undangan/{token}/")

    assert response.status_code == 410
    assert "sudah tidak berlaku" in response.content.decode()


def test_after_a_visit_the_library_is_asked_about_the_visit(enggelam, siti, budi):
    case = ApplicationFactory(library=enggelam, created_by=siti, state=State.MENTORING)
    visit = AppointmentFactory(
        application=case, officer=budi, mode=Mode.ON_SITE, state=AppointmentState.ATTENDED, closed_at=MONDAY
    )  # fmt: skip

    operations.invite_due(at=MONDAY + timedelta(hours=1))

    invitation = SurveyInvitation.objects.get()
    assert (invitation.person, invitation.service, invitation.occasion) == (
        siti,
        "visit",
        visit.code,
    )


def test_nobody_is_asked_twice_within_a_month(accredited, enggelam, siti, budi, token):
    again = MONDAY + timedelta(days=10)
    AppointmentFactory(
        application=accredited, officer=budi, mode=Mode.ON_SITE, state=AppointmentState.ATTENDED, closed_at=again
    )  # fmt: skip

    operations.invite_due(at=again)

    assert SurveyInvitation.objects.count() == 1


def test_what_is_long_over_is_not_asked_about(enggelam, siti):
    ApplicationFactory(
        library=enggelam, created_by=siti, state=State.ACCREDITED, closed_at=MONDAY - timedelta(days=15)
    )  # fmt: skip

    assert operations.invite_due(at=MONDAY) == 0


def test_at_night_the_invitation_waits_for_the_morning(accredited):
    night = MONDAY.replace(hour=14)  # 22.00 WITA

    operations.invite_due(at=night)

    mail = OutboxMessage.objects.get(event="survey.invited", channel=Channel.EMAIL)
    assert mail.due_at == MONDAY.replace(hour=22)  # 06.00 WITA


def test_results_by_quarter_and_service_add_up_like_a_plain_count():
    for worth, month, service in (
        (4, 1, "visit"),
        (2, 3, "coaching"),
        (3, 4, "visit"),
        (1, 12, "talk"),
    ):
        answered(worth, day=date(2026, month, 28), service=service)
    answered(1, day=date(2025, 12, 31))

    whole, first = queries.results(year=2026), queries.results(year=2026, quarter=1)

    assert (whole.index.count, whole.index.value) == (4, Decimal("62.50"))
    assert [line.index.count for line in whole.quarters] == [2, 1, 0, 1]
    assert (first.index.value, first.services[0].index.value) == (
        Decimal("75.00"),
        Decimal("50.00"),
    )
    later = [t for (y, q), t in queries.tallies_by_quarter().items() if y == 2026 and q > 1]
    assert Index(sum(later, start=NOBODY)).value == Decimal("50.00")


@pytest.mark.parametrize(
    ("quarter", "first", "last"),
    [(0, (1, 1), (12, 31)), (1, (1, 1), (3, 31)), (2, (4, 1), (6, 30)), (4, (10, 1), (12, 31))],
)
def test_a_period_begins_and_ends_with_its_days(quarter, first, last):
    assert queries.period(year=2026, quarter=quarter) == (date(2026, *first), date(2026, *last))


def test_a_published_year_keeps_its_figures_whatever_is_answered_later(rina):
    for _person in range(5):
        answered(4)
    operations.publish(year=2026, follow_up="Tambah jam Zoom.", by=rina, at=MONDAY)

    answered(1)

    shown = queries.publications_of(2026)[0].index
    assert (shown.count, shown.value) == (5, Decimal("100.00"))


def test_a_year_with_too_few_answers_is_not_published(rina):
    for _person in range(4):
        answered(4)

    with pytest.raises(Refused) as refusal:
        operations.publish(year=2026, follow_up="-", by=rina, at=MONDAY)

    assert "baru 4 jawaban" in refusal.value.reasons[0]
    assert not SurveyPublication.objects.exists()


def test_only_a_coordinator_publishes(budi):
    with pytest.raises(Refused):
        operations.publish(year=2026, follow_up="-", by=budi, at=MONDAY)


def test_publishing_again_shows_the_new_figures_and_names_the_old(client, rina):
    for _person in range(5):
        answered(4)
    operations.publish(year=2026, follow_up="Satu.", by=rina, at=MONDAY)
    answered(1)
    operations.publish(year=2026, follow_up="Dua.", by=rina, at=MONDAY + timedelta(days=1))

    page = client.get("/survei/hasil/2026/").content.decode()

    assert "87,50" in page
    assert "Terbitan sebelumnya" in page
    assert "100,00 dari 5 jawaban" in page


def test_the_sheet_holds_what_was_said_but_neither_names_nor_formulas(client_of, budi):
    answered(2, comment='=HYPERLINK("http://x")', contact="Bu Aminah 0812", service="visit")

    response = client_of(budi).get(reverse("satisfaction:export"), {"tahun": MONDAY.year})

    rows = (
        CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0).to_python()
    )
    assert rows[1][1:12] == ["Kunjungan petugas", *["2"] * 9, '=HYPERLINK("http://x")'][:11]
    assert b"Aminah" not in response.content
    assert AuditEvent.objects.filter(
        subject_kind="survey", verb="exported", actor_id=budi.pk
    ).exists()


@pytest.mark.parametrize(
    "odd", ["tahun=abc", "tahun=9999", "triwulan=9", "layanan=x", "tahun=%E2%81%B2"]
)
def test_an_odd_filter_shows_this_year(client_of, budi, odd):
    assert client_of(budi).get(f"/petugas/survei/?{odd}").status_code == 200


def test_wishes_to_be_contacted_are_read_by_staff_only(client, client_of, budi):
    answered(2, comment="Telepon saya.", contact="Bu Aminah")

    assert "Bu Aminah" in client_of(budi).get("/petugas/survei/saran/").content.decode()
    assert "/masuk/" in client.get("/petugas/survei/saran/").url
