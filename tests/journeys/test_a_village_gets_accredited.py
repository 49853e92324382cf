"""The whole path, in a real browser on a real installation, with JavaScript and without.

A keeper asks, an officer checks and returns, the keeper corrects, the officer schedules a Zoom talk
and a visit, reminders go out, the outcome is recorded, and the head sees it counted.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, BrowserContext, Page, expect

from klik_portal.core.clock import WITA, wita
from klik_portal.office.working_days import next_working_day
from tests.files.samples import jpeg, pdf
from tests.installation import Installation, installation

pytestmark = [pytest.mark.browser]

PASSWORD = "sungai-mahakam-2026"
STAFF = f"""
from klik_portal.accounts.models import User
from klik_portal.core import clock
from klik_portal.performance.operations import plans, targets
for email, name, role in (("budi@contoh.id", "Budi Santoso", "officer"), ("rina@contoh.id", "Rina", "coordinator"),
                          ("kepala@contoh.id", "Kepala Dinas", "head")):
    User.objects.create_user(email, "{PASSWORD}", name=name, role=role)
rina = User.objects.get(email="rina@contoh.id")
year = clock.today().year
plan = plans.create_plan(name="Renstra", document_number="1", first_year=year - 1, last_year=year + 1, by=rina, at=clock.now())
targets.set_target(indicator=plan.indicators.get(), year=year, value=3, note="", by=rina, at=clock.now())
"""
KEEPER = "siti@desa-enggelam.id"
LIBRARY = "Perpustakaan Desa Muara Enggelam"


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def javascript(request: pytest.FixtureRequest) -> bool:
    return request.param


@pytest.fixture
def klik(folder: Path) -> Iterator[Installation]:
    with installation(folder) as place:
        place.run(STAFF)
        yield place


class Person:
    """Somebody at a screen of a certain width."""

    def __init__(
        self, browser: Browser, klik: Installation, *, width: int, javascript: bool
    ) -> None:
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": 780}, java_script_enabled=javascript, locale="id-ID"
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.klik = klik
        self.page.on("response", self._no_server_error)
        self.page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))

    @staticmethod
    def _no_server_error(response: object) -> None:
        assert response.status < 500, response.url

    def opens(self, path: str) -> None:
        self.page.goto(self.klik.url + path)
        self.sees_a_sound_page()

    def presses(self, name: str, *, exact: bool = True) -> None:
        self.page.get_by_role("button", name=name, exact=exact).first.click()
        self.page.wait_for_load_state()
        self.sees_a_sound_page()

    def follows(self, name: str, *, exact: bool = True) -> None:
        self.page.get_by_role("link", name=name, exact=exact).first.click()
        self.page.wait_for_load_state()
        self.sees_a_sound_page()

    def fills(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).first.fill(text)

    def sees(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def sees_a_sound_page(self) -> None:
        assert self.page.locator("h1").count() == 1, self.page.url

    def signs_in_with_password(self, email: str) -> None:
        self.opens("/masuk/")
        self.page.locator("summary").click()
        form = self.page.locator("details form")
        form.get_by_label("Surel atau nomor HP").fill(email)
        form.get_by_label("Kata sandi").fill(PASSWORD)
        form.get_by_role("button", name="Masuk", exact=True).click()
        self.page.wait_for_load_state()


@pytest.mark.slow
def test_a_village_gets_accredited(
    browser: Browser, klik: Installation, javascript: bool, folder: Path
) -> None:
    keeper = Person(browser, klik, width=360, javascript=javascript)
    officer = Person(browser, klik, width=1280, javascript=javascript)
    head = Person(browser, klik, width=1280, javascript=javascript)
    papers = given_papers(folder)

    code = when_the_keeper_asks(keeper, papers)
    when_the_officer_returns(officer, code)
    when_the_keeper_corrects(keeper, code, papers)
    talk, visit = when_the_officer_schedules(officer, code, klik)
    then_invitations_name_the_same_event(klik, talk)
    when_time_passes_and_both_take_place(officer, code, klik, talk, visit)
    when_the_officer_records_the_outcome(officer, code, klik, papers)
    then_the_keeper_sees_the_certificate(keeper, code)
    then_the_head_sees_it_counted_and_proved(head)
    then_every_mail_came_once(klik, code)


def given_papers(folder: Path) -> dict[str, Path]:
    files = {
        "surat.pdf": pdf(1),
        "sk.pdf": pdf(2),
        "ruang.jpg": jpeg(640, 400),
        "rak.jpg": jpeg(500, 500),
        "surat-baru.jpg": jpeg(700, 500),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return {name: folder / name for name in files}


def when_the_keeper_asks(keeper: Person, papers: dict[str, Path]) -> str:
    keeper.opens("/")
    keeper.follows("Ajukan akreditasi")
    keeper.follows("Daftar")
    keeper.fills("Nama lengkap", "Siti Aminah")
    keeper.fills("Surel atau nomor HP", KEEPER)
    keeper.presses("Lanjut")
    mail = keeper.klik.wait_for_mail(KEEPER, "Kode masuk Klik")
    keeper.fills("Kode", re.search(r"\b\d{6}\b", mail["Subject"])[0])
    keeper.presses("Masuk")
    keeper.sees("Cari perpustakaan Anda")

    keeper.follows("Cari perpustakaan")
    keeper.fills("Cari", "enggelam")
    keeper.presses("Cari")
    keeper.sees("Tidak ditemukan")
    keeper.follows("Daftarkan perpustakaan")
    keeper.fills("Nama perpustakaan", LIBRARY)
    keeper.page.get_by_label("Jenis", exact=True).select_option("village")
    keeper.page.get_by_label("Desa atau kelurahan").select_option(label="Desa Muara Enggelam")
    keeper.fills("Cara ke sana dari Tenggarong", "Lewat sungai dari Kota Bangun, kira-kira 3 jam.")
    keeper.fills("Jabatan Anda", "Pengelola")
    keeper.presses("Daftarkan perpustakaan")
    keeper.sees("Perpustakaan terdaftar")

    keeper.follows("Mulai permohonan")
    keeper.presses("Mulai permohonan")
    code = re.search(r"KLK-\d{4}-\d{4}", keeper.page.url)[0]
    keeper.fills("Jumlah judul buku", "seribu lebih")
    keeper.presses("Simpan dulu")
    keeper.sees("Isian tersimpan.")
    keeper.sees("Tulis dengan angka saja, misalnya 1.250.")
    for label, text in {
        "Jabatan": "Pengelola perpustakaan",
        "Nomor HP/WhatsApp": "0812 3456 7890",
        "Nama kepala desa, kepala sekolah, atau ketua pengurus": "Pak Kades",
        "Tanggal surat permohonan": "01-11-2026",
        "Jumlah judul buku": "1.120",
        "Jumlah orang yang mengelola": "2",
        "Bantuan yang diharapkan": "Mohon didampingi sampai siap.",
    }.items():
        keeper.fills(label, text)
    keeper.presses("Simpan dan lanjut")
    uploads(keeper, "Surat permohonan", papers["surat.pdf"])
    uploads(keeper, "SK pendirian perpustakaan", papers["sk.pdf"])
    uploads(keeper, "Foto ruang dan koleksi", papers["ruang.jpg"], papers["rak.jpg"])
    keeper.follows("Periksa dan kirim")
    keeper.page.get_by_label("Isian dan berkas ini benar", exact=False).check()
    keeper.presses("Kirim permohonan")
    keeper.sees("Permohonan diterima")
    keeper.sees(code)
    return code


def uploads(person: Person, slot: str, *files: Path) -> None:
    section = person.page.get_by_role("region", name=slot, exact=True)
    section.locator("input[type=file]").set_input_files([str(path) for path in files])
    section.get_by_role("button", name="Unggah", exact=True).click()
    for file in files:  # with JavaScript they travel first, then the page comes anew
        expect(section.get_by_role("link", name=file.name, exact=True)).to_be_visible()
    person.sees("Berkas diterima")


def when_the_officer_returns(officer: Person, code: str) -> None:
    officer.signs_in_with_password("budi@contoh.id")
    officer.sees("Antrean")
    officer.follows(LIBRARY)
    officer.sees("Konfirmasi dulu keanggotaan pemohon pada perpustakaan ini.")
    officer.follows("Data dan pengelola")
    officer.presses("Konfirmasi", exact=False)
    officer.sees("Keanggotaan terkonfirmasi.")
    officer.opens(f"/permohonan/{code}/")
    officer.follows("Kembalikan untuk perbaikan")
    officer.fills("Surat permohonan", "Stempel belum terlihat.")
    officer.fills("Isian permohonan", "Nama kepala desa lengkapnya siapa?")
    officer.presses("Kembalikan untuk perbaikan")
    officer.sees("Pemohon sudah diberi tahu.")


def when_the_keeper_corrects(keeper: Person, code: str, papers: dict[str, Path]) -> None:
    keeper.klik.wait_for_mail(KEEPER, "Perbaiki 2 hal")
    keeper.opens("/beranda/")
    keeper.follows("Perbaiki sekarang")
    letter = keeper.page.get_by_role("region", name="Surat permohonan", exact=True)
    letter.locator("input[type=file]").set_input_files(str(papers["surat-baru.jpg"]))
    letter.get_by_role("button", name="Tandai sudah diperbaiki").click()
    keeper.page.wait_for_load_state()
    keeper.sees("Perbaikan tersimpan.")
    keeper.follows("Ubah isian")
    keeper.fills("Nama kepala desa, kepala sekolah, atau ketua pengurus", "Ahmad Yani, S.Sos.")
    keeper.presses("Simpan dan lanjut")
    details = keeper.page.get_by_role("region", name="Isian permohonan", exact=True)
    details.get_by_role("button", name="Tandai sudah diperbaiki").click()
    keeper.page.wait_for_load_state()
    keeper.follows("Periksa dan kirim ulang")
    keeper.page.get_by_label("Isian dan berkas ini benar", exact=False).check()
    keeper.presses("Kirim ulang")
    keeper.sees("Permohonan diterima")


def when_the_officer_schedules(
    officer: Person, code: str, klik: Installation
) -> tuple[datetime, datetime]:
    officer.opens(f"/permohonan/{code}/")
    officer.sees("Ahmad Yani, S.Sos.")
    officer.follows("Terima dan dampingi")
    officer.presses("Terima dan dampingi")
    officer.sees("Pendampingan")
    first = next_working_day(wita(klik.now()).date() + timedelta(days=2), frozenset())
    second = next_working_day(next_working_day(first, frozenset()), frozenset())  # over a day apart
    talk = datetime(first.year, first.month, first.day, 10, 0, tzinfo=WITA)
    visit = datetime(second.year, second.month, second.day, 9, 0, tzinfo=WITA)
    books(officer, code, "Konsultasi Zoom", talk, "https://zoom.us/j/987654321")
    officer.opens(f"/petugas/permohonan/{code}/jadwal-baru/")
    officer.sees("Sudah terisi")
    books(officer, code, "Konsultasi Zoom", talk, "https://zoom.us/j/1", taken=True)
    books(officer, code, "Kunjungan", visit, "")
    return talk, visit


def books(
    officer: Person, code: str, mode: str, start: datetime, link: str, *, taken: bool = False
) -> None:
    officer.opens(f"/petugas/permohonan/{code}/jadwal-baru/")
    officer.page.get_by_label(mode, exact=True).check()
    officer.fills("Tanggal", start.date().isoformat())
    officer.page.get_by_label("Mulai pukul (WITA)").select_option(f"{start:%H:%M}")
    officer.fills("Tautan Zoom", link)
    officer.presses("Simpan dan kirim undangan")
    if taken:
        officer.sees("Waktu ini sudah terisi untuk petugas tersebut. Yang masih kosong:")
        assert officer.page.get_by_label("Tautan Zoom").input_value() == link
    else:
        officer.sees("Undangan sudah dikirim.")


def then_invitations_name_the_same_event(klik: Installation, talk: datetime) -> None:
    found = []
    for person in (KEEPER, "budi@contoh.id"):
        mail = klik.wait_for_mail(person, "Catat tanggalnya: Konsultasi Zoom")
        part = next(p for p in mail.walk() if p.get_content_type() == "text/calendar")
        assert part.get_param("method") == "REQUEST"
        event = Calendar.from_ical(part.get_content()).walk("VEVENT")[0]
        found.append((str(event["UID"]), int(event["SEQUENCE"]), event["DTSTART"].dt == talk))
    assert found[0] == found[1]
    assert found[0][1:] == (0, True)


def when_time_passes_and_both_take_place(
    officer: Person, code: str, klik: Installation, talk: datetime, visit: datetime
) -> None:
    for start, mode in ((talk, "Konsultasi Zoom"), (visit, "Kunjungan")):
        klik.turn_clock_to(start - timedelta(hours=19, minutes=30))
        klik.ring("reminders.climb")
        klik.wait_for_mail(KEEPER, f"Bersiap: {mode} 19 jam lagi")
        klik.turn_clock_to(start - timedelta(minutes=45))
        klik.ring("reminders.climb")
        klik.wait_for_mail(KEEPER, f"Bersiap: {mode} kurang dari satu jam lagi")
        klik.turn_clock_to(start + timedelta(minutes=70))
        officer.opens(f"/permohonan/{code}/")
        officer.follows(mode)
        officer.follows("Catat hasil")
        officer.page.get_by_label("Ya, terlaksana").check()
        officer.fills("Notulen", "Buku induk sudah lengkap.")
        officer.presses("Simpan hasil")
        officer.sees("Hasil pertemuan tersimpan.")


def when_the_officer_records_the_outcome(
    officer: Person, code: str, klik: Installation, papers: dict[str, Path]
) -> None:
    for step in ("Nyatakan siap diusulkan", "Usulkan ke Perpusnas"):
        officer.opens(f"/permohonan/{code}/")
        officer.follows(step)
        officer.presses(step)
    officer.follows("Catat hasil akreditasi")
    officer.page.get_by_label("B", exact=True).check()
    officer.fills("Nilai (boleh kosong)", "82,70")
    officer.fills("Nomor sertifikat", "00123/PNRI/2026")
    officer.fills("Tanggal penetapan", wita(klik.now()).date().isoformat())
    officer.page.get_by_label("Pindaian sertifikat (boleh menyusul)").set_input_files(
        str(papers["surat-baru.jpg"])
    )
    officer.presses("Catat hasil")
    officer.sees("Hasil akreditasi tercatat dan ikut dihitung pada kinerja.")
    officer.sees("82,70")


def then_the_keeper_sees_the_certificate(keeper: Person, code: str) -> None:
    keeper.opens(f"/permohonan/{code}/")
    keeper.sees("Terakreditasi B")
    keeper.sees("00123/PNRI/2026")
    answer = keeper.context.request.get(
        keeper.klik.url
        + keeper.page.get_by_role("link", name="Lihat sertifikat").get_attribute("href")
    )
    assert (answer.status, answer.headers["content-type"]) == (200, "image/jpeg")
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"


def then_the_head_sees_it_counted_and_proved(head: Person) -> None:
    head.signs_in_with_password("kepala@contoh.id")
    head.sees("1 dari target 3")
    head.sees("33,3 %")
    head.page.locator("#jawaban + .figure a").click()
    head.page.wait_for_load_state()
    head.sees(LIBRARY)
    proof = head.page.get_by_role("link", name="Sertifikat", exact=False).first.get_attribute(
        "href"
    )
    assert head.context.request.get(head.klik.url + proof).status == 200


def then_every_mail_came_once(klik: Installation, code: str) -> None:
    klik.turn_clock_to(klik.now() + timedelta(minutes=2))  # the news of an ending waits a minute
    klik.wait_for_mail(KEEPER, "Selamat")
    counted = Counter(
        (
            mail["To"],
            re.sub(r"\d{6}|\S+day|(?<=Zoom ).*|(?<=Kunjungan ).*", "", mail["Subject"]).strip(),
        )
        for mail in klik.smtp.mails
    )
    to_keeper = Counter(
        {subject: count for (person, subject), count in counted.items() if person == KEEPER}
    )
    assert to_keeper == Counter({
        "Kode masuk Klik Anda:": 1,
        f"Anda terkonfirmasi: {LIBRARY}": 1,
        f"Kami terima: permohonan {code}": 2,  # sent, and sent again after corrections
        f"Perbaiki 2 hal pada permohonan {code}": 1,
        f"Berkas diterima: pendampingan {code} dimulai": 1,
        "Catat tanggalnya: Konsultasi Zoom": 1,
        "Catat tanggalnya: Kunjungan": 1,
        "Bersiap: Konsultasi Zoom": 2,  # the day before, the hour before
        "Bersiap: Kunjungan": 2,
        "Notulen Konsultasi Zoom": 1,
        "Notulen Kunjungan": 1,
        f"Siap diusulkan: permohonan {code}": 1,
        f"Sudah diusulkan ke Perpusnas: {code}": 1,
        f"Selamat: {LIBRARY} terakreditasi B": 1,
    })  # fmt: skip
    identities = [mail["Message-ID"] for mail in klik.smtp.mails]
    assert len(identities) == len(set(identities))
