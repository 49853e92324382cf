"""A newcomer at 360 px and without JavaScript: finds a library, reads it, checks its certificate by QR."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.installation import Installation, installation

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIRST_VIEW = 14 * 1024
FIND = """
from accreditation.models import Outcome
from klik_portal.core import clock
row = Outcome.objects.valid_on(clock.today()).filter(library__verified_at__isnull=False).first()
from klik_portal.papers import qr
print(row.library.code, row.grade, row.library.name, qr.address(row.check_code), sep="|")
"""


@pytest.fixture(scope="module")
def klik(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation(Path(tmp_path_factory.mktemp("newcomer")), demo=True) as place:
        yield place


def test_a_newcomer_finds_reads_and_checks(browser: Browser, klik: Installation) -> None:
    code, grade, name, scanned = klik.run(FIND).strip().split("|")
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale="id-ID", java_script_enabled=False
    )
    page = context.new_page()
    page.goto(klik.url)
    when_the_library_is_searched_for(page, name)
    then_its_page_tells_how_it_stands(page, name, grade)
    address = then_its_certificate_can_be_checked(page, name, grade)
    assert scanned.endswith(address)
    page.goto(klik.url + "/" + scanned.split("/", 3)[3])
    expect(page.get_by_text(name).first).to_be_visible()
    context.close()
    for path in ("/", f"/perpustakaan/?q={name}", f"/perpustakaan/{code}/", address, "/peta/"):
        is_sound_and_light(browser, klik.url + path)


def when_the_library_is_searched_for(page: Page, name: str) -> None:
    page.get_by_role("searchbox").fill(name)
    page.get_by_role("button", name="Cari").click()
    page.get_by_role("link", name=name, exact=True).click()


def then_its_page_tells_how_it_stands(page: Page, name: str, grade: str) -> None:
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    expect(page.get_by_text(f"Terakreditasi {grade}").first).to_be_visible()
    expect(page.get_by_text("berlaku sampai").first).to_be_visible()


def then_its_certificate_can_be_checked(page: Page, name: str, grade: str) -> str:
    """The link leads to the address that the certificate's QR code carries."""
    link = page.locator("main").get_by_role("link", name=re.compile("^Periksa")).first
    address = link.get_attribute("href") or ""
    link.click()
    expect(page.get_by_text(name).first).to_be_visible()
    expect(page.get_by_text(re.compile(rf"\b{grade}\b")).first).to_be_visible()
    return address


def is_sound_and_light(browser: Browser, url: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="id-ID")
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    sizes: list[float] = []
    devtools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(url, wait_until="networkidle")
    assert sum(sizes) <= FIRST_VIEW, url
    assert len(sizes) <= 3, url
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth"), url
    assert not Axe().run(page).response["violations"], url
    context.close()
