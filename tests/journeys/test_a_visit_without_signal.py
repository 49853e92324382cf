"""An officer takes the pack along, opens it where nothing answers, and types the report on coming back."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.files.samples import jpeg, pdf
from tests.installation import Installation, installation
from tests.journeys.test_every_page import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHOTOS = 120
HEAVIEST, SLOWEST = 6 * 1024 * 1024, 10
VISIT = f"""
from datetime import timedelta
from io import BytesIO
from PIL import Image
from django.core.files.uploadedfile import SimpleUploadedFile
from accreditation.models import Application, Evidence, Indicator
from klik_portal.accounts.models import User
from klik_portal.core import clock
from klik_portal.files import intake
from scheduling.models import Appointment

now = clock.now()
begun = now - timedelta(hours=3)
case = Application.objects.filter(state="mentoring", edition__isnull=False).first()
budi = User.objects.get(email="budi@contoh.id")
visit = Appointment.objects.create(
    code="JDW-2020-0001", application=case, mode="on_site", officer=budi, starts_at=begun,
    ends_at=begun + timedelta(hours=2), created_by=budi, created_at=begun, changed_at=begun)
indicators = list(Indicator.objects.filter(component__edition=case.edition).order_by("pk"))
for number in range({PHOTOS}):
    picture = BytesIO()
    Image.effect_noise((400, 300), 60 + number / 4).convert("RGB").save(picture, "JPEG")
    upload = SimpleUploadedFile("bukti-{{}}.jpg".format(number), picture.getvalue())
    Evidence.objects.create(
        application=case, indicator=indicators[number % len(indicators)], added_by=case.created_by, added_at=now,
        file=intake.receive(upload=upload, by=case.created_by, at=now))
