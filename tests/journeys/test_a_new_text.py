"""A new coordinator, without JavaScript and without help, changes a reminder and sees what will be sent."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.installation import Installation, installation
from tests.journeys.test_every_page import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COORDINATOR, KEEPER = "baru@contoh.id", "siti@contoh.id"
SUBJECT = "Selesaikan permohonan {nomor} minggu ini"
BODY = (
    "Perpustakaan {perpustakaan} tinggal selangkah lagi.\n"
    "Langkah berikutnya: {langkah}\n"
    "Balas surel ini tidak perlu; tekan tombol di bawah."
)
HIRE = f"""
from django.contrib.auth import get_user_model
from klik_portal.accounts.roles import Role
from klik_portal.core import clock
person = get_user_model()(email="{COORDINATOR}", name="Koordinator Baru", role=Role.COORDINATOR)
person.set_password("{PASSWORD}")
person.save()
from allauth.account.models import EmailAddress
EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
"""
REMIND = f"""
from klik_portal.accounts.models import User
from klik_portal.core import clock
from klik_portal.core.tokens import new_token
from klik_portal.notifications import texts
from klik_portal.notifications.operations import outbox
outbox.enqueue(
    recipient=User.objects.get(email="{KEEPER}"), event="reminder.turn", dedupe=new_token(),
    values=texts.text_of("reminder.turn").examples, at=clock.now(), link="/beranda/",
)
"""


@pytest.fixture(scope="module")
def klik(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation(Path(tmp_path_factory.mktemp("texts")), demo=True) as place:
        yield place


def test_what_the_preview_showed_is_what_arrives(browser: Browser, klik: Installation) -> None:
    klik.run(HIRE)
    klik.run(REMIND)
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale="id-ID", java_script_enabled=False
    )
    page = context.new_page()

    given_the_new_coordinator_is_signed_in(page, klik)
    when_the_reminder_is_found_from_the_ledger(page, klik)
    when_a_mistake_is_made_klik_says_which(page)
    shown = when_the_preview_is_looked_at(page)
    when_it_is_kept(page)
    then_the_next_reminder_is_the_preview(klik, shown)
    context.close()


def given_the_new_coordinator_is_signed_in(page: Page, klik: Installation) -> None:
    page.goto(klik.url + "/masuk/")
    page.locator("summary").click()
    form = page.locator("details form")
    form.get_by_label("Surel atau nomor HP").fill(COORDINATOR)
    form.get_by_label("Kata sandi").fill(PASSWORD)
    form.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_load_state()


def when_the_reminder_is_found_from_the_ledger(page: Page, klik: Installation) -> None:
    page.goto(klik.url + "/petugas/pesan/")
    page.get_by_role("link", name="Teks pesan").click()
    page.get_by_role("link", name="Permohonan menunggu pemohon", exact=True).click()
    expect(page.locator("main")).to_contain_text("Diisi dengan pesan terakhir")


def when_a_mistake_is_made_klik_says_which(page: Page) -> None:
    page.get_by_label("Judul").fill("Selesaikan {nomor_permohonan}")
    page.get_by_role("button", name="Lihat pratinjau").click()
    expect(page.locator("main")).to_contain_text("Klik tidak mengenal {nomor_permohonan}")
    expect(page.get_by_label("Judul")).to_have_value("Selesaikan {nomor_permohonan}")


def when_the_preview_is_looked_at(page: Page) -> tuple[str, str]:
    page.get_by_label("Judul").fill(SUBJECT)
    page.get_by_label("Isi pesan").fill(BODY)
    page.get_by_role("button", name="Lihat pratinjau").click()
    expect(page.locator("main")).to_contain_text("Belum disimpan.")
    mail = page.get_by_role("article").filter(has_text="Isi sebagai teks")
    return mail.locator("b").inner_text(), mail.locator("pre").inner_text()


def when_it_is_kept(page: Page) -> None:
    page.get_by_role("button", name="Simpan teks").click()
    expect(page.get_by_role("status")).to_contain_text("Teks tersimpan.")
    expect(page.locator("main")).to_contain_text("Ini yang dikirim sekarang.")


def then_the_next_reminder_is_the_preview(klik: Installation, shown: tuple[str, str]) -> None:
    subject, text = shown
    klik.run(REMIND)
    klik.ring("notifications.deliver_due")
    mail = klik.wait_for_mail(KEEPER, subject)
    sent = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert subject.startswith("Selesaikan permohonan KLK-")
    assert _without_address(sent) == _without_address(text)


def _without_address(text: str) -> list[str]:
    """The preview leaves out where the link leads: that is each receiver's own page."""
    return [line.partition("http")[0] for line in text.strip().splitlines()]
