"""Ten questions without an account: what blocks, a likely grade, and nothing answered twice."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accreditation import readiness_check
from accreditation.models import Application
from accreditation.operations import instruments
from klik_portal.core import clock
from tests.factories.accreditation import MONDAY

pytestmark = pytest.mark.django_db
ADDRESS = reverse("accreditation:readiness-questions", args=["village"])
RESULT = reverse("accreditation:readiness-result", args=["village"])


@pytest.fixture(autouse=True)
def _shipped():
    instruments.load_shipped(at=MONDAY)


def items():
    return readiness_check.questions(library_type="village", given={}, on=clock.today()).items


def all_answers(value):
    return {f"q{place}": item.worth(value).key for place, item in enumerate(items(), start=1)}


def test_about_ten_questions_for_every_type_that_has_a_sheet():
    kinds = readiness_check.types_with_sheet(on=date(2026, 11, 24))

    assert [kind.value for kind in kinds] == [
        "village", "primary_school", "junior_school", "senior_school", "worship",
    ]  # fmt: skip
    for kind in kinds:
        sheet = readiness_check.questions(library_type=kind, given={}, on=clock.today())
        assert len(sheet.items) == 10


def test_the_worst_answers_name_every_blocker_and_no_grade(client):
    client.post(ADDRESS, all_answers(1))

    sheet = client.get(RESULT).context["sheet"]
    assert len(sheet.blockers) == 6
    assert sheet.likely_grade == ""


def test_the_best_answers_are_likely_an_a(client):
    client.post(ADDRESS, all_answers(5))

    sheet = client.get(RESULT).context["sheet"]
    assert (sheet.blockers, sheet.likely_grade) == ([], "A")
    assert sheet.score < Decimal(100)  # only a part of the sheet was asked


def test_a_missing_answer_is_asked_for_and_the_others_stay_ticked(client):
    answers = all_answers(4)
    kept = answers["q1"]
    del answers["q2"]

    answer = client.post(ADDRESS, answers)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Pilih satu jawaban, atau “Belum tahu”." in page
    assert f'value="{kept}" checked' in page


def test_a_result_without_answers_leads_to_the_questions(client):
    assert client.get(RESULT)["Location"] == ADDRESS


def test_the_answers_are_in_the_draft_that_the_visitor_starts(client, siti, enggelam):
    client.post(ADDRESS, all_answers(4))
    client.force_login(siti, backend="allauth.account.auth_backends.AuthenticationBackend")

    client.post(reverse("accreditation:application-new"), {"library_code": enggelam.code})

    application = Application.objects.get()
    assert {answer.option.value for answer in application.answers.select_related("option")} == {4}
    assert application.answers.count() == 10


def test_answers_for_another_type_are_not_taken_over(client, siti, enggelam):
    client.post(
        reverse("accreditation:readiness-questions", args=["worship"]),
        {f"q{n}": "unknown" for n in range(1, 11)},
    )
    client.force_login(siti, backend="allauth.account.auth_backends.AuthenticationBackend")

    client.post(reverse("accreditation:application-new"), {"library_code": enggelam.code})

    assert not Application.objects.get().answers.exists()
