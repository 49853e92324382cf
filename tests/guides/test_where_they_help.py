"""Guides are offered where somebody fills in: at most three, only what fits."""

import pytest

from accreditation.operations import instruments
from accreditation.workflow import State
from tests.factories.accreditation import MONDAY, ApplicationFactory
from tests.factories.guides import an_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(siti, enggelam):
    edition = next(
        e for e in instruments.load_shipped(at=MONDAY) if e.library_type == enggelam.type
    )
    return ApplicationFactory(library=enggelam, state=State.DRAFT, created_by=siti, edition=edition)


def offered(page) -> list[str]:
    return [article.title for article in page.context["guides"]]


def test_beside_the_papers_of_a_request(case, siti, budi, client_of):
    an_article(budi, title="Surat", topics=("request_letter", "founding_decree"))
    an_article(budi, title="Foto", topics=("photos",))
    an_article(budi, title="Masjid", topics=("photos",), library_types=("worship",))
    an_article(budi, title="Lain")

    page = client_of(siti).get(f"/permohonan/{case.code}/berkas/")

    assert offered(page) == ["Surat", "Foto"]
    assert '<a href="/panduan/foto/">Foto</a>' in page.content.decode()


def test_in_a_part_of_the_self_assessment(case, siti, budi, client_of):
    an_article(budi, title="Menambah buku", topics=("a",))
    an_article(budi, title="Rapat", topics=("e",))

    assert offered(client_of(siti).get(f"/permohonan/{case.code}/penilaian/A/")) == [
        "Menambah buku"
    ]


def test_beside_the_evidence_of_one_indicator(case, siti, budi, client_of):
    for number in range(4):
        an_article(budi, title=f"Bukti {number}", topics=("a-1",))

    page = client_of(siti).get(f"/permohonan/{case.code}/penilaian/A/1/bukti/")

    assert offered(page) == ["Bukti 0", "Bukti 1", "Bukti 2"]


def test_without_a_fitting_guide_nothing_is_said(case, siti, client_of):
    page = client_of(siti).get(f"/permohonan/{case.code}/berkas/")

    assert offered(page) == []
    assert "Panduan: " not in page.content.decode()
