"""Minutes and what was agreed: one message to the library, and pages on which it is followed."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accreditation.operations import applications
from accreditation.workflow import State, Turn
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.notifications.models import OutboxMessage
from scheduling import agreed
from scheduling.models import AgreedAction, Appointment
from scheduling.operations import actions, minutes
from scheduling.operations.minutes import Agreed
from tests.factories.accreditation import MONDAY, ApplicationFactory
from tests.scheduling.test_appointments import TOMORROW, book

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FRIDAY = date(2026, 11, 27)
LINES = (
    Agreed("Lengkapi buku induk", "library", "Ibu Siti", FRIDAY),
    Agreed("Kirim contoh SK.", "office", "", FRIDAY + 3 * DAY),
)


@pytest.fixture
def mentoring(enggelam, siti, budi):
    return ApplicationFactory(
        library=enggelam, state=State.MENTORING, created_by=siti, assigned_to=budi
    )


@pytest.fixture
def talk(mentoring, budi):
    return book(mentoring, budi)


def close(talk, by, **changes):
    facts = {"attended": True, "note": "Buku induk dibahas.\nRak disusun.", "agreed": LINES}
    return minutes.close_meeting(
        appointment=talk, by=by, at=TOMORROW + HOUR, **{**facts, **changes}
    )


class TestOneMessage:
    def test_it_carries_the_minutes_and_the_actions(self, mentoring, talk, budi, siti):
        OutboxMessage.objects.all().delete()

        close(talk, budi)

        mail = OutboxMessage.objects.get(channel="email")
        assert (mail.recipient, mail.event) == (siti, "appointment.minutes")
        assert mail.subject == "Notulen Konsultasi Zoom Selasa, 24 November 2026"
        assert mail.lines == [
            f"Konsultasi Zoom: Perpustakaan Desa Muara Enggelam ({mentoring.code})",
            "Waktu: Selasa, 24 November 2026 pukul 10.00 WITA, 60 menit.",
            "Petugas: Budi.",
            "Notulen:",
            "Buku induk dibahas.",
            "Rak disusun.",
            "Tindak lanjut:",
            "1. Lengkapi buku induk. Perpustakaan (Ibu Siti), sampai Jumat, 27 November 2026.",
            "2. Kirim contoh SK. Dinas, sampai Senin, 30 November 2026.",
        ]

    def test_the_turn_goes_to_whoever_is_next(self, mentoring, talk, budi):
        close(talk, budi)

        mentoring.refresh_from_db()
        assert (mentoring.turn, mentoring.next_step) == (
            Turn.APPLICANT,
            "Kerjakan: Lengkapi buku induk (sampai Jumat, 27 November 2026).",
        )

    def test_the_actions_belong_to_the_meeting_and_the_request(self, mentoring, talk, budi):
        close(talk, budi)

        assert [a.what for a in talk.actions.all()] == ["Lengkapi buku induk", "Kirim contoh SK."]
        assert set(mentoring.agreed_actions.values_list("created_by", flat=True)) == {budi.pk}

    @pytest.mark.parametrize(
        "changes", [{"note": "", "agreed": ()}, {"attended": False, "note": "Banjir", "agreed": ()}]
    )
    def test_without_minutes_there_is_none(self, talk, budi, changes):
        close(talk, budi, **changes)

        assert not OutboxMessage.objects.filter(event="appointment.minutes").exists()

    def test_an_older_action_in_turn_is_told_when_there_are_no_minutes(self, mentoring, talk, budi):
        actions.agree(
            application=mentoring, appointment=None, what="Rapikan rak", side="library",
            due_on=FRIDAY, by=budi, at=MONDAY, tell=False,
        )  # fmt: skip

        close(talk, budi, note="", agreed=())

        assert OutboxMessage.objects.filter(subject__startswith="Langkah Anda berikutnya").exists()

    def test_a_refusal_keeps_nothing(self, talk, budi, siti):
        for by, at in ((siti, TOMORROW + HOUR), (budi, TOMORROW - HOUR)):
            with pytest.raises(Refused):
                minutes.close_meeting(
                    appointment=talk, attended=True, note="x", agreed=LINES, by=by, at=at
                )

        talk.refresh_from_db()
        assert (talk.state, AgreedAction.objects.count()) == ("scheduled", 0)


class TestTheResultForm:
    @pytest.fixture
    def begun(self, talk):
        past = clock.now() - 2 * HOUR
        Appointment.objects.update(starts_at=past, ends_at=past + HOUR)
        talk.refresh_from_db()
        return talk

    def send(self, client, talk, **typed):
        url = reverse("scheduling:appointment-result", args=[talk.code])
        return client.post(url, {"attended": "yes", "note": "Sepakat.", **typed})

    def test_five_actions_with_the_minutes(self, begun, mentoring, budi, client_of):
        typed = {f"what_{n}": f"Pekerjaan {n}" for n in range(1, 6)} | {"side_2": "office"}

        response = self.send(client_of(budi), begun, **typed)

        assert response.url == mentoring.get_absolute_url()
        assert list(AgreedAction.objects.order_by("pk").values_list("what", "side")) == [
            ("Pekerjaan 1", "library"), ("Pekerjaan 2", "office"), ("Pekerjaan 3", "library"),
            ("Pekerjaan 4", "library"), ("Pekerjaan 5", "library"),
        ]  # fmt: skip

    def test_a_day_without_work_is_asked_about_and_stays_in_sight(self, begun, budi, client_of):
        response = self.send(client_of(budi), begun, who_3="Siti")

        assert response.status_code == 422
        page = response.content.decode()
        assert "Tulis juga apa yang dikerjakan." in page
        assert "<details open>" in page
        assert 'value="Siti"' in page

    @pytest.mark.parametrize("day", ["24-11-2099", "24-11-1999", "kemarin"])
    def test_an_odd_day_is_asked_about(self, begun, budi, client_of, day):
        response = self.send(client_of(budi), begun, what_1="Rapikan rak", due_1=day)

        assert response.status_code == 422
        assert not AgreedAction.objects.exists()

    def test_a_refusal_is_shown_with_what_was_typed(self, begun, budi, client_of):
        response = self.send(client_of(budi), begun, attended="no", note="")

        assert response.status_code == 422
        assert "Tulis mengapa pertemuan tidak terlaksana." in response.content.decode()

    def test_a_closed_meeting_has_no_form(self, begun, budi, client_of):
        self.send(client_of(budi), begun)

        url = reverse("scheduling:appointment-result", args=[begun.code])
        assert client_of(budi).get(url).status_code == 404


class TestOnThePages:
    @pytest.fixture
    def action(self, mentoring, budi):
        return actions.agree(
            application=mentoring, appointment=None, what="Lengkapi buku induk", side="library",
            who="Ibu Siti", due_on=clock.today() + 3 * DAY, by=budi, at=clock.now(),
        )  # fmt: skip

    def page(self, client, application):
        return client.get(application.get_absolute_url()).content.decode()

    def test_the_library_sees_its_work_as_the_next_step_and_finishes_it(
        self, mentoring, action, siti, client_of
    ):
        client = client_of(siti)
        page = self.page(client, mentoring)
        url = reverse("scheduling:action-finish", args=[action.token])
        assert "Kerjakan: Lengkapi buku induk (sampai" in page
        assert f'<a class="btn" href="{url}">Tandai selesai</a>' in page

        response = client.post(url, {"note": "1.020 judul"}, follow=True)

        page = response.content.decode()
        assert "Ditandai selesai. Terima kasih." in page
        assert "1.020 judul" in page
        action.refresh_from_db()
        assert action.state == "done"

    def test_the_library_may_not_touch_the_offices(self, mentoring, budi, siti, client_of):
        action = actions.agree(
            application=mentoring, appointment=None, what="Kirim contoh", side="office",
            by=budi, at=clock.now(),
        )  # fmt: skip
        url = reverse("scheduling:action-finish", args=[action.token])

        assert "Kirim contoh" in self.page(client_of(siti), mentoring)
        assert client_of(siti).get(url).status_code == 404
        assert client_of(siti).post(url, {}).status_code == 404

    def test_a_stranger_finds_nothing(self, action, joko, client_of):
        url = reverse("scheduling:action-finish", args=[action.token])

        assert client_of(joko).post(url, {}).status_code == 404

    def test_the_officer_words_it_anew(self, mentoring, action, budi, client_of):
        url = reverse("scheduling:action-edit", args=[action.token])
        typed = {"what": "Rapikan rak", "side": "office", "who": "", "due_on": "", "version": "1"}

        assert client_of(budi).post(url, typed).url == mentoring.get_absolute_url()

        action.refresh_from_db()
        assert (action.what, action.side, action.due_on) == ("Rapikan rak", "office", None)

    def test_who_was_slower_sees_both_texts(self, action, budi, client_of):
        AgreedAction.objects.update(version=2, what="Sudah diubah")
        url = reverse("scheduling:action-edit", args=[action.token])
        typed = {"what": "Rapikan rak", "side": "office", "who": "", "due_on": "", "version": "1"}

        response = client_of(budi).post(url, typed)

        assert response.status_code == 409
        assert "Sudah diubah" in response.content.decode()
        assert "Rapikan rak" in response.content.decode()

    def test_dropping_asks_why(self, mentoring, action, budi, siti, client_of):
        url = reverse("scheduling:action-drop", args=[action.token])
        assert client_of(budi).post(url, {"reason": "", "version": "1"}).status_code == 422

        client_of(budi).post(url, {"reason": "Sudah ada bantuan", "version": "1"})

        page = self.page(client_of(siti), mentoring)
        assert "Sudah ada bantuan" in page
        assert "Tidak jadi" in page

    @pytest.mark.parametrize("name", ["action-edit", "action-drop", "action-finish"])
    def test_what_is_closed_says_so(self, action, budi, client_of, name):
        AgreedAction.objects.update(state="dropped", closed_at=MONDAY)
        typed = {
            "what": "Rapikan rak", "side": "office", "who": "", "due_on": "", "version": "1",
            "reason": "x", "note": "",
        }  # fmt: skip

        response = client_of(budi).post(reverse(f"scheduling:{name}", args=[action.token]), typed)

        assert response.status_code == 422
        assert "Tindak lanjut ini sudah ditutup." in response.content.decode()

    def test_more_is_added_from_the_request_and_from_the_meeting(
        self, mentoring, talk, budi, client_of
    ):
        url = reverse("scheduling:action-new", args=[mentoring.code])
        typed = {"what": "Rapikan rak", "side": "library", "who": "", "due_on": ""}

        assert client_of(budi).post(url, typed).url == mentoring.get_absolute_url()
        response = client_of(budi).post(f"{url}?pertemuan={talk.code}", typed)

        assert response.url == talk.get_absolute_url()
        assert [a.appointment for a in AgreedAction.objects.order_by("pk")] == [None, talk]

    def test_a_closed_request_takes_no_more(self, mentoring, budi, siti, client_of):
        applications.advance(
            application=mentoring, step="withdraw", by=siti, at=clock.now(), note="Pindah"
        )
        url = reverse("scheduling:action-new", args=[mentoring.code])

        response = client_of(budi).post(url, {"what": "Rapikan rak", "side": "library"})

        assert response.status_code == 422
        assert (
            "Tindak lanjut hanya dicatat selama permohonan berjalan." in response.content.decode()
        )

    def test_closing_a_request_shows_what_was_left(self, mentoring, action, siti, client_of):
        applications.advance(
            application=mentoring, step="withdraw", by=siti, at=clock.now(), note="Pindah"
        )

        page = self.page(client_of(siti), mentoring)

        assert "Tidak selesai: Lengkapi buku induk" in page
        assert "Tandai selesai" not in page


class TestTheOfficesList:
    @pytest.fixture
    def several(self, mentoring, tabang, joko, budi, rina):
        other = ApplicationFactory(
            library=tabang, state=State.MENTORING, created_by=joko, assigned_to=rina
        )
        today = clock.today()
        for application, what, side, due_on in (
            (mentoring, "tanpa tanggal", "library", None),
            (mentoring, "nanti", "office", today + 9 * DAY),
            (other, "terlambat", "library", today - 2 * DAY),
        ):
            actions.agree(
                application=application, appointment=None, what=what, side=side, due_on=due_on,
                by=budi, at=clock.now(),
            )  # fmt: skip

    def shown(self, client, **asked):
        page = client.get(reverse("scheduling:action-list"), asked)
        return [action.what for action, _is_overdue in page.context["rows"]]

    def test_the_soonest_is_on_top_and_undated_ones_come_last(self, several, budi, client_of):
        assert self.shown(client_of(budi)) == ["terlambat", "nanti", "tanpa tanggal"]

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({"milik": "saya"}, ["nanti", "tanpa tanggal"]),
            ({"waktu": "lewat"}, ["terlambat"]),
            ({"pihak": "office"}, ["nanti"]),
            ({"pihak": "library", "milik": "saya"}, ["tanpa tanggal"]),
            ({"milik": "x", "waktu": "y", "pihak": "z"}, ["terlambat", "nanti", "tanpa tanggal"]),
            ({"setelah": "x~y"}, ["terlambat", "nanti", "tanpa tanggal"]),
            ({"setelah": "x~1"}, ["terlambat", "nanti", "tanpa tanggal"]),
            ({"setelah": "~" + "9" * 30}, ["terlambat", "nanti", "tanpa tanggal"]),
        ],
    )
    def test_it_is_narrowed(self, several, budi, client_of, asked, found):
        assert self.shown(client_of(budi), **asked) == found

    def test_the_head_reads_it_the_library_does_not(self, several, kepala, siti, client_of):
        assert len(self.shown(client_of(kepala))) == 3
        assert client_of(siti).get(reverse("scheduling:action-list")).status_code == 404

    def test_requests_that_are_over_leave_it(self, several, mentoring, siti, budi, client_of):
        applications.advance(
            application=mentoring, step="withdraw", by=siti, at=clock.now(), note="Pindah"
        )

        assert self.shown(client_of(budi)) == ["terlambat"]

    def test_page_after_page_shows_each_once(self, several, budi, client_of, monkeypatch):
        monkeypatch.setattr(agreed, "PAGE", 1)
        client, url, found = client_of(budi), reverse("scheduling:action-list"), []
        asked = "?"
        while asked:
            page = client.get(url + asked)
            found += [action.what for action, _is_overdue in page.context["rows"]]
            asked = page.context["next_url"]

        assert found == ["terlambat", "nanti", "tanpa tanggal"]

    def test_an_empty_list_says_so(self, budi, client_of):
        page = client_of(budi).get(reverse("scheduling:action-list")).content.decode()
        assert "Semua sudah selesai" in page

        page = client_of(budi).get(reverse("scheduling:action-list"), {"waktu": "lewat"})
        assert "Tidak ada yang cocok" in page.content.decode()
