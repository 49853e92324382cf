from datetime import date
from decimal import Decimal

import pytest

from accreditation.models import Outcome
from accreditation.operations import outcomes
from accreditation.workflow import State
from klik_portal.core.verdict import Refused
from klik_portal.notifications.models import OutboxMessage
from klik_portal.office.models import GradeRule
from tests.factories.accreditation import MONDAY, ApplicationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposed(enggelam, siti):
    return ApplicationFactory(library=enggelam, created_by=siti, state=State.PROPOSED)


def record(proposed, by, **changes):
    facts = {
        "grade": "A", "score": Decimal("91.24"), "certificate_number": "123/PNRI/2026",
        "decided_on": date(2026, 11, 2), "scan": None,
    }  # fmt: skip
    return outcomes.record(application=proposed, by=by, at=MONDAY, **{**facts, **changes})


def test_an_outcome_closes_the_request_and_tells_the_library(proposed, budi, siti):
    outcome = record(proposed, budi)

    proposed.refresh_from_db()
    assert (proposed.state, proposed.turn, proposed.closed_at) == (
        State.ACCREDITED,
        "nobody",
        MONDAY,
    )
    assert (outcome.library, outcome.valid_until) == (proposed.library, date(2031, 11, 2))
    mail = OutboxMessage.objects.get(channel="email")
    assert mail.subject == "Selamat: Perpustakaan Desa Muara Enggelam terakreditasi A"
    assert (
        mail.lines[1]
        == "Ditetapkan Senin, 2 November 2026, berlaku sampai Minggu, 2 November 2031."
    )


@pytest.mark.parametrize(("grade", "until"), [("A", 2031), ("B", 2030), ("C", 2029)])
def test_validity_follows_the_offices_rule_for_the_grade(grade, until):
    assert outcomes.valid_until(grade=grade, decided_on=date(2026, 6, 1)) == date(until, 6, 1)


def test_a_new_rule_counts_only_from_its_day_on():
    GradeRule.objects.create(grade="B", from_score=76, valid_years=5, effective_on=date(2026, 7, 1))

    assert [
        outcomes.valid_until(grade="B", decided_on=day).year
        for day in (date(2026, 6, 30), date(2026, 7, 1))
    ] == [
        2030,
        2031,
    ]


def test_a_leap_day_ends_on_the_last_of_february():
    assert outcomes.valid_until(grade="C", decided_on=date(2024, 2, 29)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"decided_on": date(2026, 11, 24)},
            "Tanggal penetapan tidak boleh di masa depan atau sebelum 2005.",
        ),
        (
            {"decided_on": date(1999, 1, 1)},
            "Tanggal penetapan tidak boleh di masa depan atau sebelum 2005.",
        ),
        (
            {"score": Decimal("76.00")},
            "Nilai 76,00 di bawah batas peringkat A (91,00). Mohon periksa lagi.",
        ),
    ],
)
def test_a_result_that_cannot_be_is_refused_and_nothing_changes(proposed, budi, changes, sentence):
    with pytest.raises(Refused) as refusal:
        record(proposed, budi, **changes)

    proposed.refresh_from_db()
    assert (refusal.value.reasons, proposed.state, Outcome.objects.count()) == (
        (sentence,),
        State.PROPOSED,
        0,
    )


def test_a_certificate_number_counts_once(proposed, budi, tabang):
    record(proposed, budi)
    other = ApplicationFactory(library=tabang, state=State.PROPOSED)

    with pytest.raises(Refused) as refusal:
        record(other, budi)

    assert refusal.value.reasons == ("Nomor sertifikat ini sudah tercatat. Mohon periksa lagi.",)


def test_only_proposed_requests_get_an_outcome(enggelam, budi):
    ready = ApplicationFactory(library=enggelam, state=State.READY)

    with pytest.raises(Refused):
        record(ready, budi)


def test_a_library_from_before_klik_gets_its_certificate_from_an_officer(enggelam, budi, siti):
    facts = {
        "library": enggelam, "grade": "C", "score": None, "certificate_number": "9/2022",
        "decided_on": date(2022, 3, 1), "scan": None, "at": MONDAY,
    }  # fmt: skip
    with pytest.raises(Refused):
        outcomes.record_earlier(by=siti, **facts)

    assert outcomes.record_earlier(by=budi, **facts).valid_until == date(2025, 3, 1)
