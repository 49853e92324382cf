"""What everybody reads about a library: grade and validity as they are today, also on its own website."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from html import unescape
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from klik_portal.core import clock
from tests.factories.accreditation import OutcomeFactory
from tests.factories.libraries import DesaFactory, KecamatanFactory, LibraryFactory

pytestmark = pytest.mark.django_db
NEXT_YEAR = clock.today() + timedelta(days=365)


@pytest.fixture
def accredited(enggelam):
    OutcomeFactory(library=enggelam, grade="C", decided_on=date(2015, 5, 3), valid_until=date(2018, 5, 3))  # fmt: skip
    OutcomeFactory(library=enggelam, grade="A", decided_on=date(2024, 5, 3), valid_until=NEXT_YEAR)
    return enggelam


def page_of(client, library) -> str:
    response = client.get(reverse("libraries:library-public", args=[library.code]))
    return response.content.decode()


def badge_of(client, library, **headers):
    return client.get(reverse("libraries:library-badge", args=[library.code]), headers=headers)


def test_the_list_says_how_each_library_stands(client, accredited, tabang):
    rows = client.get(reverse("libraries:directory")).context["page"].rows

    assert {row.name: row.standing.label for row in rows} == {
        accredited.name: "Terakreditasi A",
        tabang.name: "Belum terakreditasi",
    }


def test_the_page_tells_grade_validity_and_all_certificates(client, accredited):
    page = page_of(client, accredited)

    assert "Terakreditasi A" in page
    assert "Peringkat C, ditetapkan 3 Mei 2015" in page
    assert "berlaku sampai 3 Mei 2018" in page


def test_a_page_without_certificate_says_so(client, enggelam):
    assert "Belum ada sertifikat dari Perpusnas yang tercatat" in page_of(client, enggelam)


def test_the_page_shows_the_kecamatan_on_the_map_if_klik_knows_its_outline(client, enggelam):
    elsewhere = DesaFactory(
        code="99.01.01.2001", kecamatan=KecamatanFactory(code="99.01.01", name="Lain")
    )

    assert '<svg class="chart map"' in page_of(client, enggelam)
    assert '<svg class="chart map"' not in page_of(client, LibraryFactory(desa=elsewhere))


@pytest.mark.parametrize(
    ("code", "name", "anchor"),
    [("64.02.05", "Muara Badak", "end"), ("64.02.08", "Kota Bangun", "middle")],
)
def test_the_name_on_the_map_stays_in_the_picture(client, code, name, anchor):
    desa = DesaFactory(code=f"{code}.2001", kecamatan=KecamatanFactory(code=code, name=name))

    assert f'text-anchor="{anchor}">{name}<' in page_of(client, LibraryFactory(desa=desa))


def test_a_library_whose_place_is_known_is_a_dot_on_the_map(client, enggelam):
    assert "<circle" not in page_of(client, enggelam)

    enggelam.latitude, enggelam.longitude = Decimal("-0.30000"), Decimal("116.40000")
    enggelam.save()

    assert re.search(r'<circle cx="\d+" cy="\d+"', page_of(client, enggelam))


# --- the badge -------------------------------------------------------------------------------------


def test_the_badge_is_a_picture_with_a_text_alternative(client, accredited):
    response = badge_of(client, accredited)
    drawing = ElementTree.fromstring(response.content.decode())

    assert response["Content-Type"] == "image/svg+xml"
    assert drawing.get("role") == "img"
    title = drawing.find("{http://www.w3.org/2000/svg}title")
    assert title.text.startswith(f"{accredited.name}: Terakreditasi A, berlaku sampai ")


def test_a_number_in_a_name_is_in_no_badge_and_no_code_to_copy(client, accredited):
    accredited.name = "Pojok Baca Bu Ani 0812-3456-7890"
    accredited.save()

    page = client.get(reverse("libraries:library-public", args=[accredited.code]))

    assert "3456" not in badge_of(client, accredited).content.decode()
    assert "3456" not in page.content.decode()


def test_other_websites_and_caches_may_keep_the_badge_but_no_cookie_is_asked_for(
    client, accredited
):
    response = badge_of(client, accredited)

    assert response["Cache-Control"] == "public, max-age=3600"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies


def test_an_unchanged_badge_is_not_sent_again_and_a_new_grade_is(client, accredited):
    etag = badge_of(client, accredited)["ETag"]
    again = badge_of(client, accredited, if_none_match=etag)
    accredited.outcomes.filter(grade="A").update(grade="B")
    renewed = badge_of(client, accredited, if_none_match=etag)

    assert (again.status_code, again.content) == (304, b"")
    assert (renewed.status_code, "Terakreditasi B" in renewed.content.decode()) == (200, True)


def test_a_badge_changes_by_itself_when_the_certificate_ends(client, accredited, time_machine):
    time_machine.move_to(datetime.combine(NEXT_YEAR + timedelta(days=2), datetime.min.time()))

    assert "Sertifikat berakhir" in badge_of(client, accredited).content.decode()


def test_a_name_cannot_break_the_picture(client):
    library = LibraryFactory(name='</title><script>alert("x")</script>&')

    drawing = ElementTree.fromstring(badge_of(client, library).content.decode())

    assert library.name in drawing[0].text
    assert "<script>alert" not in page_of(client, library)


def test_a_library_nobody_confirmed_has_no_badge(client):
    assert badge_of(client, LibraryFactory(unverified=True)).status_code == 404


def test_the_html_to_copy_is_shown_as_text_and_works_when_pasted(client):
    library = LibraryFactory(name='Rumah "Baca" & Tulis')

    shown = re.search(r"<pre>(.*?)</pre>", page_of(client, library), re.S)[1]
    pasted = ElementTree.fromstring(unescape(shown).replace("></a>", "/></a>"))

    assert pasted.get("href").endswith(f"/perpustakaan/{library.code}/")
    assert pasted[0].get("alt") == 'Status akreditasi Rumah "Baca" & Tulis'
