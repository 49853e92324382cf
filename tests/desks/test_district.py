"""The map for everybody: what is known, what is accredited today, and what is missing, in words too."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from klik_portal.core import clock
from libraries.coverage import _remembered, coverage
from tests.factories.accreditation import OutcomeFactory
from tests.factories.libraries import DesaFactory, KecamatanFactory, LibraryFactory

pytestmark = pytest.mark.django_db
MAP = reverse("desks:map")


@pytest.fixture
def soon() -> date:
    return clock.today() + timedelta(days=30)


@pytest.fixture
def three_areas(enggelam, tabang, soon):
    """Muara Wis: two of two accredited, one of them twice. Tabang: one, expired. Samboja: none at all."""
    second = LibraryFactory(desa=enggelam.desa)
    for library in (enggelam, enggelam, second):
        OutcomeFactory(library=library, valid_until=soon)
    OutcomeFactory(library=tabang, decided_on=date(2015, 1, 1), valid_until=date(2018, 1, 1))
    samboja = KecamatanFactory(code="64.02.08", name="Samboja")
    LibraryFactory(unverified=True, desa=DesaFactory(code="64.02.08.2001", kecamatan=samboja))


def test_a_library_counts_once_with_a_certificate_valid_today(three_areas):
    assert {row.name: (row.known, row.valid) for row in coverage()} == {
        "Muara Wis": (2, 2),
        "Tabang": (1, 0),
        "Samboja": (0, 0),
    }


def test_tomorrow_of_the_last_day_it_counts_no_more(three_areas, soon, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: soon + timedelta(days=1))

    assert sum(row.valid for row in coverage()) == 0


def test_what_is_missing_is_told_in_words_and_by_a_pattern(client, three_areas):
    page = client.get(MAP).content.decode()

    assert (
        'aria-label="Samboja: Belum ada perpustakaan terdaftar"><path fill="url(#kosong)"' in page
    )
    assert 'aria-label="Tabang: Belum ada yang terakreditasi"><path fill="url(#nol)"' in page
    assert 'aria-label="Muara Wis: 2 dari 2 terakreditasi"><path class="some"' in page
    assert {"kosong", "nol"} <= set(re.findall(r'<pattern id="(\w+)"', page))


def test_each_kecamatan_opens_its_list(client, three_areas, enggelam, tabang):
    page = client.get(MAP).content.decode()
    links = set(re.findall(r'href="(/perpustakaan/\?kecamatan=[\d.]+)"', page))

    listed = {url: client.get(url).context["page"].rows for url in links}

    assert len(links) == 3
    assert tabang in listed["/perpustakaan/?kecamatan=64.02.12"]
    assert listed["/perpustakaan/?kecamatan=64.02.08"] == []


def test_a_kecamatan_without_outline_is_in_the_table(client):
    LibraryFactory(
        desa=DesaFactory(code="99.01.01.2001", kecamatan=KecamatanFactory(code="99.01.01", name="Lain"))
    )  # fmt: skip

    page = client.get(MAP).content.decode()

    assert '<a href="/perpustakaan/?kecamatan=99.01.01">Lain</a>' in page
    assert '<svg class="chart map"' not in page


def test_the_counts_are_asked_for_once_a_minute(client, three_areas):
    client.get(MAP)
    with CaptureQueriesContext(connection) as queries:
        client.get(MAP)
    _remembered.cache_clear()
    with CaptureQueriesContext(connection) as anew:
        client.get(MAP)

    assert len(anew) == len(queries) + 3


def test_the_same_figures_are_not_sent_again(client, three_areas):
    etag = client.get(MAP)["ETag"]

    assert client.get(MAP, headers={"if-none-match": etag}).status_code == 304
