"""Every recorded certificate can be checked, however it came into Klik."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accreditation.operations import outcomes
from klik_portal.office.models import Office
from klik_portal.papers import codes, queries
from klik_portal.papers.checked import MOST_FACTS, Standing
from tests.factories.accreditation import MONDAY, OutcomeFactory
from tests.papers.mutations import mutations

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


@pytest.fixture
def certificate(enggelam, budi):
    return outcomes.record_earlier(
        library=enggelam, grade="B", score=Decimal("80"), certificate_number="S-1",
        decided_on=date(2025, 5, 3), scan=None, by=budi, at=MONDAY,
    )  # fmt: skip


def page(client, code):
    return client.get(reverse("papers:check", args=[code])).content.decode()


def test_a_certificate_tells_six_facts_and_whose_paper_it_is(client, certificate):
    Office.objects.update(agency_name="Diarpus")
    checked = queries.find(certificate.check_code, on=TODAY)
    told = page(client, certificate.check_code)
    assert checked.standing == Standing.VALID
    assert len(checked.facts) == MOST_FACTS
    for value in (
        "B",
        "Perpustakaan Desa Muara Enggelam",
        "S-1",
        "Sabtu, 3 Mei 2025",
        "Kamis, 3 Mei 2029",
    ):
        assert f"<dd>{value}</dd>" in told
    assert "Dicatat oleh Diarpus dari sertifikat Perpusnas." in told
    assert "Budi" not in told


def test_it_runs_out_and_a_newer_one_takes_its_place(certificate, enggelam):
    after = certificate.valid_until + timedelta(days=1)
    assert queries.find(certificate.check_code, on=after).standing == Standing.EXPIRED
    newer = OutcomeFactory(library=enggelam, certificate_number="S-2", grade="A", decided_on=TODAY)
    checked = queries.find(certificate.check_code, on=TODAY)
    assert (checked.standing, checked.newer_code) == (Standing.REPLACED, newer.check_code)
    assert checked.story == "Diganti dengan sertifikat S-2, peringkat A."
    assert queries.find(newer.check_code, on=TODAY).standing == Standing.VALID


def test_an_older_one_recorded_later_takes_nobodys_place(certificate, enggelam):
    OutcomeFactory(library=enggelam, decided_on=date(2018, 1, 5), valid_until=date(2021, 1, 5))
    assert queries.find(certificate.check_code, on=TODAY).standing == Standing.VALID


def test_a_corrected_record_says_so_and_tells_what_is_right(client, certificate, budi):
    outcomes.correct(
        outcome=certificate, version=certificate.version, grade="C", score=None,
        certificate_number="S-1", decided_on=date(2025, 5, 3), scan=None, reason="Salah ketik.",
        by=budi, at=MONDAY,
    )  # fmt: skip
    told = page(client, certificate.check_code)
    assert "<dt>Peringkat</dt><dd>C</dd>" in told
    assert "Catatan ini diperbaiki 23 Nov 2026" in told
    assert "Salah ketik" not in told


def test_mutated_codes_find_no_certificate(certificate):
    assert queries.find(codes.grouped(certificate.check_code).lower(), on=TODAY)
    found = [
        typed for typed in mutations(certificate.check_code, 500) if queries.find(typed, on=TODAY)
    ]
    assert found == []


def test_the_code_is_on_the_library_s_pages(client, client_of, certificate, siti, budi, enggelam):
    url = reverse("papers:check", args=[certificate.check_code])
    mine = client_of(siti).get(reverse("libraries:library-detail", args=[enggelam.code]))
    office = client_of(budi).get(reverse("libraries:registry-detail", args=[enggelam.code]))
    public = client.get(reverse("libraries:library-public", args=[enggelam.code]))
    assert url in mine.content.decode()
    assert "data:image/svg+xml" in mine.content.decode()
    assert url in office.content.decode()
    assert url in public.content.decode()
