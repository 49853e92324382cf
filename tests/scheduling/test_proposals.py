"""Times that go back and forth between a library and the office."""

from datetime import UTC

import pytest
import time_machine
from django.urls import reverse

from accreditation.operations import applications
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.notifications.models import OutboxMessage
from scheduling.forms.talks import start_key
from scheduling.models import Appointment, Leave, ProposalState, TimeProposal
from scheduling.operations import booking, proposals, talks
from tests.scheduling.cases import DAY, HOUR, MONDAY, TODAY, TOMORROW, WEDNESDAY, book

pytestmark = pytest.mark.django_db
EVENING = WEDNESDAY + 7 * HOUR  # 17.00 WITA: outside office hours


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def propose(application, by, times=(EVENING, WEDNESDAY), **changes):
    facts = {"mode": "zoom", "agenda": "Buku induk", "at": MONDAY}
    return proposals.propose(application=application, times=times, by=by, **{**facts, **changes})


@pytest.fixture
def asked(mentored, siti):
    return propose(mentored, siti)


def offer(asked, by, times=(WEDNESDAY + DAY,), **changes):
    asked.refresh_from_db()
    facts = {"version": asked.version, "note": "Rabu kami rapat.", "at": MONDAY + HOUR}
    return proposals.offer(proposal=asked, times=times, officer=by, by=by, **{**facts, **changes})


def state(proposal):
    proposal.refresh_from_db()
    return proposal.state


class TestProposing:
    def test_is_kept_in_order_and_told_to_the_assigned_officer(self, asked, budi):
        assert asked.wishes == [WEDNESDAY, EVENING]
        assert asked.times[0] == WEDNESDAY.astimezone(UTC).isoformat()
        mail = OutboxMessage.objects.get(channel="email", recipient=budi)
        assert mail.subject == "Jawab usulan waktu: Perpustakaan Desa Muara Enggelam"
        assert "Rabu, 25 November 2026 pukul 17.00 WITA" in mail.body_text
        assert mail.link == reverse("scheduling:proposal-answer", args=[asked.token])

    def test_without_an_assigned_officer_every_one_sees_it_in_klik(self, jokos, joko, budi, rina):
        propose(jokos, joko)

        told = OutboxMessage.objects.filter(event="proposal.asked")
        assert {(m.recipient, m.channel) for m in told} == {(budi, "in_app"), (rina, "in_app")}

    @pytest.mark.parametrize(
        "times", [(), tuple(WEDNESDAY + n * HOUR for n in range(4))], ids=["none", "four"]
    )
    def test_takes_one_to_three_times(self, mentored, siti, times):
        with pytest.raises(Refused) as refusal:
            propose(mentored, siti, times)

        assert refusal.value.reasons == ("Tulis satu sampai tiga waktu yang berbeda.",)

    def test_the_same_time_twice_is_one(self, mentored, siti):
        assert propose(mentored, siti, (WEDNESDAY, WEDNESDAY)).wishes == [WEDNESDAY]

    def test_what_cannot_be_booked_is_not_proposed(self, mentored, siti):
        with pytest.raises(Refused) as refusal:
            propose(mentored, siti, (MONDAY - HOUR,))

        assert refusal.value.reasons == (
            "Senin, 23 November 2026 pukul 09.00 WITA: "
            "Waktu ini sudah lewat. Pilih waktu yang akan datang.",
        )

    def test_one_open_proposal_at_a_time(self, asked, mentored, siti):
        with pytest.raises(Refused) as refusal:
            propose(mentored, siti)

        assert refusal.value.reasons == (
            "Usulan waktu sudah ada. Tunggu jawabannya, atau tarik dulu yang itu.",
        )

    def test_not_beside_a_booked_talk(self, mentored, siti, budi):
        book(mentored, budi)

        with pytest.raises(Refused):
            propose(mentored, siti)

    @pytest.mark.parametrize("name", ["joko", "mantan", "budi"])
    def test_only_the_librarys_people(self, request, mentored, name):
        with pytest.raises(Refused):
            propose(mentored, request.getfixturevalue(name))

    def test_taken_back(self, asked, siti, mentored):
        proposals.withdraw(proposal=asked, by=siti, at=MONDAY)

        assert state(asked) == ProposalState.WITHDRAWN
        assert propose(mentored, siti).is_open

    def test_a_stranger_takes_nothing_back(self, asked, joko):
        with pytest.raises(Refused):
            proposals.withdraw(proposal=asked, by=joko, at=MONDAY)

    def test_ends_with_the_request(self, asked, mentored, siti):
        applications.advance(
            application=mentored, step="withdraw", by=siti, at=MONDAY, note="Pindah"
        )

        assert state(asked) == ProposalState.WITHDRAWN

    def test_ends_with_any_talk_booked_meanwhile(self, asked, mentored, siti):
        talk = talks.book(
            application=mentored, mode="phone", starts_at=TOMORROW, agenda="", by=siti, at=MONDAY
        )

        assert (state(asked), asked.appointment) == (ProposalState.BOOKED, talk)

    def test_a_visit_does_not_answer_it(self, asked, mentored, budi):
        book(mentored, budi, mode="on_site", join_url="")

        assert state(asked) == ProposalState.ASKED


