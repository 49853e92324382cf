from datetime import UTC, datetime

import pytest
from django.db import transaction

from klik_portal.core.numbering import next_number


@pytest.mark.django_db
def test_numbers_run_on_within_a_year():
    at = datetime(2026, 3, 1, tzinfo=UTC)

    with transaction.atomic():
        numbers = [next_number(series="KLK", at=at) for _ in range(3)]

    assert numbers == ["KLK-2026-0001", "KLK-2026-0002", "KLK-2026-0003"]


@pytest.mark.django_db
def test_the_year_turns_at_midnight_in_wita_not_in_utc():
    last_utc_hours_of_2026 = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)  # 00.00 WITA on 1 January

    with transaction.atomic():
        number = next_number(series="KLK", at=last_utc_hours_of_2026)

    assert number == "KLK-2027-0001"


@pytest.mark.django_db
def test_a_rolled_back_request_leaves_no_gap():
    at = datetime(2026, 3, 1, tzinfo=UTC)
    with transaction.atomic():
        next_number(series="KLK", at=at)
        transaction.set_rollback(True)

    with transaction.atomic():
        number = next_number(series="KLK", at=at)

    assert number == "KLK-2026-0001"


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError):
        next_number(series="KLK", at=datetime(2026, 3, 1, tzinfo=UTC))
