"""Every page of the demo in a real browser: no accessibility violation, no broken policy, light, narrow."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext

from klik_portal.desks.demo import PASSWORD
from tests.installation import Installation, installation

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIRST_VIEW = 14 * 1024  # bytes over the wire: page, stylesheet and script together
STAFF_VIEW = 30 * 1024
PREVIEW = 12 * 1024  # one small picture of a file; officers' pages load them as they scroll
HEADERS = 1024  # what an answer weighs beside its content
FIND = """
from accreditation.models import Application
from libraries.models import Library
from scheduling.models import Appointment
for state in ("returned", "submitted", "mentoring", "proposed"):
    print(state, Application.objects.filter(state=state).first().code)
print("library", Library.objects.first().code)
print("appointment", Appointment.objects.first().code)
"""
PAGES = {
    "": [
        "/", "/perpustakaan/", "/perpustakaan/?q=tidakada", "/perpustakaan/{library}/", "/capaian/?tahun=2024", "/panduan/",
        "/panduan/apa-itu-akreditasi/", "/panduan/syarat-awal/", "/panduan/surat-dan-sk/", "/panduan/foto-yang-dihitung/",
        "/panduan/cara-memakai-klik/", "/privasi/", "/layanan/", "/masuk/", "/masuk/kode/", "/masuk/kode-petugas/",
        "/masuk/lupa/", "/daftar/", "/cek-kesiapan/", "/cek-kesiapan/village/", "/tidak-ada/",
    ],
    "siti@contoh.id": [
        "/beranda/", "/permohonan/", "/permohonan/baru/", "/permohonan/{returned}/", "/permohonan/{returned}/perbaikan/",
        "/permohonan/{returned}/isian/", "/permohonan/{returned}/penilaian/", "/permohonan/{returned}/penilaian/C/",
        "/permohonan/{returned}/pelatih/", "/permohonan/{returned}/penilaian/C/1/bukti/", "/permohonan/{returned}/berkas/", "/permohonan/{returned}/kirim/",
        "/permohonan/{returned}/tanda-terima/", "/permohonan/{returned}/langkah/withdraw/", "/jadwal/", "/pesan/",
        "/perpustakaan-saya/", "/perpustakaan-saya/cari/?q=muara", "/perpustakaan-saya/daftar/",
        "/perpustakaan-saya/klaim/{library}/", "/akun/", "/akun/kata-sandi/", "/akun/pengaman/", "/keluar/",
    ],
    "budi@contoh.id": [
        "/petugas/antrean/", "/petugas/antrean/?q=tidakada", "/permohonan/{submitted}/", "/permohonan/{mentoring}/",
        "/permohonan/{submitted}/pemeriksaan/", "/permohonan/{submitted}/pemeriksaan/?tampil=berubah",
        "/permohonan/{submitted}/pemeriksaan/photos/", "/permohonan/{submitted}/pemeriksaan/A-2/", "/permohonan/{returned}/pemeriksaan/putaran/",
        "/petugas/kalibrasi/", "/petugas/beban/",
        "/permohonan/{submitted}/pengembalian/", "/permohonan/{submitted}/langkah/accept/", "/permohonan/{proposed}/hasil/",
        "/permohonan/{mentoring}/petugas/", "/permohonan/{mentoring}/langkah-berikutnya/",
        "/petugas/permohonan/{mentoring}/jadwal-baru/", "/petugas/jadwal/", "/jadwal/{appointment}/",
        "/petugas/jadwal/{appointment}/pindah/", "/petugas/jadwal/{appointment}/batal/", "/petugas/jadwal/{appointment}/hasil/",
        "/petugas/perpustakaan/", "/petugas/perpustakaan/{library}/", "/petugas/perpustakaan/{library}/ubah/",
        "/petugas/perpustakaan/baru/", "/petugas/keanggotaan/", "/petugas/pesan/", "/petugas/kode-masuk/",
    ],
    "rina@contoh.id": ["/petugas/alasan-perbaikan/", "/petugas/alasan-perbaikan/baru/", "/permohonan/{mentoring}/petugas/", "/petugas/instrumen/", "/petugas/instrumen/baru/", "/petugas/pengguna/", "/petugas/pengguna/baru/", "/petugas/renstra/", "/petugas/renstra/2021/"],
    "pimpinan@contoh.id": ["/kinerja/?tahun=2024", "/kinerja/daftar/?tahun=2024", "/petugas/antrean/"],
}  # fmt: skip


@pytest.fixture(scope="module")
def klik(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation(Path(tmp_path_factory.mktemp("demo")), demo=True) as place:
        yield place


@pytest.fixture(scope="module")
def codes(klik: Installation) -> dict[str, str]:
    return dict(line.split() for line in klik.run(FIND).splitlines())


def signed_in(browser: Browser, klik: Installation, who: str, width: int) -> BrowserContext:
    context = browser.new_context(viewport={"width": width, "height": 800}, locale="id-ID")
    if who:
        page = context.new_page()
        page.goto(klik.url + "/masuk/")
        page.locator("summary").click()
        form = page.locator("details form")
        form.get_by_label("Surel atau nomor HP").fill(who)
        form.get_by_label("Kata sandi").fill(PASSWORD)
        form.get_by_role("button", name="Masuk", exact=True).click()
        page.wait_for_load_state()
        assert "/masuk/" not in page.url
        page.close()
    return context


@pytest.mark.parametrize("who", PAGES, ids=lambda who: who or "visitor")
def test_pages_are_sound_for_everybody(
    browser: Browser, klik: Installation, codes: dict[str, str], who: str
) -> None:
    context = signed_in(browser, klik, who, 320)
    found: list[str] = []
    for path in PAGES[who]:
        page = context.new_page()
        page.on(
            "console",
            lambda message, path=path: (
                found.append(f"{path}: {message.text}")
                if message.type == "error" and "404" not in message.text
                else None
            ),
        )
        page.on("pageerror", lambda error, path=path: found.append(f"{path}: {error}"))
        answer = page.goto(klik.url + path.format(**codes))
        assert answer.status == (404 if path == "/tidak-ada/" else 200), path
        for violation in Axe().run(page).response["violations"]:
            nodes = [node["html"][:120] for node in violation["nodes"][:3]]
            found.append(f"{path}: axe {violation['id']} {nodes}")
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append(f"{path}: wider than 320 px")
        small = page.evaluate(
            "[...document.querySelectorAll('.btn, button, .head nav a')].filter(e => e.offsetHeight && e.offsetHeight < 44).map(e => e.textContent.trim())"
        )
        if small:
            found.append(f"{path}: targets under 44 px: {small}")
        page.close()
    context.close()
    assert not found, "\n".join(found)


@pytest.mark.parametrize("who", PAGES, ids=lambda who: who or "visitor")
def test_a_first_view_is_light(
    browser: Browser, klik: Installation, codes: dict[str, str], who: str
) -> None:
    """Every page as if it were the first one of a new phone: empty cache, at most three requests.

    What officers look at, the small pictures of files, comes afterwards and is weighed one by one.
    """
    limit = FIRST_VIEW if who in ("", "siti@contoh.id") else STAFF_VIEW
    context = signed_in(browser, klik, who, 360)
    heavy = []
    for path in PAGES[who]:
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
        sizes: dict[str, float] = {}
        previews: set[str] = set()
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        if limit == STAFF_VIEW:
            devtools.on(
                "Network.requestWillBeSent",
                lambda event, previews=previews: (
                    previews.add(event["requestId"])
                    if event["request"]["url"].endswith("/pratinjau/")
                    else None
                ),
            )
        devtools.on(
            "Network.loadingFinished",
            lambda event, sizes=sizes: sizes.update(
                {event["requestId"]: event["encodedDataLength"]}
            ),
        )
        page.goto(klik.url + path.format(**codes), wait_until="networkidle")
        small = [sizes.pop(request) for request in previews & sizes.keys()]
        if small and max(small) > PREVIEW + HEADERS:
            heavy.append(f"{path}: a preview of {max(small):.0f} bytes")
        total = sum(sizes.values())
        requests = sum(url.startswith("http") for url in asked) - len(previews)
        if total > limit or requests > 3:
            heavy.append(f"{path}: {total:.0f} bytes in {requests} requests")
        page.close()
    context.close()
    assert not heavy, "\n".join(heavy)
