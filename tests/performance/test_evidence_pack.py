"""One ZIP proves a year: figures, lists, scans, minutes, photos with consent, stories, and hashes of all of them."""

import csv
import json
import tracemalloc
import zipfile
from datetime import UTC, date, datetime
from hashlib import sha256
from io import BytesIO, StringIO

import pikepdf
import pytest
from django.urls import reverse
from PIL import Image

from klik_portal.audit.models import AuditEvent
from klik_portal.core.verdict import Refused
from klik_portal.files import store
from klik_portal.guides.models import Kind
from klik_portal.performance.operations import packs, plans
from scheduling.models import VisitPhoto
from tests.factories.accreditation import (
    MONDAY,
    ApplicationFactory,
    OutcomeFactory,
    StoredFileFactory,
)
from tests.factories.guides import an_article
from tests.factories.libraries import LibraryFactory
from tests.factories.scheduling import AppointmentFactory, VisitReportFactory

pytestmark = pytest.mark.django_db
ADDRESS = reverse("performance:evidence-pack", args=[2024])
VISITED = datetime(2024, 5, 6, 2, 0, tzinfo=UTC)


def kept(content, **facts):
    """Bytes in the store, with their row."""
    digest = sha256(content).hexdigest()
    with store.workplace() as workplace:
        (workplace / "x").write_bytes(content)
        store.keep(workplace / "x", digest)
    return StoredFileFactory(sha256=digest, size=len(content), **facts)


def picture(colour):
    out = BytesIO()
    Image.new("RGB", (1200, 800), colour).save(out, "JPEG")
    return kept(out.getvalue())


@pytest.fixture
def year(rina, budi):
    plans.create_plan(
        name="Renstra", document_number="7", first_year=2023, last_year=2026, by=rina, at=MONDAY
    )
    OutcomeFactory(
        library=LibraryFactory(name="=Perpustakaan <b>Desa</b>"), decided_on=date(2024, 3, 5),
        scan=kept(b"sertifikat", content_type="application/pdf", extension="pdf"),
    )  # fmt: skip
    OutcomeFactory(library=LibraryFactory(name="Tanpa Pindaian"), decided_on=date(2024, 4, 5))
    visit = AppointmentFactory(
        application=ApplicationFactory(library=LibraryFactory(name="Perpustakaan Hulu")), officer=budi,
        mode="on_site", state="attended", starts_at=VISITED, closed_at=VISITED,
    )  # fmt: skip
    report = VisitReportFactory(
        appointment=visit, finished_by=budi, finished_at=MONDAY, indicator_count=0,
        scan=kept(b"berita acara", extension="pdf"), scan_by=budi, scan_at=MONDAY,
    )  # fmt: skip
    for colour, has_consent in (("green", True), ("red", False)):
        VisitPhoto.objects.create(
            report=report, file=picture(colour), caption=f"Rak {colour}", has_consent=has_consent,
            added_by=budi, added_at=MONDAY,
        )  # fmt: skip
    an_article(rina, kind=Kind.STORY, title="Perahu buku", body="Setiap **Jumat**.")
    an_article(rina, kind=Kind.STORY, title="Belum terbit", is_published=False)
    return report


def opened(response):
    content = b"".join(response.streaming_content)
    packed = zipfile.ZipFile(BytesIO(content))
    assert packed.testzip() is None
    return packed


def folder(packed, name):
    return [n for n in packed.namelist() if n.startswith(f"{name}/")]


def test_everything_that_proves_the_year_is_in_it(year, kepala, client_of):
    packed = opened(client_of(kepala).get(ADDRESS))

    assert folder(packed, "angka") == ["angka/laporan-kinerja-2024.pdf", "angka/laporan-kinerja-2024.xlsx"]  # fmt: skip
    (scan,) = folder(packed, "sertifikat")
    assert packed.read(scan) == b"sertifikat"
    (minutes,) = folder(packed, "berita-acara")
    assert packed.read(minutes) == b"berita acara"
    (story,) = folder(packed, "praktik-baik")
    assert "<strong>Jumat</strong>" in packed.read(story).decode()
    rows = list(
        csv.reader(StringIO(packed.read("daftar/terakreditasi-2024.csv").decode("utf-8-sig")))
    )
    assert [(row[0], row[-1]) for row in rows[1:]] == [
        ("'=Perpustakaan <b>Desa</b>", scan),  # no spreadsheet runs a name
        ("Tanpa Pindaian", ""),
    ]


