"""What a page says comes next: gold only for the one whose turn it is, and always a way on."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accreditation.queries import current_documents
from accreditation.workflow import State
from klik_portal.core import clock
from scheduling.models import AppointmentState
from scheduling.operations import appointments
from tests.factories.accreditation import ApplicationFactory, add_papers
from tests.factories.libraries import MembershipFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
GOLD = 'class="card next"'


def text_of(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def submitted(enggelam, siti):
    return ApplicationFactory(library=enggelam, state=State.SUBMITTED, created_by=siti)


def test_at_home_gold_means_your_turn(client_of, siti, submitted):
    waiting = text_of(client_of(siti), reverse("desks:home"))
    assert "Sekarang giliran Petugas Diarpus" in waiting
    assert GOLD not in waiting

    submitted.state, submitted.turn = State.RETURNED, "applicant"
    submitted.save()
    assert GOLD in text_of(client_of(siti), reverse("desks:home"))


def test_the_one_who_waits_reads_whose_turn_it_is(client_of, siti, budi, submitted):
    assert "Sekarang giliran Petugas Diarpus" in text_of(
        client_of(siti), submitted.get_absolute_url()
    )

    submitted.state, submitted.turn = State.RETURNED, "applicant"
    submitted.save()
    assert "Sekarang giliran Pemohon" in text_of(client_of(budi), submitted.get_absolute_url())


def test_an_unconfirmed_keeper_is_the_officers_next_step(client_of, budi, tabang):
    newcomer = UserFactory()
    MembershipFactory(user=newcomer, library=tabang, waiting=True)
    application = ApplicationFactory(library=tabang, state=State.SUBMITTED, created_by=newcomer)

    page = text_of(client_of(budi), application.get_absolute_url())

    confirm = reverse("libraries:registry-detail", args=[tabang.code])
    assert f'<a class="btn" href="{confirm}">Konfirmasi pengelola</a>' in page


def test_files_follow_the_order_of_the_parts(submitted):
    add_papers(submitted)

    slots = [document.slot for document in current_documents(submitted)]

    assert slots == ["request_letter", "founding_decree", "photos", "photos"]


class TestOldMeetings:
    @pytest.fixture
    def meeting(self, enggelam, siti, budi):
        mentoring = ApplicationFactory(library=enggelam, state=State.MENTORING, created_by=siti)
        now = clock.now()
        day = clock.wita(now + timedelta(days=7)).date()
        return appointments.schedule(
            application=mentoring, mode="phone", officer=budi, starts_at=clock.at_wita(day, 9),
            length_minutes=60, by=budi, at=now,
        )  # fmt: skip

    def test_a_cancelled_one_is_not_days_ahead(self, client_of, siti, budi, meeting):
        appointments.cancel(appointment=meeting, reason="Banjir", by=budi, at=clock.now())

        for url in (reverse("scheduling:appointment-list"), meeting.get_absolute_url()):
            page = text_of(client_of(siti), url)
            assert "Dibatalkan" in page
            assert "7 hari lagi" not in page

    def test_one_nobody_wrote_about_says_so(self, client_of, siti, meeting):
        meeting.starts_at -= timedelta(days=9)
        meeting.ends_at -= timedelta(days=9)
        meeting.save()

        page = text_of(client_of(siti), reverse("scheduling:appointment-list"))

        assert meeting.state == AppointmentState.SCHEDULED
        assert "Menunggu catatan petugas" in page
        assert "Terjadwal" not in page
