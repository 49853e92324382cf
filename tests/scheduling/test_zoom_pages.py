"""Zoom on the pages: starting as host, what is not connected yet, a pasted link."""

import os
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.urls import reverse
from werkzeug import Response

from accreditation.workflow import State
from klik_portal.core import clock
from scheduling.models import ZoomMeeting
from scheduling.operations import zoom_meetings
from scheduling.views import zoom as views
from tests.factories.accreditation import ApplicationFactory
from tests.fake_zoom import told
from tests.scheduling.test_appointments import book
from tests.services import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(fake, enggelam, siti, budi):
    """Tomorrow, told from the real clock: the pages ask for it."""
    application = ApplicationFactory(library=enggelam, state=State.MENTORING, created_by=siti)
    start = clock.at_wita(clock.today() + timedelta(days=1), 10)
    return book(application, budi, start, join_url="", at=clock.now())


@pytest.fixture
def linked(talk):
    zoom_meetings.sync_due(at=clock.now())
    talk.refresh_from_db()
    return talk


def start(client, talk):
    return client.get(reverse("scheduling:appointment-start", args=[talk.code]))


class TestStarting:
    def test_the_officer_is_led_in_as_host_each_time_afresh(self, fake, linked, budi, client_of):
        first, second = start(client_of(budi), linked), start(client_of(budi), linked)

        assert first.status_code == second.status_code == 302
        assert first.url.startswith("https://us05web.zoom.us/s/85012345001?zak=geheim.")
        assert first.url != second.url
        assert first["Cache-Control"] == "no-store"
        assert first["Referrer-Policy"] == "no-referrer"

    def test_the_address_is_kept_nowhere_and_shown_to_nobody(
        self, fake, linked, budi, siti, kepala, client_of, caplog
    ):
        caplog.set_level("DEBUG")
        start(client_of(budi), linked)

        assert "geheim" not in caplog.text
        assert "geheim" not in str(list(ZoomMeeting.objects.values()))
        for person in (budi, siti, kepala):
            for url in (linked.get_absolute_url(), linked.application.get_absolute_url()):
                assert "geheim" not in client_of(person).get(url).content.decode()

    def test_another_officer_is_told_whose_it_is(self, fake, linked, rina, client_of):
        response = client_of(rina).get(
            reverse("scheduling:appointment-start", args=[linked.code]), follow=True
        )

        assert "Hanya petugas jadwal ini yang dapat memulai rapatnya." in response.content.decode()
        assert not [call for call in fake.made("GET") if call.path.startswith("/meetings/")]

    @pytest.mark.parametrize("name", ["siti", "kepala", "joko", "admin"])
    def test_nobody_else_finds_it(self, request, fake, linked, client_of, name):
        assert start(client_of(request.getfixturevalue(name)), linked).status_code == 404

    @pytest.mark.parametrize(
        "address",
        [
            "http://zoom.us/s/1", "https://evil.example/s/1", "https://zoom.us.evil.example/", "//evil.example",
            "javascript:alert(1)", "https://evil.example\\@zoom.us", "https://zoom.us@evil.example", "https://zoom.us/\r\nX: y",
            "", None, 5, ["https://zoom.us"],
        ],
    )  # fmt: skip
    def test_an_address_elsewhere_is_not_followed(self, fake, linked, budi, client_of, address):
        fake.after = lambda call: told({"id": 1, "start_url": address})

        assert start(client_of(budi), linked).url == linked.get_absolute_url()

    def test_when_zoom_is_silent_the_ordinary_link_must_do(
        self, fake, linked, budi, client_of, monkeypatch
    ):
        monkeypatch.setattr(views, "START_PATIENCE", 0.4)
        fake.before = lambda call: time.sleep(2)
        begun = time.monotonic()

        response = client_of(budi).get(
            reverse("scheduling:appointment-start", args=[linked.code]), follow=True
        )

        assert time.monotonic() - begun < 1.5
        page = response.content.decode()
        assert "Zoom tidak memberi tautan mulai. Masuk lewat tautan biasa di bawah" in page
        assert linked.join_url in page

    def test_a_pasted_link_has_nothing_to_start(self, enggelam, siti, budi, client_of):
        application = ApplicationFactory(library=enggelam, state=State.MENTORING, created_by=siti)
        pasted = book(application, budi)

        assert start(client_of(budi), pasted).url == pasted.get_absolute_url()


