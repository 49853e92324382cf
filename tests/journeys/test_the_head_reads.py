"""The head opens Klik, reads the answer, and holds the proof of one counted library after three clicks."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.installation import Installation, installation
from tests.journeys.test_every_page import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def klik(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation(Path(tmp_path_factory.mktemp("head")), demo=True) as place:
        yield place


@pytest.mark.parametrize("width", [360, 1280])
def test_from_the_front_page_to_a_certificate_in_three_clicks(
    browser: Browser, klik: Installation, width: int
) -> None:
    head = signed_in(browser, klik, "pimpinan@contoh.id", width)
    page = head.new_page()
    page.goto(klik.url + "/")

    page.get_by_label("Pilih tahun").get_by_role("link", name="2024", exact=True).click()
    expect(page.locator("#jawaban + .figure")).to_have_text("10 dari 3, di atas target")
    expect(page.locator("main")).to_contain_text("333,3 % (dibatasi 100 %)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("#jawaban + .figure a").click()
    with page.expect_response(lambda answer: "/sertifikat/" in answer.url) as proof:
        page.get_by_role("link", name="Sertifikat").first.click()

    assert proof.value.status == 200
    assert proof.value.headers["content-type"].startswith("image/")
    head.close()
