"""Surat tugas and berita acara carry a code as they leave the office."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse

from klik_portal.papers import codes, qr, queries
from klik_portal.papers.checked import Standing
from klik_portal.papers.models import IssuedPaper, PaperKind
from scheduling.models import FindingFate, TripMember
from scheduling.operations import letters, reports, trips
from tests.factories.accreditation import MONDAY
from tests.factories.scheduling import (
    AppointmentFactory,
    FindingFactory,
    TripFactory,
    TripMemberFactory,
    TripStopFactory,
    VisitReportFactory,
)
from tests.papers.printed import codes_in, words_in

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


@pytest.fixture
def trip(budi, enggelam):
    trip = TripFactory(
        created_by=budi, first_on=TODAY + timedelta(days=7), last_on=TODAY + timedelta(days=9)
    )
    TripMemberFactory(trip=trip, officer=budi, is_lead=True)
    TripStopFactory(trip=trip, application__library=enggelam)
    return trip


def keep(trip, by, number="90/TUGAS/2026", **told):
    told = {"letter_on": TODAY, "posts": {}, "version": trip.version, "at": MONDAY, **told}
    return letters.keep(trip=trip, number=number, by=by, **told)


def letter_of(trip):
    return queries.current(PaperKind.ASSIGNMENT, "trip", trip.code)


def bytes_of(paper):
    return paper.file.path.read_bytes()


def test_a_numbered_surat_tugas_can_be_checked_and_names_nobody(trip, budi, client, tmp_path):
    """Nor does the purpose, which is free text: it stands on the paper only."""
    trip.purpose = "Menjenguk Pak Rahman yang sakit."
    trip.save()
    trip = keep(trip, budi)
    paper = letter_of(trip)
    printed = words_in(bytes_of(paper))
    page = client.get(reverse("papers:check", args=[paper.code])).content.decode()
    for label, value in paper.printed_facts:
        assert f"{label}: {value}" in printed
        assert f"<dt>{label}</dt><dd>{value}</dd>" in page
    assert len(paper.printed_facts) == 5
    for name in ("Budi", "Pak Rahman"):
        assert name in printed
        assert name not in page
    assert codes_in(bytes_of(paper), tmp_path) == [qr.address(paper.code)]


def test_without_a_number_it_is_a_form_to_complete_by_hand(trip, budi, client_of):
    trip = keep(trip, budi, number="")
    assert letter_of(trip) is None
    answer = client_of(budi).get(reverse("scheduling:trip-letter-pdf", args=[trip.code]))
    assert "Periksa keaslian" not in words_in(answer.content)


def test_the_download_is_what_was_issued_though_the_trip_moved_on(trip, budi, rina, client_of):
    trip = keep(trip, budi)
    old = letter_of(trip)
    TripMember.objects.create(trip=trip, officer=rina)
    client = client_of(budi)
    taken = client.get(reverse("scheduling:trip-letter-pdf", args=[trip.code]))
    assert b"".join(taken.streaming_content) == bytes_of(old)
    assert "Perjalanan berubah sejak surat ini terbit" in (
        client.get(trip.get_absolute_url()).content.decode()
    )
    trip = keep(trip, budi)
    new = letter_of(trip)
    assert "Rina" in words_in(bytes_of(new))
    checked = queries.find(old.code, on=TODAY)
    assert (checked.standing, checked.newer_code) == (Standing.REPLACED, new.code)
    assert "bernomor sama" in checked.story
    assert "Perjalanan berubah" not in client.get(trip.get_absolute_url()).content.decode()


def test_saving_the_same_again_issues_nothing(trip, budi):
    trip = keep(trip, budi)
    keep(trip, budi)
    assert IssuedPaper.objects.count() == 1


def test_the_office_may_take_the_next_number_with_one_tap(trip, budi, client_of):
    url = reverse("scheduling:trip-letter", args=[trip.code])
    with time_machine.travel(MONDAY):
        client = client_of(budi)
        assert "nomor berikutnya: 1/DIARPUS/XI/2026" in client.get(url).content.decode()
        typed = {"number": "", "letter_on": "", "version": trip.version, "take_number": "1"}
        assert client.post(url, typed).status_code == 302
    trip.refresh_from_db()
    assert (trip.letter_number, trip.letter_on) == ("1/DIARPUS/XI/2026", TODAY)
    assert "Nomor: 1/DIARPUS/XI/2026" in words_in(bytes_of(letter_of(trip)))


def test_a_surat_tugas_ends_with_its_trip(trip, budi):
    paper = letter_of(keep(trip, budi))
    assert queries.find(paper.code, on=trip.last_on).standing == Standing.VALID
    after = trip.last_on + timedelta(days=1)
    assert queries.find(paper.code, on=after).standing == Standing.EXPIRED


def test_a_cancelled_trip_or_a_number_taken_back_revokes_it(trip, budi):
    trip = keep(trip, budi)
    first = letter_of(trip)
    trip = keep(trip, budi, number="")
    assert queries.find(first.code, on=TODAY).standing == Standing.REVOKED
    trip = keep(trip, budi)
    second = letter_of(trip)
    trips.cancel(trip=trip, reason="Air surut.", version=trip.version, by=budi, at=MONDAY)
    assert queries.find(second.code, on=TODAY).story.endswith("Perjalanannya dibatalkan.")


@pytest.fixture
def visit(budi, enggelam, siti):
    return AppointmentFactory(
        application__library=enggelam, application__created_by=siti, officer=budi,
        starts_at=MONDAY - timedelta(hours=4), ends_at=MONDAY - timedelta(hours=2),
    )  # fmt: skip


def finished(visit, by, **told):
    report = VisitReportFactory(
        appointment=visit, begun_by=by, attendees="Siti", summary="Rapi.", **told
    )
    FindingFactory(report=report, sentence="Label rak belum lengkap.", fate=FindingFate.NOTED)
    return reports.finish(appointment=visit, version=report.version, by=by, at=MONDAY)


def test_finished_minutes_can_be_checked(visit, budi, siti, client, client_of, tmp_path):
    report = finished(visit, budi)
    paper = queries.current(PaperKind.MINUTES, "appointment", visit.code)
    assert report.letter_number == paper.number == "1/DIARPUS/XI/2026"
    taken = client_of(siti).get(reverse("scheduling:minutes-pdf", args=[visit.code]))
    pdf = b"".join(taken.streaming_content)
    assert pdf == bytes_of(paper)
    printed = words_in(pdf)
    page = client.get(reverse("papers:check", args=[paper.code])).content.decode()
    for label, value in paper.printed_facts:
        assert f"{label}: {value}" in printed
        assert f"<dt>{label}</dt><dd>{value}</dd>" in page
    assert "Siti" not in page
    assert f"Kode: {codes.grouped(paper.code)}" in printed
    assert codes_in(pdf, tmp_path) == [qr.address(paper.code)]
    assert reverse("papers:check", args=[paper.code]) in (
        client_of(siti).get(visit.get_absolute_url()).content.decode()
    )


def test_minutes_keep_the_number_that_was_typed(visit, budi):
    assert finished(visit, budi, letter_number="7/BA/2026").letter_number == "7/BA/2026"


def test_a_draft_of_the_minutes_has_no_code(visit, budi, client_of):
    VisitReportFactory(appointment=visit, begun_by=budi, attendees="Siti", summary="Rapi.")
    answer = client_of(budi).get(reverse("scheduling:minutes-pdf", args=[visit.code]))
    assert "Periksa keaslian" not in words_in(BytesIO(answer.content).getvalue())
    assert not IssuedPaper.objects.exists()
