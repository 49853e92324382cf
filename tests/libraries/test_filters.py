"""The office narrows its list by what libraries have and lack; the list, its pages and exports agree."""

from datetime import date

import pytest
from django.urls import reverse

from klik_portal.core import clock
from libraries import queries
from libraries.forms import RegistrySearch
from tests.factories.accreditation import MONDAY, ApplicationFactory, OutcomeFactory
from tests.factories.libraries import LibraryFactory, MembershipFactory

pytestmark = pytest.mark.django_db
REGISTRY = reverse("libraries:registry")
LONG_AGO, RECENT, FAR = date(2019, 1, 2), date(2026, 1, 2), date(2030, 1, 2)


@pytest.fixture
def listed(budi, client_of, monkeypatch):
    """The names on the page, after making sure that an export means the same libraries."""
    monkeypatch.setattr(clock, "today", lambda: MONDAY.date())
    client = client_of(budi)

    def names(**asked: str) -> set[str]:
        rows = client.get(REGISTRY, asked).context["page"].rows
        assert len(rows) == len(set(rows))
        exported = queries.registry_rows(budi, RegistrySearch(asked).wanted())
        assert {library.pk for library in rows} == {library.pk for library in exported}
        return {library.name for library in rows}

    return names


def certificate(library, decided_on: date, valid_until: date) -> None:
    OutcomeFactory(library=library, decided_on=decided_on, valid_until=valid_until)


def test_by_certificate_as_it_stands_today(listed):
    for name, days in {
        "Baru": [(RECENT, FAR)],
        "Perpanjangan": [(LONG_AGO, RECENT), (RECENT, FAR)],
        "Lewat": [(LONG_AGO, RECENT)],
        "Belum": [],
        "Kelak": [(FAR, date(2034, 1, 2))],
        "Dua yang berlaku": [(RECENT, FAR), (RECENT, date(2031, 1, 2))],
        "Hari terakhir": [(LONG_AGO, MONDAY.date())],
    }.items():
        library = LibraryFactory(name=name)
        for decided_on, valid_until in days:
            certificate(library, decided_on, valid_until)

    assert listed(sertifikat="valid") == {
        "Baru",
        "Perpanjangan",
        "Dua yang berlaku",
        "Hari terakhir",
    }
    assert listed(sertifikat="expired") == {"Lewat"}
    assert listed(sertifikat="none") == {"Belum", "Kelak"}
    assert listed(sertifikat="valid", q="per") == {"Perpanjangan"}


def test_by_number_and_confirmation(listed):
    LibraryFactory(name="Bernomor", npp="6402062D1000001")
    LibraryFactory(name="Tanpa", unverified=True)

    assert (listed(npp="ya"), listed(npp="tidak")) == ({"Bernomor"}, {"Tanpa"})
    assert (listed(status="ya"), listed(status="tidak")) == ({"Bernomor"}, {"Tanpa"})
    assert listed(npp="ya", status="tidak") == set()


def test_a_keeper_is_somebody_confirmed_who_still_is(listed, budi):
    for name, traits in {
        "Ada": {},
        "Menunggu": {"waiting": True},
        "Berhenti": {"ended": True},
        "Pembantu": {"kind": "contributor"},
    }.items():
        MembershipFactory(library=LibraryFactory(name=name), **traits)
    twice = LibraryFactory(name="Berdua")
    MembershipFactory.create_batch(2, library=twice)

    assert listed(pengelola="ya") == {"Ada", "Berdua"}
    assert listed(pengelola="tidak") == {"Menunggu", "Berhenti", "Pembantu"}


def test_a_draft_is_not_yet_a_request(listed):
    ApplicationFactory(library=LibraryFactory(name="Dikirim"), first_submitted_at=MONDAY)
    ApplicationFactory(library=LibraryFactory(name="Draf"), first_submitted_at=None)
    LibraryFactory(name="Diam")

    assert (listed(permohonan="ya"), listed(permohonan="tidak")) == ({"Dikirim"}, {"Draf", "Diam"})


def test_by_group_of_types_with_and_without_words(listed):
    for kind in ("primary_school", "senior_school", "village", "special"):
        LibraryFactory(name=f"Pojok {kind}", type=kind)

    assert listed(jenis="school") == {"Pojok primary_school", "Pojok senior_school"}
    assert listed(jenis="school", q="pojok") == {"Pojok primary_school", "Pojok senior_school"}
    assert listed(jenis="other") == {"Pojok special"}


def test_a_folded_filter_shows_itself_when_it_is_asked(budi, client_of):
    page = client_of(budi)

    assert "<details open" not in page.get(REGISTRY).content.decode().replace(' class="more"', "")
    assert "<details open" in page.get(REGISTRY, {"npp": "ya"}).content.decode().replace(' class="more"', "")  # fmt: skip


def test_visitors_cannot_ask_what_only_the_office_may_know(client):
    LibraryFactory(name="Tanpa Pengelola")

    rows = client.get(reverse("libraries:directory"), {"pengelola": "ya"}).context["page"].rows
    assert [library.name for library in rows] == ["Tanpa Pengelola"]


def test_visitors_ask_who_is_accredited(client):
    LibraryFactory(name="Belum")
    certificate(LibraryFactory(name="Sudah"), RECENT, FAR)

    rows = client.get(reverse("libraries:directory"), {"sertifikat": "valid"}).context["page"].rows
    assert [library.name for library in rows] == ["Sudah"]


def test_by_service_point_that_is_not_closed(listed, budi):
    for name, points in {
        "Buncu": [("buncu_baca", "active"), ("buncu_baca", "paused")],
        "Tutup": [("buncu_baca", "closed")],
        "Gazebo": [("gazebo_baca", "active")],
    }.items():
        library = LibraryFactory(name=name)
        for kind, state in points:
            library.service_points.create(kind=kind, state=state, added_by=budi, added_at=MONDAY)

    assert listed(layanan="buncu_baca") == {"Buncu"}
    assert listed(layanan="gazebo_baca", q="gaz") == {"Gazebo"}
