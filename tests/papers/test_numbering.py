"""Letters are numbered as the office writes its numbers, or as somebody types them."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from klik_portal.audit.models import AuditEvent
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.papers import operations, patterns, queries
from klik_portal.papers.models import PaperKind
from klik_portal.papers.queries import Numbering
from tests.factories.accreditation import MONDAY
from tests.factories.papers import an_issued_paper

TODAY = MONDAY.date()
KIND = PaperKind.RECOMMENDATION


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("{nomor}/DIARPUS/065.11/{bulan}/{tahun}", "7/DIARPUS/065.11/02/2026"),
        ("{nomor3}/{bulan_romawi}/{tahun}", "007/II/2026"),
        ("{tahun}-{nomor}", "2026-7"),
    ],
)
def test_a_pattern_is_filled(pattern, number):
    assert patterns.problems(pattern) == []
    assert patterns.filled(pattern, count=7, on=date(2026, 2, 3)) == number


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("DIARPUS/{tahun}", "{nomor}"),
        ("{nomor}/DIARPUS", "{tahun}"),
        ("{nomor}/{kota}/{tahun}", "{kota} tidak dikenal"),
        ("{nomor}/{tahun}/{", "tidak berpasangan"),
        ("{nomor}/{tahun}/{0.real}", "{0.real} tidak dikenal"),
        ("", "{nomor}"),
    ],
)
def test_a_pattern_that_cannot_number_is_refused(pattern, why):
    assert why in " ".join(patterns.problems(pattern))


def keep(by, pattern="{nomor}/{tahun}", last=0, seen=None):
    seen = seen or queries.numbering_of(KIND, 2026)
    return operations.keep_pattern(
        kind=KIND, pattern=pattern, last=last, seen=seen, by=by, at=MONDAY
    )


@pytest.mark.django_db
class TestSettings:
    def test_each_year_and_each_kind_counts_for_itself(self, budi):
        first = [an_issued_paper(budi, number="", subject_code=code).number for code in "ab"]
        assert first == ["1/DIARPUS/XI/2026", "2/DIARPUS/XI/2026"]
        next_year = an_issued_paper(budi, number="", subject_code="c", issued_on=date(2027, 1, 4))
        assert next_year.number == "1/DIARPUS/I/2027"
        other = an_issued_paper(budi, number="", kind=PaperKind.MINUTES)
        assert other.number == "1/DIARPUS/XI/2026"

    def test_numbers_go_on_after_those_of_the_agenda_book(self, rina, budi):
        keep(rina, pattern="{nomor}/DIARPUS/041/{tahun}", last=2298)
        assert queries.next_number(KIND, TODAY) == "2299/DIARPUS/041/2026"
        an_issued_paper(budi, number="2299/DIARPUS/041/2026", subject_code="a")
        assert an_issued_paper(budi, number="", subject_code="b").number.startswith("2300/")
        event = AuditEvent.objects.get(verb="number_pattern_changed")
        assert event.payload["last"] == 2298

    def test_a_letter_issued_meanwhile_is_not_counted_twice(self, rina, budi):
        seen = queries.numbering_of(KIND, 2026)
        an_issued_paper(budi, number="")
        with pytest.raises(Conflict):
            keep(rina, last=0, seen=seen)
        assert queries.numbering_of(KIND, 2026) == Numbering(1, 1)

    def test_only_coordinators_change_it_and_only_to_what_can_number(self, budi, rina):
        with pytest.raises(Refused, match="koordinator"):
            keep(budi)
        with pytest.raises(Refused, match="nomor"):
            keep(rina, pattern="{tahun}")

    def test_the_page_shows_an_example_before_anything_is_kept(self, rina, client_of):
        url = reverse("papers:number-pattern", args=[KIND])
        typed = {
            "pattern": "{nomor3}/REK/{tahun}", "last": "41", "seen_version": "1", "seen_last": "0",
        }  # fmt: skip
        client = client_of(rina)
        with time_machine.travel(MONDAY):
            shown = client.post(url, {**typed, "preview": "1"})
            assert "042/REK/2026" in shown.content.decode()
            assert queries.next_number(KIND, TODAY) == "1/DIARPUS/XI/2026"
            assert client.post(url, {**typed, "pattern": "REK"}).status_code == 422
            assert client.post(url, typed).status_code == 302
            assert "042/REK/2026" in client.get(reverse("scheduling:letterhead")).content.decode()
            assert client.post(url, {**typed, "last": "7"}).status_code == 409
        assert client.get(reverse("papers:number-pattern", args=["x"])).status_code == 404
