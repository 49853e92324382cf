"""The report as pages to sign: the same figures, read back from the paper."""

from datetime import date
from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse

from klik_portal.audit.models import AuditEvent
from klik_portal.core.verdict import Refused
from klik_portal.office.queries import office
from klik_portal.performance import figures
from klik_portal.performance.documents import annual_report
from klik_portal.performance.models import Narrative
from klik_portal.performance.operations import narratives, plans, targets
from klik_portal.performance.queries import certificates
from tests.factories.accreditation import MONDAY, OutcomeFactory
from tests.factories.libraries import LibraryFactory
from tests.scheduling.papers import words_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
ADDRESS = "/kinerja/laporan/2024/pdf/"


@pytest.fixture
def ten_of_three(rina):
    plan = plans.create_plan(
        name="Renstra",
        document_number="12/2021",
        first_year=2023,
        last_year=2025,
        by=rina,
        at=MONDAY,
    )
    targets.set_target(
        indicator=plan.indicators.get(), year=2024, value=3, note="", by=rina, at=MONDAY
    )
    for number in range(10):
        OutcomeFactory(
            library=LibraryFactory(name=f"Perpustakaan <b>{number}</b> & \U0001f4da"),
            decided_on=date(2024, 1 + number, 5),
        )


def test_the_paper_tells_raw_and_capped_and_every_certificate(ten_of_three, rina, client_of):
    words = words_of(client_of(rina).get(ADDRESS))

    assert "Laporan kinerja 2024" in words
    assert "Target 3, di atas target: capaian 333,3 %, dibatasi 100 % (sangat tinggi)." in words
    assert "10, target 3" in words
    for number, outcome in enumerate(certificates.of_year(year=2024, today=TODAY)):
        assert f"Perpustakaan <b>{number}</b> &" in words
        assert outcome.certificate_number in words


def test_a_certificate_after_an_appeal_says_what_was_there_on_that_day(
    ten_of_three, rina, client_of
):
    first = OutcomeFactory(decided_on=date(2024, 3, 5), grade="C")
    OutcomeFactory(
        library=first.library, decided_on=date(2024, 6, 5), grade="B", replaces=first,
        certificate_number="B-2",
    )  # fmt: skip

    words = words_of(client_of(rina).get(ADDRESS))

    assert "B-2 5 Mar 2024 B" in words
    assert "semula C, setelah banding" in words


def test_a_long_list_ends_with_where_the_rest_is(ten_of_three, rina, client_of, monkeypatch):
    monkeypatch.setattr(annual_report, "MOST_LISTED", 9)
    words = words_of(client_of(rina).get(ADDRESS))

    assert "Selebihnya ada dalam lembar kerja Excel." in words
    assert "Perpustakaan <b>9</b>" not in words


def test_a_year_with_nothing_in_it_is_still_a_report(db):
    pages = BytesIO()
    told = figures.of_year(year=2031, today=TODAY)

    annual_report.write(pages, told, office=office(), narrative=None, certificates=())

    assert len(pikepdf.open(pages).pages) >= 2


def test_taking_the_paper_is_on_record(kepala, client_of):
    response = client_of(kepala).get(ADDRESS)

    assert response.content.startswith(b"%PDF")
    event = AuditEvent.objects.get(verb="report_taken")
    assert (event.subject_code, event.actor_id) == ("2024", kepala.pk)


WORDS = {
    "introduction": "Awal <b>sekali</b>.\nBaris kedua.",
    "analysis": "",
    "obstacles": "Jauh.",
    "plans": "",
}


def test_what_the_coordinator_wrote_is_printed_and_empty_parts_are_not(
    ten_of_three, rina, client_of
):
    narratives.write(year=2024, parts=WORDS, version=0, by=rina, at=MONDAY)

    words = words_of(client_of(rina).get(ADDRESS))

    assert "Pendahuluan Awal <b>sekali</b>. Baris kedua. Ringkasan" in words
    assert "Kendala Jauh." in words
    assert "Analisis capaian" not in words


def test_two_who_write_at_once_both_keep_their_words(rina, client_of):
    client = client_of(rina)
    address = reverse("performance:narrative", args=[2024])
    narratives.write(year=2024, parts=WORDS, version=0, by=rina, at=MONDAY)

    page = client.post(address, {**WORDS, "obstacles": "Sungai surut.", "version": "0"})

    assert page.status_code == 409
    assert "Sungai surut." in page.content.decode()
    assert "Jauh." in page.content.decode()
    assert Narrative.objects.get().obstacles == "Jauh."


def test_only_the_coordinator_writes(kepala):
    with pytest.raises(Refused):
        narratives.write(year=2024, parts=WORDS, version=0, by=kepala, at=MONDAY)
