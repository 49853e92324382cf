"""Two people change what counts for one library at the same moment; the sums forget neither."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from accreditation.models import Outcome
from klik_portal.performance.models import Tally
from klik_portal.performance.operations import counts
from tests.factories.accreditation import MONDAY
from tests.factories.libraries import LibraryFactory
from tests.factories.people import UserFactory

PEOPLE, EACH = 4, 5

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_certificates_recorded_at_the_same_moment_all_count_once():
    library, officer = LibraryFactory(), UserFactory(role="officer")
    start = Barrier(PEOPLE)

    def record(person: int) -> None:
        start.wait()
        try:
            for number in range(EACH):
                day = date(2020 + number, 6, 1) + timedelta(days=person)
                with transaction.atomic():
                    Outcome.objects.create(
                        library=library, grade="B", certificate_number=f"{person}/{number}", decided_on=day,
                        valid_until=day + timedelta(days=40), recorded_by=officer, recorded_at=MONDAY,
                    )  # fmt: skip
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        list(pool.map(record, range(PEOPLE)))

    assert counts.differences() == {}
    counted = Tally.objects.filter(measure="accredited", split="quarter", count__gt=0)
    assert {row.year: row.count for row in counted} == {2020 + number: 1 for number in range(EACH)}
