"""Every page of the demo in a real browser: no accessibility violation, no broken policy, light, narrow."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import get_resolver, resolve
from playwright.sync_api import Browser, BrowserContext, Page

from klik_portal.core.routing import walk
from klik_portal.desks.demo import PASSWORD
from tests.installation import Installation, installation

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.slow]

FIRST_VIEW = 14 * 1024  # bytes over the wire: page, stylesheet and script together
STAFF_VIEW = 30 * 1024
PREVIEW = 12 * 1024  # one small picture of a file; officers' pages load them as they scroll
HEADERS = 1024  # what an answer weighs beside its content
FIND = """
from accreditation.models import Application, InstrumentEdition
from klik_portal.accounts.models import User
from libraries.models import Library, LibraryMembership, ServicePoint
from scheduling.models import Appointment
for state in ("returned", "submitted", "mentoring", "proposed"):
    print(state, Application.objects.filter(state=state).first().code)
renewed = Application.objects.get(follows__isnull=False)
print("renewed", renewed.code)
print("decided", renewed.follows.code)
print("renewing", renewed.library.code)
print("library", Library.objects.exclude(memberships__user__email="siti@contoh.id").first().code)
print("mine", LibraryMembership.objects.filter(user__email="siti@contoh.id").first().library.code)
from libraries.operations import service_points
own = LibraryMembership.objects.filter(user__email="siti@contoh.id").first()
print("corner", service_points.add(library=own.library, facts={"kind": "buncu_baca", "name": "Pos"}, by=own.user, at=own.asked_at).token)
point = ServicePoint.objects.exclude(library=own.library).first()
print("pointed", point.library.code)
print("service_point", point.token)
from libraries.operations import custody
given = LibraryMembership.objects.confirmed().exclude(library=own.library).first()
print("given", LibraryMembership.objects.confirmed().exclude(library__in=(own.library, given.library)).first().token)
print("handover", custody.start(giver=given, name="Tuti", login="tuti@contoh.id", position="Guru", reason="Pensiun.", letter=None,
                                by=User.objects.get(email="budi@contoh.id"), at=given.asked_at).token)
print("membership", LibraryMembership.objects.confirmed().first().token)
print("appointment", Appointment.objects.first().code)
from klik_portal.performance.models import Snapshot
print("snapshot", Snapshot.objects.get(year=2024).token)
from scheduling.models import AgreedAction
print("action", AgreedAction.objects.filter(state="open").first().token)
print("talk", Application.objects.get(created_by__email="pengelola4@contoh.id").code)
print("own_talk", Appointment.objects.get(application__created_by__email="pengelola6@contoh.id").code)
from scheduling.models import TimeProposal
print("proposal", TimeProposal.objects.get().token)
print("officer", User.objects.get(email="budi@contoh.id").public_id)
print("edition", InstrumentEdition.objects.first().token)
from accreditation.models import CorrectionReason, SecondLook
from klik_portal.core import clock
budi = User.objects.get(email="budi@contoh.id")
ready = Application.objects.get(state="ready")
SecondLook.objects.create(application=ready, drawn_at=clock.now(), officer=budi)
print("ready", ready.code)
from klik_portal.saved_views.models import SavedView
print("kept", SavedView.objects.create(place="registry", name="Tanpa NPP", query="npp=tidak", owner=budi, created_at=clock.now()).token)
print("reason", CorrectionReason.objects.first().token)
print("draft", InstrumentEdition.objects.create(library_type="special", name="Draf", valid_from=clock.today()).token)
from datetime import timedelta
from klik_portal.files.models import StoredFile
from scheduling.models import Finding, Trip, VisitPhoto, VisitReport
begun = clock.now() - timedelta(hours=3)
case = Application.objects.filter(state="mentoring").first()
for number, name in enumerate(("visit", "visited"), start=1):
    visit = Appointment.objects.create(
        code=f"JDW-2020-000{number}", application=case, mode="on_site", officer=budi, starts_at=begun,
        ends_at=begun + timedelta(hours=2), created_by=budi, created_at=begun, changed_at=begun)
    report = VisitReport.objects.create(
        appointment=visit, attendees="Siti", summary="Rapi.", begun_by=budi, begun_at=begun,
        finished_by=budi if name == "visited" else None, finished_at=begun if name == "visited" else None)
    Finding.objects.create(report=report, sentence="Label rak belum lengkap.", component=case.edition.components.first())
    VisitPhoto.objects.create(report=report, file=StoredFile.objects.exclude(preview_sha256="").first(), added_by=budi, added_at=begun)
    print(name, visit.code)
