"""Every certificate stands in exactly one bucket, with what is being done about it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accreditation import expiry, radar
from accreditation.expiry import Bucket
from accreditation.models import Outcome
from accreditation.operations import applications, expiry_reminders
from accreditation.radar import Wanted
from accreditation.workflow import State
from klik_portal.audit.models import AuditEvent
from klik_portal.core import spreadsheets
from klik_portal.core.clock import at_wita
from klik_portal.core.verdict import Refused
from klik_portal.notifications.models import OutboxMessage
from tests.factories.accreditation import MONDAY, ApplicationFactory, OutcomeFactory, add_papers
from tests.factories.libraries import LibraryFactory
from tests.reminders.conftest import live, mails, shipped  # noqa: F401 -- a fixture

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def certificate(library, until, **facts):
    return OutcomeFactory(library=library, decided_on=date(2022, 11, 1), valid_until=until, **facts)


class TestBuckets:
    @pytest.mark.parametrize(
        ("until", "bucket"),
        [
            (date(2026, 11, 22), Bucket.EXPIRED), (date(2026, 11, 23), Bucket.ONE), (date(2026, 12, 23), Bucket.ONE),
            (date(2026, 12, 24), Bucket.THREE), (date(2027, 2, 23), Bucket.THREE), (date(2027, 2, 24), Bucket.SIX),
            (date(2027, 5, 24), Bucket.TWELVE), (date(2027, 11, 23), Bucket.TWELVE), (date(2027, 11, 24), Bucket.LATER),
        ],
    )  # fmt: skip
    def test_the_last_day_of_validity_decides(self, until, bucket):
        assert expiry.bucket_of(until, TODAY) == bucket

    @given(today=DAYS, until=DAYS)
    def test_every_day_lies_in_exactly_one(self, today, until):
        held = [
            bucket
            for bucket, span in expiry.spans(today).items()
            if (span.first or date.min) <= until <= (span.last or date.max)
        ]
        assert held == [expiry.bucket_of(until, today)]

    def test_a_month_after_the_31st(self):
        assert expiry.months_after(date(2027, 1, 31), 1) == date(2027, 2, 28)


class TestLatest:
    def test_only_the_last_decision_counts(self, enggelam, kepala):
        OutcomeFactory(library=enggelam, decided_on=date(2018, 1, 1), valid_until=date(2021, 1, 1))
        newest = certificate(enggelam, date(2027, 1, 1))
        OutcomeFactory(library=enggelam, decided_on=date(2020, 1, 1), valid_until=date(2023, 1, 1))

        figures = radar.summary(user=kepala, today=TODAY)

        assert Outcome.objects.latest().get() == newest
        assert figures.total.counts == {Bucket.THREE: 1}

    def test_a_corrected_date_makes_another_one_the_last(self, enggelam):
        older = OutcomeFactory(library=enggelam, decided_on=date(2020, 1, 1))
        newer = OutcomeFactory(library=enggelam, decided_on=date(2022, 1, 1))
        newer.decided_on = date(2019, 1, 1)
        newer.save()

        assert Outcome.objects.latest().get() == older

    def test_without_the_last_one_the_one_before_stands(self, enggelam):
        older = OutcomeFactory(library=enggelam, decided_on=date(2020, 1, 1))
        OutcomeFactory(library=enggelam, decided_on=date(2022, 1, 1)).delete()

        assert Outcome.objects.latest().get() == older


class TestFigures:
    def test_every_number_is_the_length_of_its_list(self, enggelam, tabang, kepala):
        for library, until in (
            (enggelam, date(2026, 1, 1)), (tabang, date(2026, 12, 1)), (LibraryFactory(type="worship"), date(2027, 1, 1)),
            (LibraryFactory(type="worship"), date(2030, 1, 1)),
        ):  # fmt: skip
            certificate(library, until)

        figures = radar.summary(user=kepala, today=TODAY)

        for lines, name in ((figures.kecamatan, "kecamatan"), (figures.types, "type")):
            for line in lines:
                for bucket, count in line.cells:
                    wanted = Wanted(bucket=bucket, **{name: line.key})
                    assert count == radar.matching(user=kepala, wanted=wanted, today=TODAY).count()
            assert sum(line.total for line in lines) == figures.total.total == 4


class TestRows:
    def row(self, user):
        [row] = radar.page(user=user, wanted=Wanted(), at=MONDAY).rows
        return row

    @pytest.mark.usefixtures("shipped")
    def test_says_who_can_be_told_and_when_the_ladder_speaks(self, enggelam, siti, budi):
        certificate(enggelam, date(2027, 4, 1))

        row = self.row(budi)

        assert (row.bucket, row.contact.people, row.contact.reason) == (Bucket.SIX, [siti], "")
        assert (row.renewal, row.told_at, row.next_at) == (None, None, at_wita(date(2027, 1, 1), 8))

    @pytest.mark.usefixtures("shipped")
    def test_a_renewal_that_was_sent_ends_the_reminders(self, enggelam, siti, budi):
        certificate(enggelam, date(2027, 4, 1))
        renewal = ApplicationFactory(library=enggelam, state=State.SUBMITTED)

        row = self.row(budi)

        assert (row.renewal, row.next_at, row.may_remind) == (renewal, None, False)

    @pytest.mark.usefixtures("siti")
    def test_a_draft_may_be_reminded_because_the_office_has_nothing_yet(self, enggelam, budi):
        certificate(enggelam, date(2027, 4, 1))
        ApplicationFactory(library=enggelam, state=State.DRAFT)

        assert self.row(budi).may_remind

    def test_a_library_nobody_keeps_cannot_be_reminded(self, enggelam, budi):
        certificate(enggelam, date(2027, 4, 1))

        assert (self.row(budi).contact.reason, self.row(budi).may_remind) == ("no_keeper", False)

    def test_pages_follow_each_other_without_gap_or_overlap(self, budi):
        for number in range(60):
            certificate(LibraryFactory(), date(2027, 1, 1 + number % 3))

        seen, after = [], ""
        while True:
            page = radar.page(user=budi, wanted=Wanted(after=after), at=MONDAY)
            seen += [row.outcome.pk for row in page.rows]
            after = page.next_cursor
            if not after:
                break

        assert len(seen) == len(set(seen)) == 60

    @pytest.mark.parametrize(
        "after", ["", "x", "2027-01-01_x", "2027-13-01_1", f"2027-01-01_{2**70}"]
    )
    def test_a_cursor_somebody_tampered_with_starts_from_the_top(self, enggelam, budi, after):
        certificate(enggelam, date(2027, 1, 1))

        assert len(radar.page(user=budi, wanted=Wanted(after=after), at=MONDAY).rows) == 1


class TestRemindingNow:
    def test_writes_to_the_library_once_a_day(self, enggelam, siti, budi):
        outcome = certificate(enggelam, date(2027, 4, 1))

        for _press in range(2):
            assert expiry_reminders.remind(outcome=outcome, by=budi, at=MONDAY) == [siti]

        assert [m.subject for m in OutboxMessage.objects.filter(channel="email")] == [
            "Siapkan akreditasi lagi: sertifikat berlaku sampai Kamis, 1 April 2027"
        ]
        [row] = radar.page(user=budi, wanted=Wanted(), at=MONDAY).rows
        assert row.told_at == MONDAY

    def test_not_when_it_would_reach_nobody_or_is_not_needed(
        self, enggelam, tabang, joko, budi, siti
    ):
        nobody = certificate(LibraryFactory(), date(2027, 4, 1))
        under_way = certificate(tabang, date(2027, 4, 1))
        ApplicationFactory(library=tabang, state=State.SUBMITTED)
        old = OutcomeFactory(library=enggelam, decided_on=date(2020, 1, 1))
        OutcomeFactory(library=enggelam, decided_on=date(2024, 1, 1))
        old.refresh_from_db()

        for outcome, by in ((nobody, budi), (under_way, budi), (old, budi), (under_way, siti)):
            with pytest.raises(Refused):
                expiry_reminders.remind(outcome=outcome, by=by, at=MONDAY)

    def test_by_the_button_on_the_page(self, enggelam, siti, budi, client_of):
        outcome = certificate(enggelam, date(2027, 4, 1))
        url = reverse("accreditation:radar-remind", args=[outcome.token])

        page = client_of(budi).post(url, follow=True).content.decode()

        assert "Perpustakaan Desa Muara Enggelam diingatkan: Siti." in page


class TestTheLadder:
    UNTIL = date(2027, 11, 23)

    @pytest.mark.usefixtures("shipped")
    def test_speaks_12_6_3_1_months_before_and_the_day_after(self, enggelam, siti):
        certificate(enggelam, self.UNTIL)

        rungs = (date(2027, 5, 23), date(2027, 8, 23), date(2027, 10, 23), date(2027, 11, 24))
        days = {TODAY, *(rung + timedelta(days=n) for rung in rungs for n in (-30, -1, 0, 1, 9))}
        heard = []
        for day in sorted(days):
            live(at_wita(day, 9), at_wita(day, 9))
            heard += [day] * (len(mails("reminder.certificate")) - len(heard))

        assert heard == [TODAY, *rungs]

    @pytest.mark.usefixtures("shipped")
    def test_stops_when_the_renewal_is_sent_and_not_before(self, enggelam, siti):
        certificate(enggelam, self.UNTIL)
        draft = applications.start(library=enggelam, by=siti, at=MONDAY)
        live(at_wita(TODAY, 9), at_wita(TODAY, 9))
        while_draft = len(mails("reminder.certificate"))

        draft.details = ApplicationFactory.build(library=enggelam, created_by=siti).details
        draft.save()
        add_papers(draft)
        applications.advance(application=draft, step="submit", by=siti, at=MONDAY)
        live(at_wita(date(2027, 5, 23), 9), at_wita(date(2027, 5, 24), 9))

        assert (while_draft, len(mails("reminder.certificate"))) == (1, 1)


class TestPage:
    def test_numbers_first_then_the_list_behind_one(self, enggelam, siti, kepala, client_of):
        certificate(enggelam, date(2026, 12, 1))
        client, url = client_of(kepala), reverse("accreditation:radar")

        whole = client.get(url).content.decode()
        behind = client.get(
            url, {"kapan": "1", "kecamatan": enggelam.kecamatan_id}
        ).content.decode()

        assert "Menurut kecamatan" in whole
        assert "Menurut kecamatan" not in behind
        assert "Perpustakaan Desa Muara Enggelam" in behind
        assert "Ingatkan sekarang" not in behind  # the head reads

    def test_the_sheet_holds_text_and_is_on_record(self, budi, client_of):
        certificate(LibraryFactory(name="=1+1"), date(2026, 12, 1))

        answer = client_of(budi).get(reverse("accreditation:radar-export"), {"kapan": "1"})

        [row] = spreadsheets.read(answer.content)
        assert row["perpustakaan"] == "=1+1"
        assert AuditEvent.objects.get(verb="exported").payload["asked"] == "kapan=1"

    def test_costs_the_same_with_many(self, budi, client_of):
        def queries():
            with CaptureQueriesContext(connection) as seen:
                client_of(budi).get(reverse("accreditation:radar"))
            return len(seen)

        certificate(LibraryFactory(), date(2026, 12, 1))
        few = queries()
        for _number in range(10):
            certificate(LibraryFactory(), date(2026, 12, 1))

        assert queries() == few
