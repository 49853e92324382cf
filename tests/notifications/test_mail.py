"""The mail itself, as the other side's mail program reads it."""

from datetime import UTC, datetime

import icalendar
import pytest

from klik_portal.notifications.operations import delivery, outbox
from scheduling import calendar_feed
from tests.notifications.conftest import AT

pytestmark = pytest.mark.django_db

ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Klik//ID\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n"
    "UID:j-1@klik\r\nSEQUENCE:2\r\nDTSTAMP:20261124T010000Z\r\nDTSTART:20261125T010000Z\r\n"
    "SUMMARY:Konsultasi · Muara Enggelam\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture
def sent(wati, mail_row, sink, settings):
    settings.BASE_URL = "https://klik.contoh.id"

    def send(**more):
        mail_row(wati, **more)
        delivery.deliver_due(now=AT)
        (mail,) = sink.mails
        return mail

    return send


def test_it_has_a_text_and_an_html_version_with_the_full_link(sent):
    mail = sent(lines=["Berkas <b>lengkap</b> & diterima."], link="/permohonan/KLK-2026-0001/")
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "Berkas <b>lengkap</b> & diterima." in text
    assert "Buka di Klik: https://klik.contoh.id/permohonan/KLK-2026-0001/" in text
    assert "Berkas &lt;b&gt;lengkap&lt;/b&gt; &amp; diterima." in html
    assert 'href="https://klik.contoh.id/permohonan/KLK-2026-0001/"' in html
    assert mail.get_content_type() == "multipart/alternative"


def test_it_says_that_no_person_wrote_it_and_asks_no_machine_to_answer(sent):
    mail = sent()
    assert (mail["Auto-Submitted"], mail["To"], mail["Subject"]) == (
        "auto-generated",
        "wati@contoh.id",
        "Kabar",
    )


def test_a_subject_cannot_smuggle_in_a_header(sent):
    mail = sent(subject="Kabar\r\nBcc: lain@contoh.id\r\n\r\nisi palsu")
    assert (mail["Subject"], mail["Bcc"]) == ("Kabar Bcc: lain@contoh.id isi palsu", None)


def test_an_indonesian_subject_with_other_letters_arrives_whole(sent):
    assert (
        sent(subject="Jadwal berubah — pukul 09.00 · WITA")["Subject"]
        == "Jadwal berubah — pukul 09.00 · WITA"
    )


def test_an_invitation_comes_as_buttons_and_as_a_file(sent):
    mail = sent(calendar=outbox.Calendar(ics=ICS, method="REQUEST"))
    parts = {part.get_content_type(): part for part in mail.walk() if not part.is_multipart()}
    assert set(parts) == {"text/plain", "text/html", "text/calendar", "application/ics"}
    assert parts["text/calendar"].get_param("method") == "REQUEST"
    assert parts["application/ics"].get_filename() == "jadwal.ics"
    for kind in ("text/calendar", "application/ics"):
        calendar = icalendar.Calendar.from_ical(parts[kind].get_payload(decode=True))
        (event,) = calendar.walk("VEVENT")
        assert (event["UID"], event["SEQUENCE"], event["SUMMARY"]) == (
            "j-1@klik",
            2,
            "Konsultasi · Muara Enggelam",
        )


def test_the_invitation_klik_itself_writes_survives_the_post(sent):
    invitation = calendar_feed.Invitation(
        uid="j-2", sequence=1, summary="Kunjungan: " + "Perpustakaan Desa " * 8, description="a\nb",
        location="", url="https://klik.contoh.id/", starts_at=datetime(2026, 12, 1, 1, tzinfo=UTC),
        ends_at=datetime(2026, 12, 1, 2, tzinfo=UTC), stamped_at=AT, is_cancelled=True,
        organizer="Klik <klik@contoh.id>", attendees=("wati@contoh.id",),
    )  # fmt: skip
    text = calendar_feed.ics(invitation, "CANCEL")
    mail = sent(calendar=outbox.Calendar(ics=text, method="CANCEL"))
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    assert part.get_param("method") == "CANCEL"
    (event,) = icalendar.Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
    assert (event["UID"], event["STATUS"]) == ("j-2@contoh.id", "CANCELLED")
