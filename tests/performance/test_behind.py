"""The rows behind a number are found by their days, however many certificates there are."""

from datetime import date

import pytest
from django.db import connection

from klik_portal.performance.queries import behind

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite guesses without statistics")
def test_certificates_are_not_read_by_what_nearly_all_of_them_lack():
    wanted = behind.Wanted(measure="accredited", year=2025, today=date(2025, 12, 31))

    plan = behind.accredited(wanted).select_related(None).explain()

    assert "replaces_id" not in plan
    assert "outcome_by_library" in plan or "outcome_by_decision" in plan