class TestConfirming:
    def confirm(self, asked, by, starts_at=EVENING, **changes):
        facts = {"officer": by, "join_url": "", "at": MONDAY + HOUR}
        return proposals.confirm(proposal=asked, starts_at=starts_at, by=by, **{**facts, **changes})

    def test_books_it_and_invites_both(self, asked, siti, budi):
        talk = self.confirm(asked, budi)

        assert (talk.starts_at, talk.mode, talk.agenda) == (EVENING, "zoom", "Buku induk")
        assert (state(asked), asked.appointment) == (ProposalState.BOOKED, talk)
        invited = OutboxMessage.objects.filter(event="appointment.scheduled", channel="email")
        assert {m.recipient for m in invited} == {siti, budi}

    def test_only_a_proposed_time(self, asked, budi):
        with pytest.raises(Refused):
            self.confirm(asked, budi, TOMORROW)

    def test_a_taken_time_is_refused_and_stays_open(self, asked, jokos, budi):
        book(jokos, budi, EVENING)

        with pytest.raises(booking.SlotTaken):
            self.confirm(asked, budi)

        assert state(asked) == ProposalState.ASKED

    def test_only_once(self, asked, budi, rina):
        self.confirm(asked, budi)

        with pytest.raises(Refused) as refusal:
            self.confirm(asked, rina, WEDNESDAY)

        assert refusal.value.reasons == ("Usulan ini sudah dijawab atau ditarik.",)

    @pytest.mark.parametrize("name", ["siti", "kepala"])
    def test_only_by_officers(self, request, asked, name):
        with pytest.raises(Refused):
            self.confirm(asked, request.getfixturevalue(name))


class TestOffering:
    def test_tells_the_library_to_pick(self, asked, siti, budi):
        offer(asked, budi)

        assert state(asked) == ProposalState.OFFERED
        mail = OutboxMessage.objects.get(channel="email", event="proposal.offered")
        assert (mail.recipient, mail.subject) == (
            siti,
            "Pilih waktu konsultasi: Perpustakaan Desa Muara Enggelam",
        )
        assert "Rabu kami rapat." in mail.body_text

    def test_the_library_picks_one(self, asked, mentored, siti, budi):
        offer(asked, budi)

        talk = proposals.pick(proposal=asked, starts_at=WEDNESDAY + DAY, by=siti, at=MONDAY)

        assert (talk.officer, talk.created_by) == (budi, siti)
        assert state(asked) == ProposalState.BOOKED

    def test_nothing_else_than_what_was_offered(self, asked, siti, budi):
        offer(asked, budi)

        with pytest.raises(Refused):
            proposals.pick(proposal=asked, starts_at=EVENING, by=siti, at=MONDAY)

    def test_an_offered_time_that_is_gone_names_the_next(self, asked, jokos, siti, budi):
        offer(asked, budi)
        book(jokos, budi, WEDNESDAY + DAY)

        with pytest.raises(booking.SlotTaken) as taken:
            proposals.pick(proposal=asked, starts_at=WEDNESDAY + DAY, by=siti, at=MONDAY)

        assert taken.value.free
        assert state(asked) == ProposalState.OFFERED

    def test_offering_anew_tells_anew(self, asked, budi):
        offer(asked, budi)
        offer(asked, budi, (WEDNESDAY + 2 * DAY,))

        assert OutboxMessage.objects.filter(channel="email", event="proposal.offered").count() == 2

    def test_two_officers_do_not_overwrite_each_other(self, asked, budi, rina):
        offer(asked, budi)

        with pytest.raises(Conflict):
            offer(asked, rina, version=1)

    def test_only_with_somebody_on_duty(self, asked, budi, siti):
        with pytest.raises(Refused):
            proposals.offer(
                proposal=asked, version=1, times=[WEDNESDAY], officer=siti, note="", by=budi, at=MONDAY
            )  # fmt: skip


