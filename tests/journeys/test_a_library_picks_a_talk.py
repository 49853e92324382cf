"""A keeper with a small phone and no JavaScript picks a Zoom time; the officer finds it and adds the link."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from klik_portal.desks.demo import PASSWORD
from tests.installation import Installation, installation
from tests.journeys.test_every_page import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

KEEPER = "pengelola4@contoh.id"
FIND = f"""
from accreditation.models import Application
print(Application.objects.get(created_by__email="{KEEPER}").code)
"""


@pytest.fixture(scope="module")
def klik(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation(Path(tmp_path_factory.mktemp("talk")), demo=True) as place:
        yield place


def test_a_time_is_picked_and_gets_its_link(browser: Browser, klik: Installation) -> None:
    code = klik.run(FIND)
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale="id-ID", java_script_enabled=False
    )
    page = context.new_page()

    given_the_keeper_is_signed_in(page, klik)
    when_the_next_step_leads_to_the_times(page, klik, code)
    picked = when_a_time_is_taken(page)
    then_it_is_booked_and_the_link_follows(page, picked)
    path = page.url.removeprefix(klik.url)
    context.close()
    when_the_officer_pastes_the_link(browser, klik, path)


def given_the_keeper_is_signed_in(page: Page, klik: Installation) -> None:
    page.goto(klik.url + "/masuk/")
    page.locator("summary").click()
    form = page.locator("details form")
    form.get_by_label("Surel atau nomor HP").fill(KEEPER)
    form.get_by_label("Kata sandi").fill(PASSWORD)
    form.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_load_state()


def when_the_next_step_leads_to_the_times(page: Page, klik: Installation, code: str) -> None:
    page.goto(f"{klik.url}/permohonan/{code}/")
    page.get_by_role("link", name="Pilih waktu konsultasi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pilih waktu konsultasi")


def when_a_time_is_taken(page: Page) -> str:
    page.get_by_label("Zoom").check()
    choice = page.locator("input[name=start]").nth(3)
    picked = choice.get_attribute("value") or ""
    choice.check()
    page.get_by_label("Yang ingin dibahas", exact=False).fill("Buku induk dan foto rak.")
    page.get_by_role("button", name="Pesan waktu ini").click()
    return picked


def then_it_is_booked_and_the_link_follows(page: Page, picked: str) -> None:
    expect(page.locator("body")).to_contain_text("Waktu Anda terpesan.")
    expect(page.locator("body")).to_contain_text("Tautan Zoom menyusul.")
    expect(page.locator(".figure")).to_have_text(f"{picked[11:13]}.{picked[14:16]} WITA")


def when_the_officer_pastes_the_link(browser: Browser, klik: Installation, path: str) -> None:
    officer = signed_in(browser, klik, "budi@contoh.id", 1280)
    page = officer.new_page()
    page.goto(klik.url + "/petugas/usulan-waktu/")
    expect(page.get_by_role("heading", name="Belum ada tautan Zoom")).to_be_visible()
    page.goto(klik.url + path)
    page.get_by_role("link", name="Tempel tautan Zoom").click()
    page.get_by_label("Tautan Zoom").fill("https://zoom.us/j/555")
    page.get_by_role("button", name="Pindahkan dan beri tahu semua").click()
    expect(page.get_by_role("link", name="Masuk ke Zoom")).to_be_visible()
    officer.close()
