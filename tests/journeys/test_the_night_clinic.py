"""At 360 px and without JavaScript: a keeper writes at night and reads the answer; a visitor asks."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from klik_portal.desks.demo import PASSWORD
from tests.files.samples import jpeg
from tests.installation import Installation, installation

pytestmark = [pytest.mark.browser, pytest.mark.slow]
KEEPER, OFFICER = "siti@contoh.id", "budi@contoh.id"
FIND = f"""
from accreditation.models import Application
print(Application.objects.get(created_by__email="{KEEPER}").code)
"""


@pytest.fixture(scope="module")
def klik(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation(Path(tmp_path_factory.mktemp("clinic")), demo=True) as place:
        yield place


def small_phone(browser: Browser, klik: Installation, who: str = "") -> Page:
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale="id-ID", java_script_enabled=False
    )
    page = context.new_page()
    if who:
        page.goto(klik.url + "/masuk/")
        page.locator("summary").click()
        form = page.locator("details form")
        form.get_by_label("Surel atau nomor HP").fill(who)
        form.get_by_label("Kata sandi").fill(PASSWORD)
        form.get_by_role("button", name="Masuk", exact=True).click()
        page.wait_for_load_state()
    return page


def test_a_keeper_writes_with_a_photo_and_reads_the_answer(
    browser: Browser, klik: Installation, tmp_path: Path
) -> None:
    code = klik.run(FIND)
    keeper = small_phone(browser, klik, KEEPER)
    when_the_keeper_writes_with_a_photo(keeper, klik, code, tmp_path)
    officer = small_phone(browser, klik, OFFICER)
    when_the_officer_answers(officer, klik, code)
    then_the_keeper_finds_the_answer_on_the_home_page(keeper, klik)


def when_the_keeper_writes_with_a_photo(
    page: Page, klik: Installation, code: str, folder: Path
) -> None:
    photo = folder / "rak-malam.jpg"
    photo.write_bytes(jpeg(200, 150))
    page.goto(f"{klik.url}/permohonan/{code}/")
    page.get_by_role("link", name="Tulis kepada petugas").click()
    page.get_by_label("Pesan Anda").fill("Rak sudah saya rapikan malam ini.")
    page.get_by_label("Foto atau PDF").set_input_files(photo)
    page.get_by_role("button", name="Kirim pesan").click()
    expect(page.locator("body")).to_contain_text("Pesan terkirim.")
    expect(page.locator(".talk li").first).to_contain_text("rak-malam.jpg")


def when_the_officer_answers(page: Page, klik: Installation, code: str) -> None:
    page.goto(f"{klik.url}/permohonan/{code}/percakapan/")
    expect(page.locator(".talk li").first).to_contain_text("Rak sudah saya rapikan malam ini.")
    page.get_by_label("Pesan Anda").fill("Bagus, terima kasih.")
    page.get_by_role("button", name="Kirim pesan").click()
    expect(page.locator("body")).to_contain_text("Pesan terkirim.")


def then_the_keeper_finds_the_answer_on_the_home_page(page: Page, klik: Installation) -> None:
    page.goto(klik.url + "/beranda/")
    unread = page.locator("section", has=page.get_by_role("heading", name="Pesan belum dibaca"))
    unread.get_by_role("link").click()
    expect(page.locator(".talk li").first).to_contain_text("Bagus, terima kasih.")
    expect(page.locator("body")).to_contain_text("Dibaca")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_visitor_asks_and_comes_back_for_the_answer(browser: Browser, klik: Installation) -> None:
    visitor = small_phone(browser, klik)
    link = when_the_visitor_asks(visitor, klik)
    officer = small_phone(browser, klik, OFFICER)
    when_the_officer_answers_the_question(officer, klik)
    visitor.goto(link)
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Jawaban petugas")
    expect(visitor.locator("body")).to_contain_text("Cukup tiga foto.")


def when_the_visitor_asks(page: Page, klik: Installation) -> str:
    page.goto(klik.url + "/")
    page.get_by_role("main").get_by_role("link", name="Tanya petugas").click()
    page.get_by_label("Pertanyaan Anda").fill("Berapa foto rak buku yang harus dikirim?")
    page.get_by_role("button", name="Cari jawaban").click()
    page.get_by_role("button", name="Ini belum menjawab, kirim pertanyaan").click()
    expect(page.locator("body")).to_contain_text("Petugas menjawab paling lambat")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    return page.url


def when_the_officer_answers_the_question(page: Page, klik: Installation) -> None:
    page.goto(klik.url + "/petugas/pertanyaan/")
    page.get_by_role("link", name="Berapa foto rak buku yang harus dikirim?").click()
    page.get_by_label("Jawaban").fill("Cukup tiga foto.")
    page.get_by_role("button", name="Kirim jawaban").click()
    expect(page.locator("body")).to_contain_text("Jawaban terkirim.")
    page.get_by_role("button", name="Jadikan panduan").click()
    expect(page.locator("body")).to_contain_text("Draf panduan dibuat.")