print(visit.code, case.code, case.created_by.email, len(indicators), case.edition.components.count())
"""


@pytest.fixture(scope="module")
def klik(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation(Path(tmp_path_factory.mktemp("visit")), demo=True) as place:
        yield place


def test_a_visit_from_the_pack_to_the_signed_paper(
    browser: Browser, klik: Installation, tmp_path: Path
) -> None:
    visit, case, keeper_mail, indicators, components = klik.run(VISIT).split()
    officer = signed_in(browser, klik, "budi@contoh.id", 360)

    pack = when_the_officer_saves_the_pack(officer, klik, visit, tmp_path)
    then_it_holds_everything_without_signal(browser, pack, int(indicators), int(components))
    when_findings_are_typed_from_the_code(officer, klik, visit)
    when_a_photo_is_added(officer, klik, visit, tmp_path)
    when_the_report_is_finished(officer, klik, visit, tmp_path)
    then_the_library_reads_it(signed_in(browser, klik, keeper_mail, 360), klik, visit)
    then_the_ticket_waits_in_the_review(officer, klik, case)


def opened(context: BrowserContext, klik: Installation, path: str) -> Page:
    page = context.pages[0] if context.pages else context.new_page()
    page.goto(klik.url + path)
    return page


def when_the_officer_saves_the_pack(
    officer: BrowserContext, klik: Installation, visit: str, folder: Path
) -> Path:
    page = opened(officer, klik, f"/jadwal/{visit}/")
    begun = time.monotonic()
    with page.expect_download() as download:
        page.get_by_role("link", name="Paket untuk HP").click()
    target = folder / download.value.suggested_filename
    download.value.save_as(target)

    assert time.monotonic() - begun < SLOWEST
    assert target.name == f"{visit}-paket-kunjungan.html"
    assert target.stat().st_size < HEAVIEST
    return target


def then_it_holds_everything_without_signal(
    browser: Browser, pack: Path, indicators: int, components: int
) -> None:
    for width in (360, 1280):
        context = browser.new_context(viewport={"width": width, "height": 800})
        asked: list[str] = []
        context.route(re.compile("^(?!file:|data:)"), lambda route: route.abort())
        context.on("request", lambda request, asked=asked: asked.append(request.url))
        context.set_offline(True)
        page = context.new_page()
        wrong: list[str] = []
        page.on("console", lambda message, wrong=wrong: wrong.append(message.text))
        page.goto(pack.as_uri())

        pictures = page.evaluate("[...document.images].map(i => [i.alt, i.naturalWidth])")
        codes = [width for alt, width in pictures if alt.startswith("Kode QR")]
        thumbnails = [width for alt, width in pictures if alt.startswith("bukti-")]
        assert len(codes) == components + 1
        assert len(thumbnails) > PHOTOS * 0.9  # of one indicator only the first few are shown
        assert all(width > 0 for _alt, width in pictures)
        assert page.locator(".item").count() == indicators
        assert page.locator(".item", has_text="Perpustakaan:").count() == indicators
        assert page.locator(".boxes").count() == indicators
        assert page.locator(".sign > div").count() >= 3
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
        assert wrong == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert Axe().run(page).response["violations"] == []
        context.close()


def when_findings_are_typed_from_the_code(
    officer: BrowserContext, klik: Installation, visit: str
) -> None:
    page = opened(officer, klik, f"/petugas/jadwal/{visit}/laporan/?komponen=A")
    page.get_by_label("Temuan 1", exact=True).fill("Label rak belum lengkap.")
    page.get_by_label("Kelanjutan").first.select_option(label="Jadi permintaan perbaikan")
    page.get_by_role("button", name="Simpan laporan").click()
    expect(page.locator("body")).to_contain_text("Laporan tersimpan")
    page.get_by_role("link", name="Laporan", exact=True).click()
    page.get_by_label("Yang hadir").fill("Pengelola\nKepala desa")
    page.get_by_label("Ringkasan kunjungan").fill("Ruang baca rapi.")
    page.get_by_role("button", name="Simpan laporan").click()
    expect(page.locator("body")).to_contain_text("Laporan tersimpan")


def when_a_photo_is_added(
    officer: BrowserContext, klik: Installation, visit: str, folder: Path
) -> None:
    (folder / "rak.jpg").write_bytes(jpeg(640, 480))
    page = opened(officer, klik, f"/petugas/jadwal/{visit}/laporan/foto/")
    page.get_by_label("Foto", exact=True).set_input_files(folder / "rak.jpg")
    page.get_by_label("Keterangan").fill("Rak depan")
    page.get_by_label("Orang di foto ini setuju", exact=False).check()
    page.get_by_role("button", name="Kirim foto").click()
    expect(page.locator("body")).to_contain_text("Foto diterima")


def when_the_report_is_finished(
    officer: BrowserContext, klik: Installation, visit: str, folder: Path
) -> None:
    page = opened(officer, klik, f"/petugas/jadwal/{visit}/laporan/")
    page.get_by_role("link", name="Periksa dan selesaikan").click()
    page.get_by_role("button", name="Selesaikan laporan").click()
    expect(page.locator("body")).to_contain_text("Laporan selesai.")
    (folder / "tanda-tangan.pdf").write_bytes(pdf())
    page.get_by_role("link", name="Unggah yang sudah ditandatangani").click()
    page.get_by_label("Pindaian berita acara").set_input_files(folder / "tanda-tangan.pdf")
    page.get_by_role("button", name="Simpan pindaian").click()
    expect(page.locator("body")).to_contain_text("Berita acara bertanda tangan")


def then_the_library_reads_it(keeper: BrowserContext, klik: Installation, visit: str) -> None:
    page = opened(keeper, klik, f"/jadwal/{visit}/")
    for told in ("Ruang baca rapi.", "Label rak belum lengkap.", "Rak depan", "perkiraan"):
        expect(page.locator("body")).to_contain_text(told)
    for name in ("Berita acara (PDF)", "Berita acara bertanda tangan"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        assert download.value.path().stat().st_size > 0
    assert Axe().run(page).response["violations"] == []


def then_the_ticket_waits_in_the_review(
    officer: BrowserContext, klik: Installation, case: str
) -> None:
    page = opened(officer, klik, f"/permohonan/{case}/pengembalian/")
    expect(page.locator("body")).to_contain_text("Label rak belum lengkap.")
