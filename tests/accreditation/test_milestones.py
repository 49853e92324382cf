"""What happened in SiPAPI and when: facts with a date, said by whoever knows them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accreditation import milestones
from accreditation.milestone_line import Line, median_days
from accreditation.milestones import SipapiStep
from accreditation.models import Milestone
from accreditation.operations import milestones as operations
from accreditation.queries import capacities_of
from accreditation.workflow import State, Turn
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.notifications.models import OutboxMessage
from klik_portal.reminders.models import ReminderNote
from klik_portal.reminders.operations import climb
from tests.factories.accreditation import MONDAY, ApplicationFactory, StoredFileFactory
from tests.reminders.conftest import shipped  # noqa: F401 -- a fixture

pytestmark = pytest.mark.django_db
SENT, VERIFIED, PLENARY = SipapiStep.SENT, SipapiStep.VERIFIED, SipapiStep.PLENARY
TODAY = MONDAY.date()


@pytest.fixture
def proposed(enggelam, siti, budi):
    return ApplicationFactory(
        library=enggelam, created_by=siti, assigned_to=budi, state=State.PROPOSED
    )


def keep(application, by, step=SENT, day=TODAY, **changes):
    facts = {"note": "", "file": None, "version": 0, "at": MONDAY} | changes
    return operations.keep(application=application, step=step, happened_on=day, by=by, **facts)


class TestOrder:
    def test_the_next_step_stands_behind_the_last_dated_one(self):
        assert milestones.next_expected({}) == SipapiStep.REGISTERED
        assert milestones.next_expected({"verified": TODAY}) == SipapiStep.ASSESSED
        assert milestones.next_expected({"issued": TODAY}) is None

    def test_a_later_step_with_an_earlier_date_is_pointed_out(self):
        dates = {"sent": date(2026, 11, 20), "plenary": date(2026, 11, 2)}

        assert milestones.oddities(dates) == [
            "“Rapat penetapan” (2 Nov 2026) lebih awal dari “Permohonan dikirim di SiPAPI” (20 Nov 2026)."
        ]
        assert milestones.oddities({"sent": TODAY, "plenary": TODAY}) == []


class TestKeeping:
    def test_news_leaves_the_turn_with_perpusnas_and_restarts_its_time(self, proposed, budi):
        kept = keep(proposed, budi, VERIFIED, note="Daring", file=StoredFileFactory())

        proposed.refresh_from_db()
        assert (proposed.turn, proposed.turn_since, proposed.state) == (
            Turn.PERPUSNAS, MONDAY, State.PROPOSED,
        )  # fmt: skip
        assert proposed.due_at.date() == (MONDAY + timedelta(days=30)).date()
        assert (kept.note, kept.told_by_library, kept.by) == ("Daring", False, budi)

    def test_each_side_hears_what_the_other_wrote(self, proposed, budi, siti):
        keep(proposed, siti, SENT)
        keep(proposed, budi, PLENARY)

        mails = OutboxMessage.objects.filter(channel="email").order_by("pk")
        assert [(mail.to_address, mail.subject) for mail in mails] == [
            ("budi@contoh.id", "Perpustakaan Desa Muara Enggelam mencatat: Permohonan dikirim di SiPAPI"),
            ("siti@contoh.id", f"Kabar SiPAPI untuk {proposed.code}: Rapat penetapan"),
        ]  # fmt: skip

    def test_what_the_library_says_is_labelled_so(self, proposed, siti, client_of, budi):
        assert keep(proposed, siti).told_by_library
        assert (
            "dicatat perpustakaan"
            in client_of(budi).get(proposed.get_absolute_url()).content.decode()
        )

    @pytest.mark.parametrize("day", [TODAY + timedelta(days=1), date(2020, 12, 31)])
    def test_a_date_that_cannot_be_is_refused(self, proposed, budi, day):
        with pytest.raises(Refused):
            keep(proposed, budi, day=day)

    def test_the_library_knows_only_the_first_steps(self, proposed, siti):
        with pytest.raises(Refused) as refusal:
            keep(proposed, siti, PLENARY)

        assert refusal.value.reasons == (
            "Langkah ini dicatat petugas setelah ada kabar dari Perpusnas.",
        )

    def test_the_library_does_not_write_over_the_office(self, proposed, budi, siti):
        keep(proposed, budi)

        with pytest.raises(Refused):
            keep(proposed, siti, day=date(2026, 11, 1), version=1)

    @pytest.mark.parametrize("state", [State.MENTORING, State.READY, State.WITHDRAWN])
    def test_only_for_what_was_proposed(self, enggelam, budi, state):
        with pytest.raises(Refused):
            keep(ApplicationFactory(library=enggelam, state=state), budi)

    def test_the_date_of_the_certificate_may_come_after_the_result(self, enggelam, budi):
        done = ApplicationFactory(library=enggelam, state=State.ACCREDITED)

        keep(done, budi, SipapiStep.ISSUED)

        done.refresh_from_db()
        assert done.due_at is None


class TestPuttingRight:
    def test_what_stood_there_before_is_kept(self, proposed, budi, rina):
        keep(proposed, budi, day=date(2026, 11, 2), note="Surat 12")

        kept = keep(proposed, rina, day=date(2026, 11, 3), version=1)

        old = kept.corrections.get()
        assert (kept.happened_on, kept.note, kept.by) == (date(2026, 11, 3), "", rina)
        assert (old.happened_on, old.note, old.by) == (date(2026, 11, 2), "Surat 12", budi)

    def test_the_same_form_twice_is_one_fact(self, proposed, budi):
        keep(proposed, budi)
        keep(proposed, budi)

        assert (Milestone.objects.get().version, OutboxMessage.objects.filter(channel="email").count()) == (1, 1)  # fmt: skip

    def test_two_people_never_write_over_each_other(self, proposed, budi):
        keep(proposed, budi, day=date(2026, 11, 2))

        with pytest.raises(Conflict) as conflict:
            keep(proposed, budi, day=date(2026, 11, 3))

        assert conflict.value.theirs == [("Tanggal dan catatan", "2 Nov 2026")]


class TestPages:
    def test_a_step_out_of_order_is_saved_and_pointed_out(self, proposed, budi, client_of):
        keep(proposed, budi, SENT)
        client = client_of(budi)
        url = reverse("accreditation:milestone", args=[proposed.code, "plenary"])

        answer = client.post(url, {"happened_on": "02-11-2026", "version": "0"})
        page = client.get(answer.url).content.decode()

        assert Milestone.objects.get(step="plenary").happened_on == date(2026, 11, 2)
        assert page.count("lebih awal dari") == 2  # once as news, once on the line

    def test_the_library_is_offered_its_own_steps_only(self, proposed, siti, client_of):
        page = client_of(siti).get(proposed.get_absolute_url()).content.decode()

        offered = [
            s
            for s in SipapiStep
            if reverse("accreditation:milestone", args=[proposed.code, s]) in page
        ]
        assert offered == [SipapiStep.REGISTERED, SipapiStep.SENT]

    def test_a_step_that_does_not_exist(self, proposed, budi, client_of):
        url = reverse("accreditation:milestone", args=[proposed.code, "lompat"])
        assert client_of(budi).get(url).status_code == 404

    def test_without_any_date_a_finished_request_shows_no_line(self, enggelam, budi):
        done = ApplicationFactory(library=enggelam, state=State.ACCREDITED)

        assert not Line(done, capacities_of(user=budi, application=done)).is_shown


def test_the_median_counts_from_the_dated_step_before():
    for days in (10, 20, 90):
        application = ApplicationFactory(state=State.PROPOSED)
        for step, day in ((SENT, TODAY - timedelta(days)), (PLENARY, TODAY)):
            Milestone.objects.create(
                application=application, step=step, happened_on=day, by=application.created_by, at=MONDAY
            )  # fmt: skip

    assert median_days(since=TODAY, until=TODAY) == {PLENARY: (20, 3)}


@pytest.mark.usefixtures("shipped")
def test_thirty_days_without_news_ask_the_officer_and_news_starts_anew(proposed, budi):
    keep(proposed, budi, at=MONDAY + timedelta(days=20))

    def asked_by(days):
        climb.climb(at=MONDAY + timedelta(days=days))
        return list(ReminderNote.objects.filter(recipient=budi).values_list("line", flat=True))

    assert asked_by(31) == asked_by(49) == []
    assert asked_by(51) == [f"Tanyakan kabar {proposed.code}: Perpustakaan Desa Muara Enggelam"]
