"""The rows behind a number are found by their days, however many certificates there are."""

from datetime import date

import pytest
from django.db import connection

from klik_portal.performance.documents import workbook
from klik_portal.performance.queries import behind, certificates
from tests.factories.accreditation import OutcomeFactory

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite guesses without statistics")
def test_certificates_are_not_read_by_what_nearly_all_of_them_lack():
    wanted = behind.Wanted(measure="accredited", year=2025, today=date(2025, 12, 31))

    plan = behind.accredited(wanted).select_related(None).explain()

    assert "replaces_id" not in plan
    assert "outcome_by_library" in plan or "outcome_by_decision" in plan


def test_the_list_that_is_taken_away_costs_one_query_however_long(
    enggelam, tabang, django_assert_num_queries
):
    for library, number in ((enggelam, "1"), (tabang, "2")):
        first = OutcomeFactory(
            library=library, decided_on=date(2025, 3, 1), grade="C", certificate_number=number
        )
        OutcomeFactory(
            library=library, decided_on=date(2025, 6, 1), grade="B", certificate_number=f"{number}a", replaces=first,
        )  # fmt: skip

    book = workbook.Book()
    with django_assert_num_queries(1):
        listed = list(certificates.of_year(year=2025, today=date(2025, 12, 31)))
        workbook._libraries(book, None, listed)
        book.finished()

    assert [outcome.standing.grade for outcome in listed] == ["B", "B"]