from accreditation.models import Outcome
from scheduling.models import ReadinessTap, TravelRoute
from scheduling.operations import taps
trip = Trip.objects.first()
stop = trip.stops.select_related("application").first()
asked = Appointment.objects.filter(state="scheduled", starts_at__gt=clock.now()).first()
ReadinessTap.objects.create(token_hash=taps.hashed("kunci-kesiapan"), stop=stop, appointment=asked, person=stop.application.created_by,
                            rung="d1", sequence=asked.sequence, asked_at=asked.created_at, expires_at=asked.starts_at)
from klik_portal.satisfaction.models import SurveyInvitation
from klik_portal.satisfaction.operations import hashed
SurveyInvitation.objects.create(token_hash=hashed("kunci-survei"), person=stop.application.created_by, service="visit", occasion="x",
                                library_name=stop.application.library.name, asked_at=clock.now(), expires_at=clock.now() + timedelta(days=60))
from klik_portal.papers.models import IssuedPaper
print("paper", IssuedPaper.objects.get(kind="recommendation", subject_code=ready.code).code)
print("trip", trip.code)
from django.core.files.uploadedfile import SimpleUploadedFile
from klik_portal.imports import kinds
from klik_portal.imports.operations import receiving, steps
known = Library.objects.verified().order_by("pk").first()
sheet = f"Nama;Jenis;Desa;Kecamatan\\nPerpustakaan Baru;desa;{known.desa.name};{known.kecamatan.name}\\n{known.name}a;sd;{known.desa.name};{known.kecamatan.name}\\n;warung;Atlantis;"
batch = receiving.receive(kind=kinds.known("libraries"), upload=SimpleUploadedFile("daftar.csv", sheet.encode()), by=User.objects.get(email="budi@contoh.id"), at=clock.now())
while steps.work(at=clock.now()): pass
print("sheet", batch.token)
from libraries.operations import regions
print("regions", regions.receive(kecamatan=[(1, ["kode", "nama"]), (2, ["64.02.18", "Muara Wis Baru"])], by=None, at=clock.now()).token)
print("certificate", Outcome.objects.first().token)
print("certificate_code", Outcome.objects.first().check_code)
print("stop", stop.token)
print("route", TravelRoute.objects.first().token)
print("point", TravelRoute.objects.first().points.first().kecamatan_id)
from accreditation.models import Question
print("question", Question.objects.open().first().token)
print("answered", Question.objects.filter(state="answered").first().token)
from klik_portal.office import promises, service_parts
from klik_portal.mailroom.operations import bulk
rina = User.objects.get(email="rina@contoh.id")
print("letter", bulk.send(people=[User.objects.get(email="siti@contoh.id").public_id], seen_count=1, subject="Kabar", body="Isi.", link="/panduan/", by=rina, at=clock.now()).token)
promises.keep_standard(parts=service_parts.shipped(), decree="065/2026", seen=0, by=rina, at=clock.now())
print("person", User.objects.get(email="siti@contoh.id").public_id)
"""
PAGES = {
    "": [
        "/periksa/", "/periksa/{paper}/", "/periksa/{certificate_code}/", "/", "/perpustakaan/",
        "/perpustakaan/?q=tidakada", "/perpustakaan/{library}/", "/capaian/?tahun=2024", "/panduan/", "/peta/",
        "/data/", "/panduan/apa-itu-akreditasi/", "/panduan/syarat-awal/", "/panduan/surat-dan-sk/",
        "/panduan/foto-yang-dihitung/", "/panduan/cara-memakai-klik/", "/privasi/", "/layanan/", "/masuk/",
        "/masuk/kode/", "/masuk/kode-petugas/", "/masuk/lupa/", "/masuk/lupa/terkirim/", "/masuk/lupa/selesai/",
        "/masuk/lupa/1-habis/", "/akun/nonaktif/", "/daftar/", "/kesiapan/kunci-kesiapan/", "/lacak/", "/konfirmasi/",
        "/lacak/?nomor=KLK-2026-0001", "/cek-kesiapan/", "/cek-kesiapan/village/", "/tidak-ada/", "/survei/",
        "/survei/undangan/kunci-survei/", "/survei/terima-kasih/", "/survei/hasil/", "/survei/hasil/2025/",
        "/panduan/?q=foto+rak", "/panduan/?q=tidakada", "/tanya/", "/tanya/kunci-demo/",
    ],
    "siti@contoh.id": [
        "/beranda/", "/permohonan/", "/permohonan/baru/", "/permohonan/{returned}/",
        "/permohonan/{returned}/perbaikan/", "/permohonan/{returned}/isian/", "/permohonan/{returned}/percakapan/",
        "/permohonan/{returned}/penilaian/", "/permohonan/{returned}/penilaian/C/", "/permohonan/{returned}/pelatih/",
        "/permohonan/{returned}/rencana/", "/permohonan/{returned}/rencana/cetak/", "/permohonan/{returned}/bundel/",
        "/permohonan/{returned}/penilaian/C/1/bukti/", "/permohonan/{returned}/berkas/",
        "/permohonan/{returned}/kirim/", "/permohonan/{returned}/tanda-terima/",
        "/permohonan/{returned}/langkah/withdraw/", "/jadwal/", "/kalender-saya/", "/pesan/", "/perpustakaan-saya/",
        "/perpustakaan-saya/{mine}/", "/perpustakaan-saya/{mine}/ubah/", "/perpustakaan-saya/cari/?q=muara",
        "/perpustakaan-saya/daftar/", "/perpustakaan-saya/{mine}/serah-terima/",
        "/perpustakaan-saya/{mine}/layanan/baru/", "/perpustakaan-saya/{mine}/layanan/{corner}/",
        "/perpustakaan-saya/klaim/{library}/", "/akun/", "/akun/pengingat/", "/akun/kata-sandi/", "/akun/pengaman/",
        "/akun/pengaman/pasang/", "/akun/konfirmasi/", "/keluar/",
    ],
    "pengelola20@contoh.id": [
        "/perpustakaan-saya/{renewing}/perpanjangan/", "/permohonan/{renewed}/",
        "/permohonan/{renewed}/yang-berubah/", "/permohonan/{renewed}/isian/", "/permohonan/{renewed}/penilaian/A/",
        "/permohonan/{decided}/banding/",
    ],
    "pengelola4@contoh.id": [
        "/beranda/", "/permohonan/{talk}/", "/permohonan/{talk}/konsultasi/", "/permohonan/{talk}/konsultasi/usulan/",
        "/permohonan/{talk}/minta-kunjungan/",
    ],
    "pengelola6@contoh.id": [
        "/jadwal/{own_talk}/", "/jadwal/{own_talk}/ubah/", "/jadwal/{own_talk}/batal/",
    ],
    "budi@contoh.id": [
        "/permohonan/{proposed}/sipapi/sent/", "/petugas/impor/", "/petugas/impor/baru/libraries/",
        "/petugas/impor/{sheet}/", "/petugas/impor/{sheet}/kolom/", "/petugas/impor/{sheet}/baris/perbaiki/",
        "/petugas/impor/{sheet}/mirip/", "/petugas/impor/{sheet}/batalkan/", "/petugas/radar/",
        "/petugas/radar/?kapan=semua", "/petugas/perpustakaan/{library}/sertifikat-baru/",
        "/petugas/perpustakaan/{library}/sertifikat-baru/?grade=C&certificate_number=9&decided_on=2022-03-01",
        "/petugas/antrean/", "/petugas/pertanyaan/", "/petugas/pertanyaan/?tampil=selesai",
        "/petugas/pertanyaan/{question}/", "/petugas/pertanyaan/{answered}/", "/petugas/dibantu/",
        "/petugas/perpustakaan/{library}/ajukan/", "/petugas/permohonan/{mentoring}/konfirmasi/", "/petugas/kelola/",
        "/petugas/antrean/?q=tidakada", "/permohonan/{submitted}/", "/permohonan/{mentoring}/",
        "/permohonan/{returned}/percakapan/", "/petugas/permohonan/{returned}/catatan/", "/petugas/panduan/",
        "/petugas/panduan/baru/", "/petugas/panduan/npp/", "/petugas/panduan/npp/ubah/",
        "/petugas/panduan/npp/versi/1/", "/permohonan/{submitted}/pemeriksaan/",
        "/permohonan/{submitted}/pemeriksaan/?tampil=berubah", "/permohonan/{submitted}/pemeriksaan/photos/",
        "/permohonan/{submitted}/pemeriksaan/A-2/", "/petugas/permohonan/{ready}/rekomendasi/",
        "/petugas/permohonan/{ready}/rekomendasi/cabut/", "/petugas/permohonan/{ready}/rekomendasi/{paper}/pindaian/",
        "/permohonan/{ready}/penilaian-kedua/", "/permohonan/{ready}/penilaian-kedua/A/",
        "/permohonan/{returned}/pemeriksaan/putaran/", "/petugas/kalibrasi/", "/petugas/beban/",
        "/sertifikat/{certificate}/perbaiki/", "/permohonan/{submitted}/pengembalian/",
        "/permohonan/{submitted}/langkah/accept/", "/permohonan/{proposed}/hasil/",
        "/permohonan/{mentoring}/petugas/", "/permohonan/{mentoring}/langkah-berikutnya/",
        "/petugas/jadwal/?tampilan=bulan", "/petugas/jadwal/?tampilan=agenda", "/petugas/usulan-waktu/",
        "/petugas/usulan-waktu/{proposal}/", "/petugas/usulan-waktu/{proposal}/tawaran/",
        "/petugas/jam-kerja/{officer}/", "/petugas/jam-kerja/{officer}/hari/",
        "/petugas/jam-kerja/{officer}/tidak-masuk/", "/kalender-saya/",
        "/petugas/permohonan/{mentoring}/jadwal-baru/", "/petugas/jadwal/", "/jadwal/{appointment}/",
        "/petugas/jadwal/{appointment}/pindah/", "/petugas/jadwal/{appointment}/batal/",
        "/petugas/jadwal/{appointment}/hasil/", "/jadwal/{visited}/", "/petugas/jadwal/{visit}/laporan/",
        "/petugas/jadwal/{visit}/laporan/?komponen=A", "/petugas/jadwal/{visit}/laporan/foto/",
        "/petugas/jadwal/{visit}/laporan/selesai/", "/petugas/jadwal/{visited}/laporan/pindaian/",
        "/petugas/perjalanan/{trip}/surat/", "/petugas/kunjungan/", "/petugas/perjalanan/",
        "/petugas/perjalanan/baru/", "/petugas/perjalanan/{trip}/", "/petugas/perjalanan/{trip}/ubah/",
        "/petugas/perjalanan/{trip}/tim/", "/petugas/perjalanan/{trip}/biaya/", "/petugas/perjalanan/{trip}/pulang/",
        "/petugas/perjalanan/{trip}/tambah/?q=desa", "/petugas/perjalanan/{trip}/batal/",
        "/petugas/perjalanan/{trip}/perhentian/{stop}/", "/petugas/perjalanan/{trip}/perhentian/{stop}/tunda/",
        "/petugas/survei/", "/petugas/survei/?tahun=2025&triwulan=2", "/petugas/survei/saran/",
        "/petugas/survei/poster/", "/petugas/zoom/", "/petugas/tindak-lanjut/", "/petugas/tindak-lanjut/?waktu=lewat",
        "/petugas/permohonan/{mentoring}/tindak-lanjut-baru/", "/petugas/tindak-lanjut/{action}/ubah/",
        "/petugas/tindak-lanjut/{action}/tidak-jadi/", "/tindak-lanjut/{action}/selesai/",
        "/petugas/perpustakaan-kembar/", "/petugas/perpustakaan/{library}/gabung/",
        "/petugas/perpustakaan/{library}/gabung/{mine}/", "/petugas/perpustakaan/{library}/gabungan/",
        "/petugas/keanggotaan/{given}/serah-terima/", "/serah-terima/{handover}/",
        "/petugas/serah-terima/{handover}/tolak/", "/petugas/perpustakaan/{library}/layanan/baru/",
        "/petugas/perpustakaan/{pointed}/layanan/{service_point}/", "/petugas/layanan-perpustakaan/",
        "/petugas/layanan-perpustakaan/?jenis=buncu_baca",
        "/petugas/layanan-perpustakaan/?jenis=multimedia&keadaan=closed", "/petugas/tampilan/",
        "/petugas/tampilan/baru/registry/?tampilan=npp%3Dtidak", "/petugas/tampilan/{kept}/",
        "/petugas/perpustakaan/?npp=tidak&pengelola=ya", "/petugas/perpustakaan/", "/petugas/perpustakaan/{library}/",
        "/petugas/perpustakaan/{library}/ubah/", "/petugas/perpustakaan/{library}/untuk-umum/",
        "/petugas/perpustakaan/baru/", "/petugas/keanggotaan/", "/petugas/keanggotaan/{membership}/akhiri/",
        "/petugas/pesan/", "/petugas/pesan/whatsapp/", "/petugas/kode-masuk/", "/petugas/teks/",
        "/petugas/tidak-terjangkau/", "/petugas/permohonan/{mentoring}/pesan/", "/petugas/orang/{person}/pesan/",
        "/petugas/orang/{person}/kontak/",
    ],
    "rina@contoh.id": [
        "/petugas/wilayah/", "/petugas/wilayah/{regions}/", "/petugas/standar-layanan/",
        "/petugas/standar-layanan/1/", "/petugas/maklumat/", "/petugas/peringkat/",
        "/petugas/peringkat/A/2018-01-01/", "/petugas/kop-surat/nomor/recommendation/", "/kinerja/laporan/2024/beku/",
        "/kinerja/laporan/2024/narasi/", "/petugas/pesan/kirim/", "/petugas/pesan/kirim/{letter}/",
        "/petugas/pengingat/", "/petugas/pengingat/jejak/", "/petugas/pengingat/simulasi/",
        "/petugas/pengingat/simulasi/?tentang=talk", "/petugas/pengingat/aturan/draft-3/", "/petugas/teks/",
        "/petugas/teks/application.received/", "/petugas/teks/appointment.minutes/", "/petugas/kop-surat/",
        "/petugas/jalur/", "/petugas/jalur/{route}/", "/petugas/jalur/{route}/nama/",
        "/petugas/jalur/{route}/{point}/", "/petugas/jam-kerja/", "/petugas/jadwal/aturan/",
        "/petugas/hari-libur/?tahun=2027", "/petugas/hari-libur/baru/", "/petugas/hari-libur/2027-03-10/",
        "/petugas/alasan-perbaikan/", "/petugas/alasan-perbaikan/baru/", "/petugas/alasan-perbaikan/{reason}/",
        "/petugas/instrumen/{draft}/ubah/", "/permohonan/{mentoring}/petugas/", "/petugas/instrumen/",
        "/petugas/instrumen/baru/", "/petugas/instrumen/{edition}/", "/petugas/pengguna/{person}/",
        "/petugas/pengguna/", "/petugas/pengguna/baru/", "/petugas/renstra/", "/petugas/renstra/2021/",
        "/petugas/survei/terbit/", "/petugas/renstra/rilis/", "/petugas/renstra/2021/ubah/",
        "/petugas/renstra/2021/kunci/", "/petugas/renstra/2021/indikator-baru/", "/petugas/renstra/2021/6/",
        "/petugas/renstra/2021/6/ubah/", "/petugas/renstra/2021/6/angka/",
    ],
    "pimpinan@contoh.id": [
        "/kinerja/laporan/2026/", "/kinerja/laporan/2024/beku/{snapshot}/", "/kinerja/?tahun=2024",
        "/kinerja/daftar/?tahun=2024", "/petugas/antrean/", "/kinerja/?tahun=2026&banding=2024",
        "/kinerja/daftar/?tahun=2024&ukuran=late", "/kinerja/daftar/?tahun=2025&ukuran=corrected",
    ],
}  # fmt: skip

ON_THE_WAY = {"account_confirm_login_code", "accreditation:readiness-result"}  # walked to below
NEEDS_MORE = {  # a second factor, an account that never had a password, a newer sheet
    "accreditation:assessment-move",
    "account_set_password", "mfa_authenticate", "mfa_reauthenticate", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
}  # fmt: skip
NO_PAGES = {
    "imports:template", "imports:to-mend",
    "libraries:library-badge", "desks:robots", "desks:sitemap-index", "desks:sitemap", "desks:open-data-json", "desks:open-data-csv",
    "libraries:registry-workbook", "libraries:registry-csv",
    "libraries:custody-letter",
    "accreditation:milestone-file",
    "accreditation:radar-export",
    "accreditation:recommendation-draft", "accreditation:recommendation-file", "accreditation:recommendation-scan-file",
    "performance:report-workbook",
    "performance:report-paper",
    "performance:monthly-paper",
    "performance:evidence-pack",
    "healthz", "readyz", "performance:hand-value-proof", "accreditation:message-file", "accreditation:message-preview", "accreditation:document-file", "accreditation:evidence-file", "accreditation:outcome-scan",
    "accreditation:bundle-file", "accreditation:evidence-preview", "accreditation:document-preview", "accreditation:improvement-download",
    "accreditation:instrument-download", "scheduling:appointment-calendar", "mfa_download_recovery_codes",
    "scheduling:trip-letter-pdf", "scheduling:trip-itinerary-pdf", "scheduling:attendance-pdf", "scheduling:pack-pdf",
    "scheduling:pack-html", "scheduling:minutes-pdf", "scheduling:report-scan-file", "scheduling:report-photo",
    "scheduling:report-photo-preview",
    "scheduling:appointment-start", "notifications:whatsapp-webhook",
    "scheduling:feed",
    "satisfaction:export",
    "guides:paper",
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


def faults_of(page: Page, path: str) -> list[str]:
    """What a person with a reader, a thumb or a small phone would stumble over."""
    found = []
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
    return found


def test_no_page_is_left_out() -> None:
    names = {
        resolve(re.sub(r"{.*?}", "x", path).partition("?")[0]).view_name
        for paths in PAGES.values()
        for path in paths
        if path != "/tidak-ada/"
    }
    pages = {
        route.name
        for route in walk(get_resolver())
        if "GET" in route.methods and not route.name.startswith(("admin:", "ui:"))
    }
    assert pages == names | ON_THE_WAY | NEEDS_MORE | NO_PAGES


def test_pages_one_only_reaches_by_a_form_are_sound(browser: Browser, klik: Installation) -> None:
    context = signed_in(browser, klik, "", 320)
    page = context.new_page()
    page.goto(klik.url + "/cek-kesiapan/village/")
    for first_answer in page.locator("main fieldset").all():
        first_answer.locator("input[type=radio]").first.check()
    page.get_by_role("button", name="Lihat hasil").click()
    page.wait_for_url("**/hasil/")
    found = faults_of(page, page.url)
    page.goto(klik.url + "/masuk/kode/")
    page.get_by_label("Surel atau nomor HP").fill("siti@contoh.id")
    page.get_by_role("button", name="Kirim kode masuk").click()
    page.wait_for_url("**/konfirmasi/")
    found.extend(faults_of(page, page.url))
    context.close()
    assert not found, "\n".join(found)


@pytest.mark.parametrize("who", PAGES, ids=lambda who: who or "visitor")
def test_pages_are_sound_and_light_for_everybody(
    browser: Browser, klik: Installation, codes: dict[str, str], who: str
) -> None:
    """Every page once, as if it were the first one of a new phone: empty cache, at most three requests."""
    context = signed_in(browser, klik, who, 320)
    is_staff = who.startswith(("budi", "rina", "pimpinan"))
    found: list[str] = []
    for path in dict.fromkeys(PAGES[who]):  # merged from many sides, some pages stand twice
        page = context.new_page()
        complain = partial(complaints_about, path, found)
        page.on("console", lambda message, complain=complain: complain(message.type, message.text))
        page.on("pageerror", lambda error, complain=complain: complain("error", str(error)))
        scales = Scales(context, page)
        answer = page.goto(klik.url + path.format(**codes))
        assert answer.status == (404 if path == "/tidak-ada/" else 200), path
        found.extend(faults_of(page, path))
        page.wait_for_load_state("networkidle")
        found.extend(f"{path}: {fault}" for fault in scales.faults(is_staff=is_staff))
        page.close()
    context.close()
    assert not found, "\n".join(found)


def complaints_about(path: str, found: list[str], kind: str, text: str) -> None:
    if kind == "error" and "404" not in text:
        found.append(f"{path}: {text}")


class Scales:
    """What came over the wire for one page, with nothing in the cache.

    What officers look at, the small pictures of files, comes afterwards and is weighed one by one.
    """

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.sizes: dict[str, float] = {}
        self.previews: set[str] = set()
        self.asked: list[str] = []
        devtools = context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
        page.on("request", lambda request: self.asked.append(request.url))
        devtools.on("Network.requestWillBeSent", self._notice_preview)
        devtools.on("Network.loadingFinished", self._came)

    def _notice_preview(self, event: dict) -> None:
        if event["request"]["url"].endswith("/pratinjau/"):
            self.previews.add(event["requestId"])

    def _came(self, event: dict) -> None:
        self.sizes[event["requestId"]] = event["encodedDataLength"]

    def faults(self, *, is_staff: bool) -> list[str]:
        previews = self.previews if is_staff else set()
        small = [self.sizes.pop(request) for request in previews & self.sizes.keys()]
        total = sum(self.sizes.values())
        requests = sum(url.startswith("http") for url in self.asked) - len(previews)
        found = []
        if small and max(small) > PREVIEW + HEADERS:
            found.append(f"a preview of {max(small):.0f} bytes")
        if total > (STAFF_VIEW if is_staff else FIRST_VIEW) or requests > 3:
            found.append(f"{total:.0f} bytes in {requests} requests")
        return found