class TestWhatIsNotConnected:
    @pytest.fixture
    def stuck(self, fake, talk):
        ZoomMeeting.objects.update(
            state="parked", attempts=5, last_error="Zoom menolak kunci Klik."
        )
        return talk

    def test_the_office_reads_why_and_tries_again(self, fake, stuck, budi, client_of):
        client = client_of(budi)
        for url in (stuck.get_absolute_url(), reverse("scheduling:zoom-ledger")):
            page = client.get(url).content.decode()
            assert "Zoom menolak kunci Klik." in page
            assert "Coba lagi" in page

        response = client.post(reverse("scheduling:zoom-retry", args=[stuck.code]), follow=True)

        assert "Zoom dicoba lagi." in response.content.decode()
        assert ZoomMeeting.objects.get().state == "due"

    def test_the_head_reads_it_without_a_button(self, stuck, kepala, client_of):
        for url in (stuck.get_absolute_url(), reverse("scheduling:zoom-ledger")):
            page = client_of(kepala).get(url).content.decode()
            assert "Zoom menolak kunci Klik." in page
            assert "Coba lagi" not in page

    def test_the_library_only_reads_that_the_link_follows(self, stuck, siti, client_of):
        page = client_of(siti).get(stuck.get_absolute_url()).content.decode()

        assert "Tautan Zoom menyusul." in page
        assert "menolak" not in page

    def test_trying_what_is_not_stuck_is_refused_with_a_sentence(self, linked, budi, client_of):
        response = client_of(budi).post(
            reverse("scheduling:zoom-retry", args=[linked.code]), follow=True
        )

        assert "Zoom untuk jadwal ini tidak sedang bermasalah." in response.content.decode()

    def test_without_keys_the_officer_pastes_the_link(self, talk, budi, settings, client_of):
        settings.ZOOM_ACCOUNT_ID = ""
        ZoomMeeting.objects.all().delete()

        page = client_of(budi).get(talk.get_absolute_url()).content.decode()

        assert "Tempel tautan Zoom" in page

    def test_the_calendar_marks_what_nobody_can_join_yet(self, talk, budi, client_of):
        page = client_of(budi).get(reverse("scheduling:calendar")).content.decode()

        assert "Belum ada tautan" in page

    def test_the_ledger_says_what_is_set_up(self, settings, budi, client_of):
        settings.ZOOM_ACCOUNT_ID = settings.ZOOM_WEBHOOK_SECRET = ""

        page = client_of(budi).get(reverse("scheduling:zoom-ledger")).content.decode()

        assert "Zoom belum disetel: tempel tautan pada tiap jadwal" in page
        assert "Kehadiran tidak dicatat" in page


def test_the_move_form_does_not_ask_for_zooms_own_link(linked, budi, client_of):
    page = client_of(budi).get(reverse("scheduling:appointment-move", args=[linked.code]))

    assert "join_url" not in page.context["form"].fields


def test_a_talk_is_booked_without_a_link_on_the_page(fake, enggelam, siti, budi, client_of):
    application = ApplicationFactory(library=enggelam, state=State.MENTORING, created_by=siti)
    url = reverse("scheduling:appointment-new", args=[application.code])
    day = (clock.today() + timedelta(days=2)).isoformat()

    response = client_of(budi).post(
        url, {"mode": "zoom", "officer": budi.pk, "day": day, "time": "10:00", "length": "60"}
    )

    assert response.status_code == 302
    assert ZoomMeeting.objects.get().state == "due"


@pytest.mark.slow
@pytest.mark.parametrize(
    "given",
    [
        {"ZOOM_ACCOUNT_ID": "a"}, {"ZOOM_CLIENT_ID": "a", "ZOOM_CLIENT_SECRET": "b"},
        {"ZOOM_ACCOUNT_ID": "a", "ZOOM_CLIENT_ID": "b"},
    ],
)  # fmt: skip
def test_half_the_keys_refuse_to_start(given, tmp_path):
    env = {
        **os.environ,
        "KLIK_DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "klik_portal.settings",
    }
    child = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        cwd=ROOT, env={**env, **given}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert child.returncode != 0
    assert "Set all of ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET" in child.stderr


def test_a_broken_zoom_leaves_the_page_whole(fake, linked, budi, client_of):
    fake.before = lambda call: Response("<html>", 503)

    assert start(client_of(budi), linked).url == linked.get_absolute_url()
    assert client_of(budi).get(linked.get_absolute_url()).status_code == 200
