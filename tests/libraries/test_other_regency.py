"""Any regency brings its own kecamatan, desa and boundaries; what is in use never goes away."""

import json
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from klik_portal.audit.models import AuditEvent
from libraries import boundaries, locator
from libraries.district_map import outlines
from libraries.models import Desa, Kecamatan, Library, RegionLoad
from tests.factories.libraries import LibraryFactory
from tests.imports.conftest import send as send

pytestmark = pytest.mark.django_db
PAGE = reverse("libraries:regions")
KECAMATAN = (
    "kode;nama;zona;lintang;bujur\n99.01.01;Hulu Elok;hulu;-1.5;117.25\n99.01.02;Muara Elok;;;\n"
)
DESA = "kode;nama;jenis\n99.01.01.2001;Batu Rimbun;desa\n99.01.01.1002;Pasar Lama;\n99.01.02.2001;Tanjung;desa\n"


def square(code: str, west: float) -> dict:
    ring = [[west, -1], [west + 1, -1], [west + 1, -2], [west, -2], [west, -1]]
    return {
        "type": "Feature",
        "properties": {"code": code},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def geojson(*features: dict) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


BOUNDARIES = geojson(square("99.01.01", 117), square("99.01.02", 118))


@pytest.fixture(autouse=True)
def _asked_afresh():
    boundaries.forget()
    yield
    boundaries.forget()


@pytest.fixture
def files(tmp_path):
    told = {"kecamatan": KECAMATAN.encode(), "desa": DESA.encode(), "boundaries": BOUNDARIES}
    for name, content in told.items():
        (tmp_path / name).write_bytes(content)
    return {name: tmp_path / name for name in told}


def load(**files) -> str:
    out = StringIO()
    call_command("load_regions", stdout=out, **files)
    return out.getvalue()


def uploads(**files: bytes) -> dict:
    return {name: SimpleUploadedFile(f"{name}.csv", content) for name, content in files.items()}


def complaints(client, **files: bytes) -> list[str]:
    response = client.post(PAGE, uploads(**files))
    assert response.status_code == 422
    assert not RegionLoad.objects.exists()
    return response.context["form"].non_field_errors()


def test_a_small_regency_takes_the_place_of_the_shipped_one(files):
    load()

    assert "2 kecamatan and 3 desa" in load(**files)

    assert list(Kecamatan.objects.order_by("code").values_list("code", "name", "zone")) == [
        ("99.01.01", "Hulu Elok", "upriver"),
        ("99.01.02", "Muara Elok", ""),
    ]
    assert list(Desa.objects.order_by("code").values_list("name", "kind", "kecamatan")) == [
        ("Pasar Lama", "kelurahan", "99.01.01"),
        ("Batu Rimbun", "desa", "99.01.01"),
        ("Tanjung", "desa", "99.01.02"),
    ]
    assert set(outlines().shapes) == {"99.01.01", "99.01.02"}
    assert outlines().pixel(117, -1) == (0, 0)


def test_the_small_map_of_a_library_follows_the_boundaries(files, enggelam):
    before = locator.of(enggelam).silhouette

    load(**files)

    there = LibraryFactory(desa=Desa.objects.get(code="99.01.02.2001"))
    drawn = "".join(shape.path for shape in outlines().shapes.values())
    assert locator.of(there).silhouette == drawn != before


def test_the_next_start_does_not_bring_the_shipped_regions_back(files):
    load(**files)

    assert "shipped ones stay away" in load()
    assert Kecamatan.objects.count() == 2


def test_what_libraries_use_stays_and_what_is_renamed_is_found_by_its_new_name(files, enggelam):
    load(**files)
    there = LibraryFactory(name="Perpustakaan Kita", desa=Desa.objects.get(code="99.01.02.2001"))
    files["desa"].write_text(DESA.replace("Tanjung", "Tanjung Baru"))

    load(**files)

    assert Kecamatan.objects.filter(pk=enggelam.kecamatan_id).exists()
    assert Desa.objects.filter(pk=enggelam.desa_id).exists()
    assert Library.objects.search("tanjung baru").get() == there


def test_the_coordinator_sees_what_would_change_and_confirms_once(client_of, rina, enggelam):
    client = client_of(rina)
    sent = {"kecamatan": KECAMATAN.encode(), "desa": DESA.encode(), "outlines": BOUNDARIES}

    page = client.post(PAGE, uploads(**sent), follow=True)

    shown = page.context["differences"]
    assert [(one.total, len(one.new), one.staying) for one in shown] == [
        (2, 2, ["Muara Wis"]),
        (3, 3, ["Desa Muara Enggelam"]),
    ]
    assert page.context["outline_count"] == 2
    assert Kecamatan.objects.count() == 1

    for _twice in range(2):
        client.post(page.request["PATH_INFO"])

    assert Kecamatan.objects.count() == 3
    assert AuditEvent.objects.get(verb="regions_loaded").sentence == (
        "Wilayah dimuat: 2 kecamatan, 3 desa, 2 batas"
    )


def test_a_load_that_waited_too_long_is_refused_in_a_sentence(client_of, rina):
    client = client_of(rina)
    first = client.post(PAGE, uploads(kecamatan=KECAMATAN.encode()), follow=True)
    client.post(first.request["PATH_INFO"])
    waiting = client.post(PAGE, uploads(desa=DESA.encode()), follow=True)
    other = client.post(PAGE, uploads(kecamatan=b"kode;nama\n99.01.02;Muara\n"), follow=True)
    client.post(other.request["PATH_INFO"])

    page = client.post(waiting.request["PATH_INFO"], follow=True)

    assert "Kecamatan 99.01.01 sudah tidak ada." in page.content.decode()
    assert not Desa.objects.exists()


def test_every_wrong_line_of_a_sheet_is_told(client_of, rina):
    kecamatan = "kode,nama,zona,lat,lon\n99.1.1,A,,,\n99.01.01,,,,\n99.01.02,B,seberang,,\n99.01.02,C,,91,200\n"
    desa = "kode,kode kecamatan,nama,jenis\n99.01.01.2001,99.01.02,A,desa\n99.01.03.2001,,B,desa\n99,,C,\n99.01.01.2002,,D,kota\n"
    client = client_of(rina)

    assert complaints(client, kecamatan=kecamatan.encode()) == [
        "Baris 2: kode ditulis seperti 64.02.18.",
        "Baris 3: nama kosong atau lebih panjang dari 80 huruf.",
        "Baris 4: zona adalah hulu, tengah, pesisir, atau kosong.",
        "Baris 5: titiknya tidak terbaca atau di luar Indonesia.",
        "Baris 5: kode ini sudah ada di baris 4.",
    ]
    assert complaints(client, kecamatan=KECAMATAN.encode(), desa=desa.encode()) == [
        "Baris 2: kode desa tidak diawali kode kecamatannya.",
        "Baris 3: kecamatan 99.01.03 tidak ada.",
        "Baris 4: kode ditulis seperti 64.02.18.2004.",
        "Baris 5: jenis adalah desa atau kelurahan.",
    ]
    assert complaints(client, kecamatan=b"nama\nA\n") == ["Kolom ini belum ada: code."]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{}", "bukan GeoJSON"),
        (b"[" * 100_000, "bukan GeoJSON"),
        (b'{"type":"FeatureCollection","features":[{"a":NaN}]}', "bukan GeoJSON"),
        (geojson(square("99.01.09", 117)), "kecamatan 99.01.09 tidak ada"),
        (geojson(square("99.01.01", 117), square("99.01.01", 118)), "dua kali"),
        (geojson({**square("99.01.01", 117), "geometry": None}), "tidak berisi kode dan bidang"),
        (geojson(square("99.01.01", 20)), "di luar Indonesia"),
        (geojson({**square("99.01.01", 117), "geometry": {"type": "Point", "coordinates": [1, 2]}}), "Polygon"),
        (geojson({**square("99.01.01", 117), "geometry": {"type": "Polygon", "coordinates": [[["a", 1]]]}}), "tidak terbaca"),
        (b" " * (4 * 1024 * 1024 + 1), "lebih dari 4 MB"),
    ],
)  # fmt: skip
def test_boundaries_that_are_none_are_refused_in_a_sentence(client_of, rina, content, said):
    (told,) = complaints(client_of(rina), kecamatan=KECAMATAN.encode(), outlines=content)

    assert said in told


def test_the_command_refuses_with_the_same_sentences(files):
    files["kecamatan"].write_text("kode;nama\n1;A\n")

    with pytest.raises(CommandError, match="Baris 2: kode ditulis seperti 64"):
        load(**files)

    assert not Kecamatan.objects.exists()


def test_a_sheet_of_libraries_knows_the_new_villages(files, send):
    load(**files)

    batch = send([("Nama", "Jenis", "Desa"), ("Perpustakaan Rimbun", "desa", "Kel. Pasar Lama")])

    assert (batch.count("new"), batch.errors) == (1, 0)