def test_a_photo_without_consent_never_leaves(year, kepala, client_of):
    packed = opened(client_of(kepala).get(ADDRESS))

    (photo,) = folder(packed, "foto")
    assert Image.open(BytesIO(packed.read(photo))).getpixel((5, 5))[1] > 100  # the green one
    everything = b"".join(packed.read(name) for name in packed.namelist() if not name.endswith("f"))
    assert b"Rak green" in everything
    assert b"Rak red" not in everything


def test_photos_of_an_unfinished_report_stay_inside(year, kepala, client_of):
    type(year).objects.update(finished_at=None, finished_by=None)

    assert folder(opened(client_of(kepala).get(ADDRESS)), "foto") == []


def test_the_manifest_says_what_each_file_must_be(year, kepala, client_of):
    packed = opened(client_of(kepala).get(ADDRESS))
    told = json.loads(packed.read("manifest.json"))

    assert {row["name"] for row in told["files"]} == set(packed.namelist()) - {"manifest.json"}
    for row in told["files"]:
        content = packed.read(row["name"])
        assert (len(content), sha256(content).hexdigest()) == (row["size"], row["sha256"])


def test_the_index_opens_from_the_disk_and_leads_to_every_file(year, kepala, client_of):
    packed = opened(client_of(kepala).get(ADDRESS))
    page = packed.read("indeks.html").decode()

    assert "=Perpustakaan &lt;b&gt;Desa&lt;/b&gt;" in page
    assert "http" not in page.replace("http-equiv", "")
    for name in set(packed.namelist()) - {"indeks.html", "manifest.json"}:
        assert f'href="{name}"' in page


def test_a_lost_file_is_named_and_the_rest_is_there(year, kepala, client_of):
    (photo,) = VisitPhoto.objects.filter(has_consent=True)
    photo.file.path.unlink()

    packed = opened(client_of(kepala).get(ADDRESS))

    (missing,) = json.loads(packed.read("manifest.json"))["missing"]
    assert missing.startswith("foto/")
    assert missing in packed.read("indeks.html").decode()
    assert folder(packed, "sertifikat")


def test_taking_it_is_on_record_and_for_coordinators_and_heads_only(year, kepala, budi, client_of):
    opened(client_of(kepala).get(ADDRESS))

    event = AuditEvent.objects.get(verb="pack_taken")
    assert (event.subject_code, event.actor_id) == ("2024", kepala.pk)
    with pytest.raises(Refused):
        packs.take(year=2024, by=budi, at=MONDAY)
    page = client_of(budi).get(reverse("performance:report", args=[2024])).content.decode()
    assert ADDRESS not in page


def test_memory_stays_flat_however_much_is_in_it(year, kepala):
    for number in range(12):
        OutcomeFactory(
            library=LibraryFactory(), decided_on=date(2024, 6, 1 + number),
            scan=kept(bytes([number]) * 3_000_000, extension="pdf"),
        )  # fmt: skip
    pieces = packs.take(year=2024, by=kepala, at=MONDAY)
    tracemalloc.start()
    sent = sum(len(piece) for piece in pieces)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert sent > 36_000_000
    assert peak < 12_000_000


def test_the_paper_shows_photos_only_when_asked_and_only_with_consent(year, kepala, client_of):
    address = reverse("performance:report-paper", args=[2024])
    client = client_of(kepala)
    assert (
        f"{address}?foto=1"
        in client.get(reverse("performance:report", args=[2024])).content.decode()
    )

    def pictures(response):
        pages = pikepdf.open(BytesIO(response.content)).pages
        return sum(len(page.get_images()) for page in pages)

    assert pictures(client.get(address)) == 0
    assert pictures(client.get(address, {"foto": "1"})) == 1


def test_a_lost_photo_does_not_stop_the_paper(year, kepala, client_of):
    VisitPhoto.objects.get(has_consent=True).file.path.unlink()

    address = reverse("performance:report-paper", args=[2024])
    assert client_of(kepala).get(address, {"foto": "1"}).content.startswith(b"%PDF")
