"""The office's calendar: month, week, agenda; everybody, me, one officer."""

from datetime import date

import pytest
import time_machine

from klik_portal.office.models import Holiday
from scheduling.models import Leave, Trip, TripMember
from scheduling.office_calendar import OfficeCalendar, Period, Shape
from scheduling.operations import appointments
from tests.scheduling.cases import MONDAY, TODAY, book

URL = "/petugas/jadwal/"


@pytest.mark.parametrize(
    ("shape", "first", "last", "previous", "following"),
    [
        (Shape.MONTH, date(2026, 10, 26), date(2026, 12, 6), date(2026, 10, 1), date(2026, 12, 1)),
        (Shape.WEEK, date(2026, 11, 23), date(2026, 11, 29), date(2026, 11, 16), date(2026, 11, 30)),
        (Shape.AGENDA, date(2026, 11, 23), date(2026, 12, 20), date(2026, 10, 26), date(2026, 12, 21)),
    ],
)  # fmt: skip
def test_a_period_is_whole_weeks(shape, first, last, previous, following):
    period = Period(shape, date(2026, 11, 25))

    assert (period.first, period.last) == (first, last)
    assert (period.previous, period.next) == (previous, following)


@pytest.mark.parametrize(
    ("month", "before", "after"), [(1, (2025, 12), (2026, 2)), (12, (2026, 11), (2027, 1))]
)
def test_months_pass_over_the_year(month, before, after):
    period = Period(Shape.MONTH, date(2026, month, 31))

    assert (period.previous.year, period.previous.month) == before
    assert (period.next.year, period.next.month) == after


@pytest.mark.django_db
class TestWhatIsShown:
    @pytest.fixture(autouse=True)
    def monday(self):
        with time_machine.travel(MONDAY, tick=False):
            yield

    @pytest.fixture
    def full(self, mentored, budi, rina):
        book(mentored, budi)
        trip = Trip.objects.create(
            code="PJL-2026-0001", title="Hulu", first_on="2026-11-26", last_on="2026-11-30", state="fixed",
            created_by=budi, created_at=MONDAY, changed_at=MONDAY,
        )  # fmt: skip
        TripMember.objects.create(trip=trip, officer=budi, is_lead=True)
        TripMember.objects.create(trip=trip, officer=rina)
        Leave.objects.create(officer=rina, first_on="2026-11-20", last_on="2026-11-24")
        Holiday.objects.create(day="2026-11-25", name="Libur", is_estimate=True)

    def days(self, user, officer=None, shape=Shape.WEEK):
        found = OfficeCalendar(Period(shape, TODAY), user=user, officer=officer)
        return {
            entry.day.day: (len(entry.appointments), len(entry.journeys), len(entry.leaves))
            for entry in found.days
            if entry.has_something
        }

    def test_appointments_days_of_trips_leave_and_holidays(self, full, budi):
        assert self.days(budi) == {
            23: (0, 0, 1), 24: (1, 0, 1), 25: (0, 0, 0), 26: (0, 1, 0), 27: (0, 1, 0), 28: (0, 1, 0), 29: (0, 1, 0),
        }  # fmt: skip

    def test_of_one_officer(self, full, budi, rina):
        assert self.days(budi, rina)[24] == (0, 0, 1)
        assert self.days(budi, budi)[24] == (1, 0, 0)

    def test_a_month_is_whole_weeks_of_which_only_its_own_days_are_listed(self, budi):
        found = OfficeCalendar(Period(Shape.MONTH, TODAY), user=budi)

        assert [len(week) for week in found.weeks] == [7] * 6
        assert len(found.days) == 30

    def test_an_agenda_leaves_out_empty_days(self, full, budi):
        found = OfficeCalendar(Period(Shape.AGENDA, TODAY), user=budi)

        assert [entry.day.day for entry in found.days] == [23, 24, 25, 26, 27, 28, 29, 30]

    @pytest.mark.parametrize("shape", list(Shape))
    @pytest.mark.parametrize("officer", ["", "me"])
    def test_every_view_for_everybody_or_me(self, full, budi, client_of, shape, officer):
        page = client_of(budi).get(
            URL, {"tampilan": shape, "petugas": officer, "mulai": "2026-11-23"}
        )
        text = page.content.decode()

        assert "Perpustakaan Desa Muara Enggelam" in text
        assert ">Hulu</a>" in text
        assert "Libur (perkiraan)" in text
        assert ("Rina" in text.partition("Hari ini")[2] and "idak masuk" in text) == (officer == "")

    def test_one_officer_is_named_by_their_public_id(self, full, budi, rina, client_of):
        page = client_of(budi).get(URL, {"petugas": str(rina.public_id)})

        assert page.context["officer"] == rina

    @pytest.mark.parametrize(
        "question",
        [
            {"mulai": "31-02-2026"},
            {"mulai": "01-01-0001"},
            {"tampilan": "abad"},
            {"petugas": "siapa"},
        ],
    )
    def test_a_question_that_makes_no_sense_shows_this_week(self, budi, client_of, question):
        page = client_of(budi).get(URL, question)

        assert (page.context["period"].first, page.context["officer"]) == (TODAY, None)
        assert page.context["period"].shape == Shape.WEEK

    def test_a_visit_to_the_head_shows_no_settings(self, full, kepala, client_of):
        page = client_of(kepala).get(URL).content.decode()

        assert "/petugas/jam-kerja/" not in page
        assert "Perpustakaan Desa Muara Enggelam" in page

    def test_cancelled_ones_are_left_out(self, mentored, budi):
        appointments.cancel(appointment=book(mentored, budi), reason="x", by=budi, at=MONDAY)

        assert self.days(budi) == {}
