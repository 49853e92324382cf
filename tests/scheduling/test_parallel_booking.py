"""32 people press 'Simpan' at the same moment: the database decides, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from accreditation.workflow import State
from klik_portal.core import clock
from scheduling.models import Appointment, OfficerSlot
from scheduling.operations import appointments, booking, trips
from tests.factories.accreditation import MONDAY, ApplicationFactory
from tests.factories.libraries import LibraryFactory
from tests.factories.upriver import drafted, load_routes

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


def test_a_trip_and_talks_that_race_for_the_same_people_never_share_a_quarter_hour(budi):
    """Either the trip holds its whole days, or not one quarter-hour of it."""
    load_routes()
    trip = drafted("Kota Bangun", "Muara Muntai", by=budi)
    first = clock.at_wita(trip.first_on, 8)
    cases = [ApplicationFactory(library=LibraryFactory(), state=State.MENTORING) for _ in range(7)]
    start = Barrier(len(cases) + 1)

    def race(attempt):
        start.wait()
        try:
            attempt()
        except (booking.SlotTaken, booking.TripTaken):
            return "lost"
        finally:
            connection.close()
        return "won"

    def talk(number, application):
        return lambda: appointments.schedule(
            application=application, mode="phone", officer=budi,
            starts_at=first + timedelta(hours=number), length_minutes=60, by=budi, at=MONDAY,
        )  # fmt: skip

    attempts = [talk(number, case) for number, case in enumerate(cases)]
    attempts.append(lambda: trips.fix(trip=trip, version=trip.version, by=budi, at=MONDAY))
    with ThreadPoolExecutor(len(attempts)) as pool:
        results = list(pool.map(race, attempts))

    trip.refresh_from_db()
    is_fixed = results[-1] == "won"
    assert is_fixed == trip.is_fixed == OfficerSlot.objects.filter(trip=trip).exists()
    assert results[:-1].count("won") == (0 if is_fixed else 7)
    visits = Appointment.objects.filter(trip_stop__trip=trip).count()
    assert visits == (2 if is_fixed else 0)
