"""Open data: every public row once, no person in any of them, and nothing sent twice for nothing."""

import csv
import json
import re
from datetime import date, timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from klik_portal.core import clock
from klik_portal.desks.open_sets import ADDRESS, DAY, NUMBER, SETS, TEXT, TRUTH
from libraries.models import Library, ServicePoint
from libraries.operations import registry
from tests.factories.accreditation import OutcomeFactory
from tests.factories.libraries import (
    DesaFactory,
    KecamatanFactory,
    LibraryFactory,
    MembershipFactory,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
PLANTED = ("Rahasia", "0812-3456-7890", "rahasia@contoh.id")
PLANT = " Rahasia, HP 0812-3456-7890, rahasia@contoh.id"
SAID_IN_PUBLIC = {"name", "address", "parent_body", "opening_hours", "npp", "code", "search_text"}


def url(name: str, kind: str = "json", query: str = "") -> str:
    return reverse(f"desks:open-data-{kind}", args=[name]) + query


def rows_of(response) -> list[dict]:
    return json.loads(response.content)["data"]


def whole(client, name: str) -> list[dict[str, str]]:
    response = client.get(url(name, "csv"))
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(StringIO(text)))


def followed(client, address: str) -> list[dict]:
    rows = []
    for _page in range(50):
        told = json.loads(client.get(address).content)
        rows += told["data"]
        if told["berikutnya"] is None:
            return rows
        address = told["berikutnya"].removeprefix("http://testserver")
    raise AssertionError("the pages never end")


@pytest.fixture
def some(enggelam, tabang):
    OutcomeFactory(
        library=enggelam, grade="A", decided_on=date(2024, 5, 3), certificate_number="1/PNRI/2024",
        valid_until=clock.today() + timedelta(days=100),
    )  # fmt: skip
    OutcomeFactory(
        library=tabang, grade="C", decided_on=date(2015, 5, 3), valid_until=date(2018, 5, 3),
        certificate_number="2/PNRI/2015",
    )  # fmt: skip
    return enggelam, tabang


# --- what is in it ---------------------------------------------------------------------------------


def test_each_library_tells_how_it_stands_today(client, some):
    told = {row["nama"]: row for row in rows_of(client.get(url("perpustakaan")))}

    enggelam, tabang = (told[library.name] for library in some)
    assert (enggelam["status_akreditasi"], enggelam["peringkat"]) == ("terakreditasi", "A")
    assert (tabang["status_akreditasi"], tabang["berlaku_sampai"]) == ("berakhir", "2018-05-03")
    assert enggelam["halaman"].endswith(f"/perpustakaan/{some[0].code}/")


def test_certificates_tell_whether_they_are_valid(client, some):
    assert {
        row["nomor_sertifikat"]: row["masih_berlaku"] for row in rows_of(client.get(url("akreditasi")))
    } == {"1/PNRI/2024": True, "2/PNRI/2015": False}  # fmt: skip


def test_regions_without_library_are_listed_too(client, some):
    KecamatanFactory(code="64.02.08", name="Samboja")

    told = {row["kecamatan"]: row for row in rows_of(client.get(url("wilayah")))}

    assert (told["Samboja"]["perpustakaan"], told["Samboja"]["terakreditasi"]) == (0, 0)
    assert (told["Muara Wis"]["perpustakaan"], told["Muara Wis"]["terakreditasi"]) == (1, 1)


def test_a_library_nobody_confirmed_is_in_no_set(client):
    hidden = LibraryFactory(unverified=True, name="Belum Dikonfirmasi")
    OutcomeFactory(library=hidden)

    for name in SETS:
        assert hidden.name not in client.get(url(name)).content.decode()
        assert hidden.name not in str(whole(client, name))


@pytest.mark.parametrize("name", SETS)
def test_the_field_table_says_what_really_comes(client, some, name):
    """Names, order and kinds of the page against the rows, in both formats."""
    kinds = {
        TEXT: str, NUMBER: int | float, DAY: str, ADDRESS: str, TRUTH: bool,
    }  # fmt: skip
    page = client.get(reverse("desks:open-data")).content.decode()
    table = page.split(f'id="{name}"')[1].split("</dl>")[0]
    named = re.findall(r"<dt><code>(\w+)</code>", table)

    rows = rows_of(client.get(url(name)))
    assert rows
    assert all(list(row) == named for row in rows)
    assert list(whole(client, name)[0]) == named
    for field in SETS[name].fields:
        values = [row[field.name] for row in rows if row[field.name] is not None]
        assert all(isinstance(value, kinds[field.kind]) for value in values), field.name
        if field.kind == DAY:
            assert all(date.fromisoformat(value) for value in values)


def test_csv_and_json_tell_the_same(client, some):
    rows = rows_of(client.get(url("perpustakaan")))

    told = [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows]  # fmt: skip
    assert whole(client, "perpustakaan") == told


# --- what is not -----------------------------------------------------------------------------------


@pytest.fixture
def full_of_people(budi) -> Library:
    """Somebody's name, number and address in every text that can hold them."""
    library = LibraryFactory(name="Taman Baca")
    texts = [
        field.name for field in Library._meta.get_fields()
        if field.concrete and field.get_internal_type() in ("CharField", "TextField") and not field.choices
    ]  # fmt: skip
    for name in set(texts) - SAID_IN_PUBLIC:
        setattr(library, name, PLANT[: Library._meta.get_field(name).max_length])
    for name in ("address", "parent_body", "opening_hours"):  # public, but never with a contact
        setattr(library, name, "Jalan Mawar, HP 0812-3456-7890, rahasia@contoh.id")
    library.contact_email = "rahasia@contoh.id"
    library.website = "https://rahasia.example/"
    library.save()
    person = UserFactory(name="Rahasia", email="rahasia@contoh.id", phone="+6281234567890")
    MembershipFactory(library=library, user=person, position=PLANT, confirmed_by=budi)
    OutcomeFactory(library=library, recorded_by=person)
    ServicePoint.objects.create(
        library=library, kind="buncu_baca", name="Dermaga 0812-3456-7890", note=PLANT,
        place_note="Di dermaga, rahasia@contoh.id", link="https://rahasia.example/",
        added_by=person, added_at=clock.now(),
    )  # fmt: skip
    return library


