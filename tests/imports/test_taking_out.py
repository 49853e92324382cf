"""What leaves the registry is what its list shows, on record, and may come back without a change."""

import csv
from io import BytesIO, StringIO
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from klik_portal.audit.models import AuditEvent
from tests.factories.accreditation import OutcomeFactory
from tests.factories.libraries import DesaFactory, LibraryFactory

pytestmark = pytest.mark.django_db
WORKBOOK, CSV = reverse("libraries:registry-workbook"), reverse("libraries:registry-csv")


@pytest.fixture
def registry(enggelam, tabang):
    """Libraries that differ in everything the list can be asked for, and in every fact there is."""
    twin = DesaFactory(code="64.02.18.2099", name="Muara Enggelam", kecamatan=enggelam.kecamatan)
    LibraryFactory(name="Perpustakaan Kembar", desa=twin)
    LibraryFactory(name="Belum Dikonfirmasi", unverified=True, type="special")
    LibraryFactory(
        name="=1+1 Perpustakaan", type="worship", address="@SUM(A1)", parent_body="- strip", npp="6402182D1000001",
        contact_name="+62 Aminah", contact_phone="+6281234567890", contact_email="siti@contoh.id", title_count=0,
        decree_number="141/07", decree_date="2019-01-31", room_size=56, copy_count=2400, staff_count=2,
        internet="phone", power="own", travel_by="both", travel_hours="6.5", season_note="Air surut",
        website="https://contoh.id", opening_hours="08.00-14.00", latitude="-0.41234", longitude="116.98765",
        way_to_get_there="Naik ces.\nLalu jalan kaki.", head_name="Ibu Rahma",
    )  # fmt: skip
    LibraryFactory(name="Telepon Lewat Tetangga", contact_phone="lewat pak RT")
    OutcomeFactory(library=tabang)
    for number in range(40):
        LibraryFactory(name=f"Perpustakaan SDN {number:03d}", type="primary_school")


def taken(client, url, **asked) -> bytes:
    response = client.get(f"{url}?{urlencode(asked)}")
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def listed(client, **asked) -> list[str]:
    codes, url = [], f"{reverse('libraries:registry')}?{urlencode(asked)}"
    while url:
        page = client.get(url)
        codes += [library.code for library in page.context["page"].rows]
        url = page.context["next_url"] and reverse("libraries:registry") + page.context["next_url"]
    return codes


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"q": "sdn"},
        {"q": "perpustakaan 01"},
        {"kecamatan": "64.02.12"},
        {"jenis": "school"},
        {"status": "tidak"},
        {"npp": "ya"},
        {"sertifikat": "none", "jenis": "village"},
        {"q": "tidakada"},
    ],
    ids=str,
)
def test_exactly_the_libraries_of_the_list_leave(client_of, budi, registry, asked):
    client = client_of(budi)
    shown = sorted(listed(client, **asked))

    told = csv.reader(StringIO(taken(client, CSV, **asked).decode("utf-8-sig")), delimiter=";")
    book = CalamineWorkbook.from_filelike(BytesIO(taken(client, WORKBOOK, **asked)))

    assert sorted(row[0] for row in list(told)[1:]) == shown
    assert sorted(row[0] for row in book.get_sheet_by_index(0).to_python()[1:]) == shown


@pytest.mark.parametrize("url", [WORKBOOK, CSV])
def test_what_was_taken_out_comes_in_again_without_a_change(client_of, budi, registry, send, url):
    name = "perpustakaan.xlsx" if url == WORKBOOK else "perpustakaan.csv"

    batch = send([], upload=SimpleUploadedFile(name, taken(client_of(budi), url)))

    assert batch.state == "checked"
    assert (
        list(batch.rows.exclude(verdict="same").values_list("label", "troubles", "changes")) == []
    )
    assert batch.same == batch.total > 40


def test_no_cell_is_a_formula(client_of, budi, registry):
    client = client_of(budi)

    text = taken(client, CSV, q="strip").decode() + taken(client, CSV).decode("utf-8-sig")
    book = CalamineWorkbook.from_filelike(BytesIO(taken(client, WORKBOOK)))

    cells = [cell for row in csv.reader(StringIO(text), delimiter=";") for cell in row]
    assert not [cell for cell in cells if cell.lstrip(" ").startswith(("=", "+", "-", "@"))]
    assert "=1+1 Perpustakaan" in [row[1] for row in book.get_sheet_by_index(0).to_python()]


def test_who_takes_what_is_on_record(client_of, kepala, registry):
    taken(client_of(kepala), CSV, jenis="school", q="sdn")

    event = AuditEvent.objects.get(verb="registry_taken")
    assert (event.actor_id, event.payload) == (
        kepala.pk,
        {"rows": 40, "form": "CSV", "asked": "q=sdn&jenis=school"},
    )
    assert event.sentence == "Daftar perpustakaan diunduh (CSV), 40 baris"
