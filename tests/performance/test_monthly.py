"""Heads get the report of a month as a mail with its PDF: once, also after a pause, and only who wants it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from klik_portal.accounts.roles import Role
from klik_portal.audit.models import AuditEvent
from klik_portal.core.verdict import Refused
from klik_portal.notifications.models import Channel, MessageState, OutboxMessage
from klik_portal.notifications.operations import delivery
from klik_portal.performance.models import MonthlyReport
from klik_portal.performance.monthly import month_before, month_end
from klik_portal.performance.operations import monthly, plans, targets
from klik_portal.reminders.models import ReminderOptOut
from tests.factories.accreditation import MONDAY, OutcomeFactory
from tests.factories.libraries import LibraryFactory
from tests.factories.people import UserFactory
from tests.services import smtp_sink

pytestmark = pytest.mark.django_db
KUKAR = ZoneInfo("Asia/Makassar")
OCTOBER = date(2026, 10, 1)
MORNING = datetime(2026, 11, 1, 8, 0, tzinfo=KUKAR)
HOUR = timedelta(hours=1)


@pytest.fixture
def plan(rina):
    plan = plans.create_plan(
        name="Renstra", document_number="1", first_year=2025, last_year=2026, by=rina, at=MONDAY
    )
    for year in (2025, 2026):
        targets.set_target(
            indicator=plan.indicators.get(), year=year, value=3, note="", by=rina, at=MONDAY
        )
    return plan


def accredited(day, name):
    return OutcomeFactory(library=LibraryFactory(name=name), decided_on=day)


def mails(**more):
    return list(
        OutboxMessage.objects.filter(
            event="performance.monthly", channel=Channel.EMAIL, **more
        ).order_by("pk")
    )


def test_the_month_that_ended_is_told_with_the_answer_and_what_changed(plan, kepala):
    accredited(date(2026, 9, 30), "Perpustakaan Lama")
    accredited(date(2026, 10, 31), "Perpustakaan <Baru>")

    monthly.send_due(at=MORNING)

    (mail,) = mails()
    assert mail.recipient == kepala
    assert mail.subject == "Kinerja Oktober 2026: 2 dari 3, kurang 1 dari target"
    answer, ahead = mail.lines[:2]
    assert answer == "Perpustakaan terakreditasi 2026: 2 dari 3, kurang 1 dari target (66,7 %)."
    assert ahead == "Perlu 0,5 per bulan sampai akhir tahun."
    assert "- Baru terakreditasi 1: Perpustakaan <Baru>." in mail.lines
    assert mail.link == reverse("performance:report", args=[2026])


def test_the_next_month_says_from_what_to_what(plan, kepala):
    accredited(date(2026, 9, 30), "Perpustakaan Lama")
    monthly.send(month=date(2026, 9, 1), at=MORNING)
    for number in range(7):
        accredited(date(2026, 10, 1 + number), f"Perpustakaan {number}")

    monthly.send_due(at=MORNING)

    lines = mails()[-1].lines
    assert "- IK-1 Perpustakaan terakreditasi: 1 menjadi 8." in lines
    assert any("Baru terakreditasi 7: " in line and "dan 2 lagi" in line for line in lines)


def test_the_mail_carries_the_pdf_and_is_the_same_for_every_try(plan, kepala, settings):
    monthly.send_due(at=MORNING)
    with smtp_sink() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        delivery.deliver_due(now=MORNING + HOUR)
        (received,) = server.mails

    (part,) = received.iter_attachments()
    assert (part.get_filename(), part.get_content_type()) == (
        "laporan-kinerja-2026-10.pdf",
        "application/pdf",
    )
    report = MonthlyReport.objects.get()
    assert part.get_content() == report.paper.path.read_bytes()
    assert len(pikepdf.open(report.paper.path).pages) >= 2
    assert received["Message-ID"] == mails()[0].message_id


def test_a_lost_pdf_leaves_the_mail_waiting_and_not_without_it(plan, kepala):
    monthly.send_due(at=MORNING)
    MonthlyReport.objects.get().paper.path.unlink()

    delivery.deliver_due(now=MORNING + HOUR)

    (mail,) = mails()
    assert (mail.state, mail.attempts) == (MessageState.QUEUED, 1)


def test_a_pdf_too_heavy_for_mail_is_offered_as_a_link(plan, kepala, monkeypatch):
    monkeypatch.setattr(monthly, "MOST_BYTES", 100)

    monthly.send_due(at=MORNING)

    (mail,) = mails()
    assert mail.attachment == ""
    assert "unduh lewat tautan" in mail.body_text


def test_however_often_it_rings_a_head_gets_a_month_once(plan, kepala):
    for ring in range(4):
        monthly.send_due(at=MORNING + ring * HOUR)
    monthly.send(month=OCTOBER, at=MORNING + 9 * HOUR)

    assert len(mails()) == 1
    assert AuditEvent.objects.filter(verb="monthly_sent").count() == 1


def test_a_server_that_slept_through_the_first_days_catches_up(plan, kepala):
    monthly.send_due(at=datetime(2026, 11, 25, 9, 0, tzinfo=KUKAR))

    assert MonthlyReport.objects.get().month == OCTOBER


def test_a_worker_that_was_slower_sends_nothing(plan, kepala, monkeypatch):
    drawn = monthly.reports.paper_of

    def meanwhile(told):
        monkeypatch.setattr(monthly.reports, "paper_of", drawn)
        monthly.send_due(at=MORNING)
        return drawn(told)

    monkeypatch.setattr(monthly.reports, "paper_of", meanwhile)
    monthly.send_due(at=MORNING)

    assert (MonthlyReport.objects.count(), len(mails())) == (1, 1)


def test_at_night_it_waits_for_the_morning(plan, kepala):
    monthly.send_due(at=datetime(2026, 11, 1, 0, 20, tzinfo=KUKAR))

    assert mails()[0].due_at == datetime(2026, 11, 1, 6, 0, tzinfo=KUKAR)


def test_who_declined_it_on_the_page_of_reminders_gets_none(plan, kepala, client_of):
    other = UserFactory(email="sekretaris@contoh.id", role=Role.HEAD)
    client, page = client_of(kepala), reverse("reminders:wishes")
    assert "Laporan kinerja setiap bulan" in client.get(page).content.decode()
    client.post(page, {"wanted": []})

    monthly.send_due(at=MORNING)

    assert ReminderOptOut.objects.filter(user=kepala, kind="monthly_report").exists()
    assert [mail.recipient for mail in mails()] == [other]


def test_an_officer_is_not_asked_about_it(budi, client_of):
    page = client_of(budi).get(reverse("reminders:wishes")).content.decode()

    assert "Laporan kinerja setiap bulan" not in page


def test_nobody_to_tell_or_nothing_to_tell_makes_no_report(rina, kepala):
    assert monthly.send_due(at=MORNING) is None
    with pytest.raises(Refused):
        monthly.send(month=OCTOBER, at=MORNING)

    assert MonthlyReport.objects.count() == 0


def test_a_month_that_has_not_ended_is_refused(plan, kepala):
    with pytest.raises(Refused):
        monthly.send(month=date(2026, 11, 1), at=MORNING)


def test_by_hand_a_month_is_asked_for_by_name(plan, kepala, capsys):
    call_command("send_monthly_report", month="2025-12")

    assert "2025-12: 1 heads have it." in capsys.readouterr().out
    assert mails()[0].subject.startswith("Kinerja Desember 2025")
    for wrong in ("2025-13", "Desember"):
        with pytest.raises(CommandError):
            call_command("send_monthly_report", month=wrong)


def test_the_paper_stays_one_click_from_the_report(plan, kepala, client_of):
    monthly.send_due(at=MORNING)
    client, address = client_of(kepala), reverse("performance:monthly-paper", args=[2026, 10])

    assert address in client.get(reverse("performance:report", args=[2026])).content.decode()
    assert b"".join(client.get(address).streaming_content).startswith(b"%PDF")
    for month in (9, 13):
        missing = reverse("performance:monthly-paper", args=[2026, month])
        assert client.get(missing).status_code == 404


@pytest.mark.parametrize(
    ("day", "month", "end"),
    [
        (date(2026, 1, 1), date(2025, 12, 1), date(2025, 12, 31)),
        (date(2026, 3, 31), date(2026, 2, 1), date(2026, 2, 28)),
        (date(2026, 12, 31), date(2026, 11, 1), date(2026, 11, 30)),
    ],
)
def test_the_month_before_a_day(day, month, end):
    assert (month_before(day), month_end(month)) == (month, end)
