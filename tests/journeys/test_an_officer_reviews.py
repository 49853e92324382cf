"""An officer checks item by item, asks for one thing, and sees before and after; the library corrects it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.files.samples import jpeg
from tests.installation import Installation, installation
from tests.journeys.test_every_page import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIND = """
from accreditation.models import Application
one = Application.objects.filter(state="submitted", edition__isnull=False).order_by("code").last()
print(one.code, one.created_by.email)
"""
SENTENCE = "Foto ini belum menunjukkan buku induk."


@pytest.fixture(scope="module")
def klik(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation(Path(tmp_path_factory.mktemp("review")), demo=True) as place:
        yield place


def test_a_correction_is_asked_for_made_and_seen(
    browser: Browser, klik: Installation, tmp_path: Path
) -> None:
    code, keeper_mail = klik.run(FIND).split()
    officer = signed_in(browser, klik, "budi@contoh.id", 1280)
    keeper = signed_in(browser, klik, keeper_mail, 360)

    when_the_officer_judges_and_prepares(officer, klik, code)
    then_the_library_sees_nothing_yet(keeper, klik, code)
    when_it_is_sent(officer, klik, code)
    when_the_library_corrects_only_that(keeper, klik, code, tmp_path)
    then_before_and_after_stand_side_by_side(officer, klik, code)


def opened(context: BrowserContext, klik: Installation, path: str) -> Page:
    page = context.pages[0] if context.pages else context.new_page()
    page.goto(klik.url + path)
    return page


def when_the_officer_judges_and_prepares(
    officer: BrowserContext, klik: Installation, code: str
) -> None:
    page = opened(officer, klik, f"/permohonan/{code}/pemeriksaan/A-3/")
    page.get_by_label(re.compile("^2 ·")).check()
    page.get_by_label("Catatan untuk petugas lain", exact=False).fill("Belum ada di bukti.")
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.locator("body")).to_contain_text("tersimpan.")
    page.get_by_label("Yang perlu diperbaiki").fill(SENTENCE)
    page.get_by_role("button", name="Siapkan catatan perbaikan").click()
    expect(page.locator("body")).to_contain_text("Pemohon belum melihatnya.")


def then_the_library_sees_nothing_yet(
    keeper: BrowserContext, klik: Installation, code: str
) -> None:
    for path in ("", "perbaikan/", "penilaian/A/"):
        page = opened(keeper, klik, f"/permohonan/{code}/{path}")
        expect(page.locator("body")).not_to_contain_text(SENTENCE)


def when_it_is_sent(officer: BrowserContext, klik: Installation, code: str) -> None:
    page = opened(officer, klik, f"/permohonan/{code}/pemeriksaan/")
    page.get_by_role("link", name="Kirim catatan perbaikan").click()
    expect(page.locator("body")).to_contain_text(SENTENCE)
    page.get_by_role("button", name="Kembalikan untuk perbaikan").click()
    expect(page.locator("body")).to_contain_text("Pemohon sudah diberi tahu.")


def when_the_library_corrects_only_that(
    keeper: BrowserContext, klik: Installation, code: str, folder: Path
) -> None:
    photo = folder / "buku-induk.jpg"
    photo.write_bytes(jpeg(640, 480))
    page = opened(keeper, klik, f"/permohonan/{code}/penilaian/A/")
    assert page.locator("fieldset.card:not([disabled])").count() == 1
    page = opened(keeper, klik, f"/permohonan/{code}/perbaikan/")
    expect(page.locator("body")).to_contain_text(SENTENCE)
    page.locator("input[type=file]").set_input_files(str(photo))
    page.get_by_label("Jawaban Anda", exact=False).fill("Sudah kami foto ulang.")
    page.get_by_role("button", name="Tandai sudah diperbaiki").click()
    expect(page.locator("body")).to_contain_text("Perbaikan tersimpan.")
    page.get_by_role("link", name="Periksa dan kirim ulang").click()
    page.get_by_label("Isian dan berkas ini benar", exact=False).check()
    page.get_by_role("button", name="Kirim ulang").click()
    expect(page.locator("body")).to_contain_text("Permohonan diterima")


def then_before_and_after_stand_side_by_side(
    officer: BrowserContext, klik: Installation, code: str
) -> None:
    page = opened(officer, klik, f"/permohonan/{code}/")
    expect(page.locator("body")).to_contain_text("Sudah kami foto ulang.")
    page.get_by_role("link", name="Lihat sebelum dan sesudah").click()
    expect(page.get_by_role("heading", name="Sebelum")).to_be_visible()
    expect(page.get_by_role("link", name="buku-induk.jpg").first).to_be_visible()
    page = opened(officer, klik, f"/permohonan/{code}/pemeriksaan/?tampil=berubah")
    expect(page.locator("main")).to_contain_text("A.3")
