"""32 people press 'Simpan' at the same moment: the database decides, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from accreditation.workflow import State
from scheduling.models import Appointment, OfficerSlot
from scheduling.operations import appointments, booking
from tests.factories.accreditation import MONDAY, ApplicationFactory
from tests.factories.libraries import LibraryFactory

RACERS = 32
TOMORROW = MONDAY + timedelta(days=1)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_exactly_one_of_32_bookings_wins(budi):
    cases = [
        ApplicationFactory(library=LibraryFactory(), state=State.MENTORING) for _ in range(RACERS)
    ]
    start = Barrier(RACERS)

    def book(application):
        start.wait()
        try:
            appointments.schedule(
                application=application,
                mode="phone",
                officer=budi,
                starts_at=TOMORROW,
                length_minutes=60,
                by=budi,
                at=MONDAY,
            )
        except booking.SlotTaken as taken:
            return taken.free
        finally:
            connection.close()
        return "won"

    with ThreadPoolExecutor(RACERS) as pool:
        results = list(pool.map(book, cases))

    assert results.count("won") == 1
    assert Appointment.objects.count() == 1
    assert OfficerSlot.objects.count() == 4
    losers = [result for result in results if result != "won"]
    assert all(free and free[0] == TOMORROW + timedelta(hours=2) for free in losers)
