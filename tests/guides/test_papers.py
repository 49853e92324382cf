"""Documents to fill in: sound Word files without anything that acts, counted when a person takes one."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.management import call_command

from klik_portal.guides.documents import letters
from klik_portal.guides.documents.word import word_file
from klik_portal.guides.models import Article, Paper
from klik_portal.guides.operations import articles, papers
from tests.factories.accreditation import MONDAY

NAMES = sorted(letters.names())
SK = "sk-pendirian-perpustakaan-desa.docx"
PHONE = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"


def parts_of(content: bytes) -> dict[str, str]:
    with ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_the_two_letters_come_with_klik():
    assert NAMES == [SK, "surat-permohonan-pembinaan-akreditasi.docx"]


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_holds_text_and_nothing_that_acts(name):
    parts = parts_of(letters.drawn(name))

    assert list(parts) == [
        "[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/_rels/document.xml.rels",
        "word/styles.xml", "docProps/core.xml",
    ]  # fmt: skip
    everything = "".join(parts.values())
    for danger in (
        "vbaProject",
        "macro",
        'TargetMode="External"',
        "oleObject",
        "instrText",
        "fldSimple",
    ):
        assert danger not in everything
    assert "yellow" in parts["word/document.xml"]


@pytest.mark.parametrize("name", NAMES)
def test_every_place_to_fill_in_is_yellow(name):
    document = parts_of(letters.drawn(name))["word/document.xml"]

    runs = re.findall(r"<w:r>.*?</w:r>", document)
    places = [run for run in runs if "[" in run]
    assert len(places) > 10
    assert all("yellow" in run for run in places)


def test_the_same_text_gives_the_same_bytes():
    assert word_file(title="A", text="^Satu\n[dua]") == word_file(title="A", text="^Satu\n[dua]")


def test_signs_of_xml_stay_text():
    document = parts_of(word_file(title="<b> & c", text='<w:p> & "x"'))

    assert "&lt;w:p&gt; &amp;" in document["word/document.xml"]
    assert "<dc:title>&lt;b&gt; &amp; c</dc:title>" in document["docProps/core.xml"]


@pytest.fixture
def loaded(db) -> None:
    call_command("load_guides")


def taken(name: str = SK) -> int:
    return Paper.objects.get(name=name).download_count


def test_every_letter_is_explained_by_a_guide(loaded):
    assert set(Paper.objects.values_list("name", flat=True)) == set(NAMES)
    kinds = Article.objects.filter(papers__isnull=False).values_list("kind", flat=True)
    assert set(kinds) == {"template"}


def test_a_guide_leads_to_its_letter_and_the_download_counts(loaded, client):
    page = client.get("/panduan/contoh-sk-pendirian/").content.decode()
    assert f'href="/panduan/unduh/{SK}"' in page

    answer = client.get(f"/panduan/unduh/{SK}", headers={"user-agent": PHONE})

    assert answer.content == letters.drawn(SK)
    assert answer["Content-Disposition"] == f'attachment; filename="{SK}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert taken() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"user-agent": "WhatsApp/2.23 LinkPreview"},
        {"user-agent": "curl/8.0"},
        {"user-agent": ""},
        {"user-agent": PHONE, "sec-purpose": "prefetch;prerender"},
        {"user-agent": PHONE, "purpose": "prefetch"},
    ],
)
def test_programs_get_the_letter_and_do_not_count(loaded, client, headers):
    assert client.get(f"/panduan/unduh/{SK}", headers=headers).status_code == 200
    assert taken() == 0


def test_being_asked_about_does_not_count(loaded, client):
    assert client.head(f"/panduan/unduh/{SK}", headers={"user-agent": PHONE}).status_code == 200
    assert taken() == 0


def test_a_download_costs_few_queries(loaded, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        client.get(f"/panduan/unduh/{SK}", headers={"user-agent": PHONE})


@pytest.mark.parametrize("name", ["tidak-ada.docx", "..%2fsettings.py", "SK.docx", "a.exe"])
def test_what_is_no_letter_does_not_exist(loaded, client, name):
    assert client.get(f"/panduan/unduh/{name}").status_code == 404


def test_a_letter_of_an_older_release_is_gone_without_a_fault(loaded, client):
    Paper.objects.create(name="lama.docx", label="Lama", article=Article.objects.first())

    assert client.get("/panduan/unduh/lama.docx").status_code == 404


def test_with_its_guide_a_letter_is_withdrawn(loaded, budi, client, client_of):
    articles.withdraw(article=Article.objects.get(papers__name=SK), by=budi, at=MONDAY)

    assert client.get(f"/panduan/unduh/{SK}").status_code == 404
    assert client_of(budi).get(f"/panduan/unduh/{SK}").status_code == 200


def test_the_office_sees_how_often_it_was_taken(loaded, budi, client_of):
    for _ in range(3):
        papers.count(paper=Paper.objects.get(name=SK))

    page = client_of(budi).get("/petugas/panduan/contoh-sk-pendirian/").content.decode()

    assert "diunduh 3 kali" in page


def test_loading_again_keeps_the_count(loaded):
    papers.count(paper=Paper.objects.get(name=SK))

    call_command("load_guides")

    assert taken() == 1
