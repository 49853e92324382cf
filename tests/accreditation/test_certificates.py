"""Certificates from before Klik, and the rules that say how long a certificate is valid."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accreditation.models import Outcome
from accreditation.operations import outcomes
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.office import grade_rules
from klik_portal.office.grade_rules import Facts
from klik_portal.office.models import GradeRule
from klik_portal.performance.operations import counts
from klik_portal.performance.queries import lists
from tests.factories.accreditation import MONDAY, OutcomeFactory

pytestmark = pytest.mark.django_db
TYPED = {"grade": "C", "score": "62,50", "certificate_number": "9/2022", "decided_on": "01-03-2022"}


def facts(from_score="76", valid_years=4, source_note="Perka 1/2027"):
    return Facts(Decimal(from_score), valid_years, source_note)


class TestByHand:
    @pytest.fixture
    def url(self, enggelam):
        return reverse("accreditation:certificate-new", args=[enggelam.code])

    def test_the_validity_is_seen_before_it_is_kept(self, budi, client_of, url):
        page = client_of(budi).get(url, TYPED).content.decode()

        assert "Sabtu, 1 Maret 2025" in page
        assert "Sudah habis" in page
        assert Outcome.objects.count() == 0

    def test_what_the_second_page_carries_along_is_what_was_typed(
        self, budi, client_of, url, enggelam
    ):
        client = client_of(budi)
        form = client.get(url, TYPED).context["form"]
        carried = {name: form[name].as_widget().split('value="')[1].split('"')[0] for name in TYPED}

        answer = client.post(url, {**carried, "source_note": "Fotokopi di kantor desa"})

        kept = Outcome.objects.get()
        assert answer.url == reverse("libraries:registry-detail", args=[enggelam.code])
        assert (kept.grade, kept.score, kept.certificate_number) == (
            "C",
            Decimal("62.50"),
            "9/2022",
        )
        assert (kept.decided_on, kept.valid_until) == (date(2022, 3, 1), date(2025, 3, 1))
        assert (
            "Dari sebelum Klik: Fotokopi di kantor desa" in client.get(answer.url).content.decode()
        )

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"certificate_number": "SERT/1"}, "Nomor sertifikat ini sudah tercatat."),
            ({"score": "50"}, "di bawah batas peringkat C"),
            ({"decided_on": "01-01-2999"}, "tidak boleh di masa depan"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_said_at_once_and_again_at_the_end(
        self, budi, client_of, url, tabang, changes, sentence
    ):
        OutcomeFactory(library=tabang, certificate_number="SERT/1")
        client = client_of(budi)

        for answer in (client.get(url, TYPED | changes), client.post(url, TYPED | changes)):
            assert answer.status_code == 422
            assert sentence in answer.content.decode()
        assert Outcome.objects.count() == 1

    def test_it_counts_in_the_year_of_its_decision_and_shows_that_it_came_late(
        self, enggelam, budi
    ):
        outcomes.record_earlier(
            library=enggelam, grade="C", score=None, certificate_number="9/2022", by=budi, at=MONDAY,
            decided_on=date(2022, 3, 1), scan=None,
        )  # fmt: skip

        def counted(measure, year):
            wanted = lists.Wanted(measure=measure, year=year, today=MONDAY.date())
            return sum(1 for _each in lists.every(wanted))

        assert (counted("accredited", 2022), counted("accredited", 2026)) == (1, 0)
        assert (counted("late", 2022), counts.differences()) == (1, {})


class TestRules:
    def test_a_new_rule_alters_no_certificate_that_is_recorded(self, enggelam, tabang, budi, rina):
        how = {
            "grade": "B",
            "score": None,
            "decided_on": date(2026, 6, 1),
            "scan": None,
            "by": budi,
            "at": MONDAY,
        }
        before = outcomes.record_earlier(library=enggelam, certificate_number="1", **how)

        rule = grade_rules.add(
            grade="B", effective_on=date(2026, 1, 1), facts=facts(valid_years=5), by=rina, at=MONDAY
        )  # fmt: skip
        after = outcomes.record_earlier(library=tabang, certificate_number="2", **how)
        grade_rules.change(rule=rule, version=1, facts=facts(valid_years=2), by=rina, at=MONDAY)

        before.refresh_from_db()
        after.refresh_from_db()
        assert (before.valid_until.year, after.valid_until.year) == (2030, 2031)

    def test_days_before_the_new_rule_keep_the_old_one(self, rina):
        grade_rules.add(
            grade="B", effective_on=date(2027, 1, 1), facts=facts(valid_years=5), by=rina, at=MONDAY
        )

        ends = [
            outcomes.valid_until(grade="B", decided_on=d)
            for d in (date(2026, 12, 31), date(2027, 1, 1))
        ]
        assert [end.year for end in ends] == [2030, 2032]

    @pytest.mark.parametrize(
        ("grade", "day", "score"),
        [
            ("B", date(2018, 1, 1), "76"),  # there is one already
            ("B", date(2027, 1, 1), "91"),  # as high as A
            ("C", date(2027, 1, 1), "80"),  # above B
            ("B", date(2004, 12, 31), "76"),
        ],
    )  # fmt: skip
    def test_a_rule_that_cannot_be_is_refused(self, rina, grade, day, score):
        with pytest.raises(Refused):
            grade_rules.add(grade=grade, effective_on=day, facts=facts(score), by=rina, at=MONDAY)

        assert GradeRule.objects.count() == 3

    def test_two_coordinators_never_write_over_each_other(self, rina):
        rule = GradeRule.objects.get(grade="B")
        grade_rules.change(rule=rule, version=1, facts=facts(valid_years=5), by=rina, at=MONDAY)

        with pytest.raises(Conflict):
            grade_rules.change(rule=rule, version=1, facts=facts(valid_years=6), by=rina, at=MONDAY)

    def test_only_what_does_not_count_yet_can_go(self, rina):
        coming = grade_rules.add(
            grade="A", effective_on=date(2027, 1, 1), facts=facts("91"), by=rina, at=MONDAY
        )
        grade_rules.remove(rule=coming, by=rina, at=MONDAY)

        with pytest.raises(Refused):
            grade_rules.remove(rule=GradeRule.objects.get(grade="A"), by=rina, at=MONDAY)

    def test_only_coordinators_set_rules(self, budi):
        with pytest.raises(Refused):
            grade_rules.add(
                grade="B", effective_on=date(2027, 1, 1), facts=facts(), by=budi, at=MONDAY
            )

    def test_on_its_page(self, rina, client_of):
        client, url = client_of(rina), reverse("accreditation:grade-rule-list")
        typed = {
            "grade": "B",
            "effective_on": "01-01-2027",
            "from_score": "76,5",
            "valid_years": "5",
            "source_note": "Perka",
        }

        answer = client.post(url, typed, follow=True)

        assert "Jumat, 1 Januari 2027" in answer.content.decode()
        assert GradeRule.objects.get(effective_on=date(2027, 1, 1)).from_score == Decimal("76.50")