def test_no_person_is_in_any_set_or_public_page(client, full_of_people):
    code = full_of_people.code
    pages = [client.get(url(name)).content.decode() for name in SETS]
    pages += [str(whole(client, name)) for name in SETS]
    pages.append(client.get(reverse("libraries:library-public", args=[code])).content.decode())
    pages.append(client.get(reverse("libraries:library-badge", args=[code])).content.decode())
    pages.append(client.get(reverse("libraries:directory")).content.decode())

    for page in pages:
        assert not [secret for secret in PLANTED if secret.lower() in page.lower()], page
    assert "Jalan Mawar" in pages[0]
    assert "Buncu baca: Dermaga" in pages[-3]


def test_a_text_that_looks_like_a_formula_is_no_formula_in_csv(client):
    for name in ("=1+1", "+62", "-Baca", "@SUM(A1)", "＝1", " =1"):
        LibraryFactory(name=name)

    names = [row["nama"] for row in whole(client, "perpustakaan")]

    assert all(name.startswith("'") for name in names)
    assert "=1+1" in [row["nama"] for row in rows_of(client.get(url("perpustakaan")))]


# --- page by page ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["perpustakaan", "akreditasi"])
def test_pages_lose_and_repeat_nothing(client, name):
    for _each in range(7):
        OutcomeFactory()

    key = SETS[name].key
    codes = [row[key] for row in followed(client, url(name, query="?jumlah=3"))]

    assert len(codes) == len(set(codes)) == 7
    assert set(codes) == {row[key] for row in whole(client, name)}


def test_a_page_of_csv_names_the_next_one_in_its_header(client):
    for _each in range(3):
        LibraryFactory()

    first = client.get(url("perpustakaan", "csv", "?jumlah=2"))
    next_url = re.fullmatch(r'<http://testserver(.+)>; rel="next"', first["Link"])[1]
    second = client.get(next_url)

    assert first.content.count(b"\r\n") == 3
    assert second.content.count(b"\r\n") == 2
    assert "Link" not in second


@pytest.mark.parametrize("query", ["?jumlah=0", "?jumlah=1001", "?jumlah=x", "?jumlah=-1", "?jumlah=²", "?setelah=" + "x" * 81])  # fmt: skip
@pytest.mark.parametrize("kind", ["json", "csv"])
def test_a_wrong_question_is_answered_with_a_sentence(client, kind, query):
    response = client.get(url("perpustakaan", kind, query))

    assert response.status_code == 400
    assert json.loads(response.content)["kesalahan"]


def test_an_unknown_set_does_not_exist(client):
    assert client.get("/data/pengelola.json").status_code == 404


@pytest.mark.parametrize("name", SETS)
def test_a_page_costs_the_same_queries_with_1_and_30_rows(client, name):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(name)).status_code == 200
        return len(queries)

    OutcomeFactory()
    first = cost()
    for number in range(29):
        area = KecamatanFactory(code=f"64.02.{number + 30}", name=f"Kecamatan {number}")
        OutcomeFactory(library=LibraryFactory(desa=DesaFactory(code=f"{area.code}.2001", kecamatan=area)))  # fmt: skip

    assert cost() <= first <= 8


# --- not again -------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [url("perpustakaan"), url("perpustakaan", "csv"), url("perpustakaan", "csv", "?jumlah=5")])  # fmt: skip
def test_what_has_not_changed_is_not_sent_again(client, enggelam, budi, address):
    first = client.get(address)
    by_etag = client.get(address, headers={"if-none-match": first["ETag"]})
    by_day = client.get(address, headers={"if-modified-since": first["Last-Modified"]})
    registry.update(library=enggelam, version=1, facts={"address": "Baru"}, by=budi, at=clock.now())
    changed = client.get(address, headers={"if-none-match": first["ETag"]})

    assert (by_etag.status_code, by_day.status_code) == (304, 304)
    assert by_etag["ETag"] == first["ETag"]
    assert changed.status_code == 200


def test_a_new_day_is_a_change_because_certificates_end(client, enggelam, monkeypatch):
    first = client.get(url("perpustakaan", "csv"))
    tomorrow, now = clock.today() + timedelta(days=1), clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    monkeypatch.setattr(clock, "now", lambda: now)

    again = client.get(url("perpustakaan", "csv"), headers={"if-none-match": first["ETag"]})

    assert again.status_code == 200
    assert again["Last-Modified"] != first["Last-Modified"]


def test_other_sites_may_read_it_and_only_it(client, enggelam):
    for kind in ("json", "csv"):
        response = client.get(url("perpustakaan", kind), headers={"origin": "https://lain.example"})
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "public" in response["Cache-Control"]
        assert "Access-Control-Allow-Credentials" not in response
    for page in ("/", "/perpustakaan/", "/data/", f"/perpustakaan/{enggelam.code}/"):
        assert "Access-Control-Allow-Origin" not in client.get(page)


def test_the_whole_set_is_not_for_hammering(client, settings, enggelam):
    settings.ACCOUNT_RATE_LIMITS = {"open_data_whole": "2/h/ip"}
    answers = [client.get(url("perpustakaan", "csv")) for _each in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "3600"
    assert client.get(url("perpustakaan")).status_code == 200
