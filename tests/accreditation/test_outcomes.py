from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accreditation.models import Outcome
from accreditation.operations import outcomes
from accreditation.workflow import State
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.notifications.models import OutboxMessage
from klik_portal.office.models import GradeRule
from tests.factories.accreditation import MONDAY, ApplicationFactory, OutcomeFactory

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


def corrected(outcome, by, **changes):
    facts = {
        "version": outcome.version, "grade": "B", "score": Decimal("80.00"), "certificate_number": "S-2",
        "decided_on": date(2026, 9, 2), "scan": None, "reason": "Tanggal salah ketik.", "by": by, "at": MONDAY,
    }  # fmt: skip
    return outcomes.correct(outcome=outcome, **(facts | changes))


def test_a_corrected_certificate_keeps_what_stood_there_before(proposed, budi):
    outcome = record(proposed, budi, decided_on=date(2026, 6, 30))
    scan, old_end = outcome.scan, outcome.valid_until

    corrected(outcome, budi)

    outcome.refresh_from_db()
    old = outcome.corrections.get()
    assert (outcome.grade, outcome.decided_on, outcome.scan) == ("B", date(2026, 9, 2), scan)
    assert outcome.valid_until == outcomes.valid_until(grade="B", decided_on=date(2026, 9, 2))
    assert (old.grade, old.decided_on, old.valid_until) == ("A", date(2026, 6, 30), old_end)
    assert (old.reason, old.by, old.new_decided_on) == (
        "Tanggal salah ketik.",
        budi,
        date(2026, 9, 2),
    )


def test_news_that_has_not_left_yet_tells_the_corrected_grade(proposed, budi):
    corrected(record(proposed, budi), budi, grade="B", score=Decimal("88"))

    mails = OutboxMessage.objects.filter(channel="email").order_by("pk")
    assert [(mail.state, mail.subject[-2:]) for mail in mails] == [
        ("cancelled", " A"),
        ("queued", " B"),
    ]


def test_news_that_has_left_is_not_told_again(proposed, budi):
    outcome = record(proposed, budi)
    OutboxMessage.objects.update(state="sent", sent_at=MONDAY)

    corrected(outcome, budi, grade="B", score=Decimal("88"))

    assert OutboxMessage.objects.filter(channel="email").count() == 1


def test_two_officers_never_correct_over_each_other(proposed, budi):
    outcome = record(proposed, budi)
    corrected(outcome, budi)

    with pytest.raises(Conflict) as conflict:
        corrected(outcome, budi, grade="C")

    assert conflict.value.theirs == [("Peringkat", "B")]
    assert conflict.value.yours == [("Peringkat", "C")]


@pytest.mark.parametrize(
    "changes", [{"reason": " "}, {"decided_on": date(2027, 1, 1)}, {"score": Decimal(12)}]
)
def test_a_correction_without_reason_or_sense_is_refused(proposed, budi, changes):
    outcome = record(proposed, budi)

    with pytest.raises(Refused):
        corrected(outcome, budi, **changes)

    outcome.refresh_from_db()
    assert (outcome.version, outcome.grade, outcome.corrections.count()) == (1, "A", 0)


def test_a_corrected_number_may_not_be_somebody_elses(proposed, budi, tabang):
    outcome = record(proposed, budi)
    taken = OutcomeFactory(library=tabang)

    with pytest.raises(Refused):
        corrected(outcome, budi, certificate_number=taken.certificate_number)

    assert outcome.corrections.count() == 0


def test_only_the_office_corrects(proposed, budi, siti):
    with pytest.raises(Refused):
        corrected(record(proposed, budi), siti)


def test_an_officer_corrects_a_certificate_on_its_page(proposed, budi, client_of):
    outcome = record(proposed, budi)
    url = reverse("accreditation:outcome-correct", args=[outcome.token])
    typed = {
        "grade": "B", "score": "80,00", "certificate_number": "S-2", "decided_on": "02-09-2026",
        "reason": "Salah ketik.", "version": "1",
    }  # fmt: skip

    answer = client_of(budi).post(url, typed)

    assert answer.url == reverse("libraries:registry-detail", args=[outcome.library.code])
    assert "Salah ketik." in client_of(budi).get(url).content.decode()