class TestPages:
    def test_the_library_proposes_and_withdraws(self, mentored, siti, client_of):
        client = client_of(siti)
        url = reverse("scheduling:proposal-new", args=[mentored.code])

        answer = client.post(
            url, {"mode": "zoom", "agenda": "SK", "day1": "25-11-2026", "time1": "17:00", "day2": "", "time2": "09:00",
                  "day3": "26-11-2026", "time3": "09:15"},
        )  # fmt: skip

        assert TimeProposal.objects.get().wishes == [EVENING, WEDNESDAY + DAY - 3 * HOUR / 4]
        page = client.get(answer.url).content.decode()
        assert "Usulan Anda menunggu jawaban petugas" in page
        case = client.get(mentored.get_absolute_url()).content.decode()
        assert "Usulan waktu Anda menunggu jawaban" in case
        client.post(reverse("scheduling:proposal-withdraw", args=[mentored.code]))
        assert TimeProposal.objects.get().state == ProposalState.WITHDRAWN

    def test_the_officer_finds_it_and_confirms(self, asked, mentored, budi, rina, client_of):
        client = client_of(budi)
        url = reverse("scheduling:proposal-answer", args=[asked.token])
        Leave.objects.create(officer=rina, first_on=TODAY, last_on=TODAY + 9 * DAY)

        assert url in client.get(reverse("scheduling:proposal-list")).content.decode()
        assert url in client.get(mentored.get_absolute_url()).content.decode()
        page = client.get(url)
        assert [[o.name for o in wish.free] for wish in page.context["free"]] == [["Budi"]] * 2
        answer = client.post(url, {"start": start_key(EVENING), "officer": budi.pk})

        assert answer.url == Appointment.objects.get().get_absolute_url()

    def test_the_officer_offers_and_the_library_picks(self, asked, mentored, siti, budi, client_of):
        client_of(budi).post(
            reverse("scheduling:proposal-offer", args=[asked.token]),
            {"officer": budi.pk, "day1": "26-11-2026", "time1": "10:00", "time2": "09:00", "time3": "09:00",
             "note": "Rabu penuh.", "version": 1 + 0},
        )  # fmt: skip
        client = client_of(siti)
        case = client.get(mentored.get_absolute_url()).content.decode()
        assert "Pilih salah satu waktu konsultasi yang ditawarkan petugas." in case
        page = client.get(reverse("scheduling:talk-new", args=[mentored.code])).content.decode()
        assert "Rabu penuh." in page

        pick = reverse("scheduling:proposal-pick", args=[mentored.code])
        assert "Pilih salah satu waktu." in client.post(pick, {}, follow=True).content.decode()
        answer = client.post(pick, {"start": "2026-11-26T10:00"})

        assert answer.url == Appointment.objects.get().get_absolute_url()

    def test_what_was_answered_is_no_page_any_more(self, asked, siti, budi, client_of):
        proposals.withdraw(proposal=asked, by=siti, at=MONDAY)

        for name in ("proposal-answer", "proposal-offer"):
            url = reverse(f"scheduling:{name}", args=[asked.token])
            assert client_of(budi).get(url).status_code == 404
