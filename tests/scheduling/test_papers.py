"""The office's papers: letters of a trip, what goes along to a visit, what both sides sign."""

import re
from base64 import b64decode
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accreditation.documents import heads
from accreditation.models import Answer, Correction, Evidence, Indicator, ItemReview, SecondLook
from accreditation.operations import instruments
from klik_portal.audit.models import AuditEvent
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.files import intake
from klik_portal.office.models import Office
from scheduling import visit_pack
from scheduling.documents import pack_sheet
from scheduling.models import AgreedAction, TripMember, TripState
from scheduling.operations import letters
from tests.factories.accreditation import MONDAY, ApplicationFactory
from tests.factories.scheduling import (
    AppointmentFactory,
    BudgetLineFactory,
    FindingFactory,
    TravelLegFactory,
    TripFactory,
    TripMemberFactory,
    TripStopFactory,
    VisitReportFactory,
)
from tests.files import samples
from tests.scheduling.papers import words_of

pytestmark = pytest.mark.django_db
LONG = "Sangat panjang dan tidak pernah selesai 😀 <b>tebal</b> & seterusnya. " * 7


@pytest.fixture(autouse=True)
def letterhead():
    Office.objects.update(
        address="Jalan Contoh 1", phone="0541 1", email="dinas@contoh.id", letterhead="Laman contoh.id",
        letter_place="Tenggarong", signer_name="Nama Pejabat", signer_post="Kepala Dinas",
        signer_rank="NIP 1",
    )  # fmt: skip


@pytest.fixture
def application(enggelam, siti, budi):
    editions = instruments.load_shipped(at=MONDAY)
    enggelam.way_to_get_there, enggelam.contact_phone = "Naik ces dari Kota Bangun.", "0812 1"
    enggelam.save()
    return ApplicationFactory(
        library=enggelam, state="mentoring", created_by=siti, assigned_to=budi,
        edition=next(e for e in editions if e.library_type == enggelam.type),
    )  # fmt: skip


@pytest.fixture
def visit(application, budi):
    return AppointmentFactory(application=application, officer=budi)


@pytest.fixture
def trip(visit, budi, rina):
    trip = TripFactory(
        purpose="Pembinaan di hulu.", vehicle="Perahu ces", crew="Pak Udin", created_by=budi
    )
    TripMemberFactory(trip=trip, officer=budi, is_lead=True)
    TripMemberFactory(trip=trip, officer=rina)
    first = TripStopFactory(
        trip=trip,
        application=visit.application,
        appointment=visit,
        position=1,
        note="Menginap di balai.",
    )
    second = TripStopFactory(trip=trip, position=2, day=2, application__library__name="Taman Baca")
    TripStopFactory(trip=trip, position=3, day=2, state="postponed")
    TravelLegFactory(
        trip=trip,
        stop=first,
        mode="river",
        description="Kota Bangun - Enggelam",
        season_note="Danau surut.",
    )
    TravelLegFactory(trip=trip, stop=second, minutes=45)
    TravelLegFactory(trip=trip, minutes=240, description="Pulang")
    BudgetLineFactory(trip=trip, quantity=Decimal("2.5"))
    return trip  # fmt: skip


@pytest.fixture
def office(client_of, budi):
    return client_of(budi)


# --- letters of a trip ------------------------------------------------------------------------------


def test_the_assignment_letter_says_who_goes_where_and_what_for(trip, office):
    words = words_of(office.get(f"/petugas/perjalanan/{trip.code}/surat-tugas.pdf"))

    for told in (
        "PEMERINTAH KABUPATEN KUTAI KARTANEGARA", "SURAT TUGAS", "Nomor: ........", "Budi", "Ketua tim",
        "Rina", "Koordinator", "Pembinaan di hulu.", "(3 hari)", "Perpustakaan Desa Muara Enggelam",
        "Taman Baca", "Tenggarong, ....", "Kepala Dinas", "Nama Pejabat", "NIP 1",
    ):  # fmt: skip
        assert told in words
    assert words.count("hari ke-2") == 1  # the postponed stop is no destination


def test_number_date_and_posts_are_typed_by_the_office(trip, office):
    url = f"/petugas/perjalanan/{trip.code}/surat/"
    body = {
        "number": "2299/DIARPUS/2026", "letter_on": "20-11-2026", "version": "1",
        "post_1": "Penata, NIP 2", "post_2": "",
    }  # fmt: skip

    assert office.post(url, body).status_code == 302
    words = words_of(office.get(f"/petugas/perjalanan/{trip.code}/surat-tugas.pdf"))

    assert "Nomor: 2299/DIARPUS/2026" in words
    assert "Tenggarong, 20 November 2026" in words
    assert "Penata, NIP 2" in words
    page = office.get(url).content.decode()
    assert "2299/DIARPUS/2026" in page
    assert f"/petugas/jadwal/{trip.stops.first().appointment.code}/paket.html" in page


def test_a_letter_a_colleague_changed_first_is_shown_beside_what_was_typed(trip, office):
    url = f"/petugas/perjalanan/{trip.code}/surat/"
    office.post(url, {"number": "1/RINA", "letter_on": "20-11-2026", "version": "1"})

    response = office.post(url, {"number": "2/BUDI", "letter_on": "", "version": "1"})

    page = response.content.decode()
    assert response.status_code == 409
    assert "1/RINA" in page
    assert 'value="2/BUDI"' in page
    again = {
        name: response.context["form"][name].value() or ""
        for name in response.context["form"].fields
    }
    assert office.post(url, again).status_code == 302
    trip.refresh_from_db()
    assert (trip.letter_number, trip.letter_on) == ("2/BUDI", None)


def test_letters_are_kept_by_officers_of_trips_that_go(trip, budi, siti):
    def keep(by):
        return letters.keep(
            trip=trip, number="1", letter_on=None, posts={}, version=1, by=by, at=MONDAY
        )

    with pytest.raises(Refused, match="Hanya petugas yang mengisi nomor surat"):
        keep(siti)
    trip.state, trip.closed_at = TripState.CANCELLED, MONDAY
    trip.save()
    with pytest.raises(Refused, match="dibatalkan"):
        keep(budi)


def test_a_refused_letter_is_told_on_the_page(trip, office):
    trip.state, trip.closed_at = TripState.CANCELLED, MONDAY
    trip.save()

    response = office.post(
        f"/petugas/perjalanan/{trip.code}/surat/", {"number": "1", "letter_on": "", "version": "1"}
    )

    assert response.status_code == 422
    assert "dibatalkan" in response.content.decode()


def test_posts_nobody_typed_stay(trip, budi):
    TripMember.objects.update(post="Penata")

    letters.keep(trip=trip, number="", letter_on=None, posts={}, version=1, by=budi, at=MONDAY)
    with pytest.raises(Conflict):
        letters.keep(trip=trip, number="", letter_on=None, posts={}, version=1, by=budi, at=MONDAY)

    assert {member.post for member in trip.members.all()} == {"Penata"}


def test_the_itinerary_tells_days_ways_contacts_and_cost(trip, office):
    words = words_of(office.get(f"/petugas/perjalanan/{trip.code}/jadwal.pdf"))

    for told in (
        "JADWAL PERJALANAN", "Hari ke-1: Senin, 23 November 2026", "08.00 - 10.00",
        "Sungai: Kota Bangun - Enggelam (2 jam)", "Musim: Danau surut.", "Kunjungan: Taman Baca",
        "Ditunda:", "Naik ces dari Kota Bangun.", "0812 1", "Menginap di balai.", "Perahu ces", "Pak Udin",
        "Ketua tim", "2,5 hari", "Rp3.750.000", "Per perpustakaan (2)", "Rp1.875.000", "45 menit",
    ):  # fmt: skip
        assert told in words


def test_a_trip_without_anything_has_its_papers_too(office):
    trip = TripFactory()

    letter = words_of(office.get(f"/petugas/perjalanan/{trip.code}/surat-tugas.pdf"))
    plan = words_of(office.get(f"/petugas/perjalanan/{trip.code}/jadwal.pdf"))

    assert "SURAT TUGAS" in letter
    assert "Belum ada anggota tim." in plan
    assert "Belum ada rincian biaya." in plan
    assert "Belum ada perjalanan atau kunjungan." in plan


def test_papers_of_a_trip_ask_the_same_queries_for_one_stop_and_many(trip, office):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            office.get(f"/petugas/perjalanan/{trip.code}/jadwal.pdf")
        return len(queries)

    before = cost()
    for place in range(4, 9):
        TripStopFactory(trip=trip, position=place)
        TripMemberFactory(trip=trip)
    assert cost() == before


# --- what goes along --------------------------------------------------------------------------------


def test_the_attendance_list_names_who_is_known_and_leaves_lines(trip, visit, office):
    words = words_of(office.get(f"/petugas/jadwal/{visit.code}/daftar-hadir.pdf"))

    for told in (
        "DAFTAR HADIR",
        "Budi",
        "Rina",
        "Siti",
        "Pengelola perpustakaan",
        "Kepala Desa",
        "Tanda tangan",
    ):
        assert told in words
    assert re.search(r"\b16\b", words)


@pytest.fixture
def full(application, siti, budi):
    """Answers, a desk answer, evidence, a correction, an open action."""
    indicators = list(Indicator.objects.filter(component__edition=application.edition))
    first, second = indicators[:2]
    Answer.objects.create(
        application=application, indicator=first, option=first.options.get(value=4),
        answered_by=siti, answered_at=MONDAY,
    )  # fmt: skip
    Answer.objects.create(
        application=application, indicator=second, option=None, answered_by=siti, answered_at=MONDAY
    )
    ItemReview.objects.create(
        application=application, item="indicator", indicator=first, option=first.options.get(value=2),
        note="Catatan meja.", reviewed_by=budi, reviewed_at=MONDAY,
    )  # fmt: skip
    for number in range(visit_pack.SHOWN_FILES + 2):
        upload = SimpleUploadedFile(f"rak-{number}.jpg", samples.jpeg(320 + number, 200))
        Evidence.objects.create(
            application=application, indicator=first, added_by=siti, added_at=MONDAY,
            file=intake.receive(upload=upload, by=siti, at=MONDAY),
        )  # fmt: skip
    for number, sentence in enumerate(("Lama.", "Tambah foto."), start=1):
        Correction.objects.create(
            application=application, item="photos", sentence=sentence, due_on=MONDAY.date(), round=number,
            asked_by=budi, asked_at=MONDAY,
        )  # fmt: skip
    AgreedAction.objects.create(
        application=application, what="Cetak label.", who="Siti", due_on=date(2026, 12, 1),
        created_by=budi, created_at=MONDAY,
    )  # fmt: skip
    return indicators


TOLD = (
    "Naik ces dari Kota Bangun.", "0812 1", "Tambah foto.", "Cetak label.", "sampai 1 Des 2026", "Belum tahu",
    "Belum dijawab", "Catatan meja", "1.120", "Kepala Desa",
)  # fmt: skip


def test_the_pack_on_paper_holds_the_whole_instrument(full, visit, office):
    words = words_of(office.get(f"/petugas/jadwal/{visit.code}/paket.pdf"))

    for told in (*TOLD, "dan 2 berkas lagi di Klik"):
        assert told in words
    assert "Lama." not in words
    for component in {indicator.component for indicator in full}:
        assert f"Ketik temuan {component}"[:60] in words
    assert all(f"{i.component.code}.{i.number} " in words for i in full)


def test_a_component_takes_one_sheet_of_paper(visit, office):
    """Upriver every page counts: notes go on the back, signatures below the last component."""
    pdf = office.get(f"/petugas/jadwal/{visit.code}/paket.pdf").content

    with pikepdf.open(BytesIO(pdf)) as paper:
        assert len(paper.pages) == 1 + visit.application.edition.components.count()


def test_the_pack_for_the_phone_holds_the_same(full, visit, office):
    response = office.get(f"/petugas/jadwal/{visit.code}/paket.html")
    page = unescape(response.content.decode())

    assert (
        response["Content-Disposition"]
        == f'attachment; filename="{visit.code}-paket-kunjungan.html"'
    )
    assert response["Cache-Control"] == "private, no-store"
    for told in (*TOLD, "Masih ada 2 berkas lain di Klik."):
        assert told in page
    for indicator in full:
        assert f"{indicator.component.code}.{indicator.number} {indicator.topic}" in page
    pictures = re.findall(r"data:image/webp;base64,([^\"]+)", page)
    assert len(pictures) == visit_pack.SHOWN_FILES
    assert all(b64decode(picture)[8:12] == b"WEBP" for picture in pictures)


def test_the_pack_asks_nobody_for_anything_and_carries_no_script(full, visit, office):
    page = office.get(f"/petugas/jadwal/{visit.code}/paket.html").content.decode()

    assert "<script" not in page
    assert not re.findall(r"\son\w+=", page)
    assert set(re.findall(r'src="(\w+:)', page)) == {"data:"}
    assert re.findall(r"<link[^>]*>", page) == ['<link rel="icon" href="data:,">']
    assert "@import" not in page
    assert "url(" not in page


def test_packs_lead_to_where_findings_are_typed_in(full, visit, office, settings):
    settings.BASE_URL = "https://klik.contoh.id"
    page = unescape(office.get(f"/petugas/jadwal/{visit.code}/paket.html").content.decode())

    addresses = set(re.findall(r'href="(https[^"]+)"', page))
    base = f"https://klik.contoh.id/petugas/jadwal/{visit.code}/laporan/"
    assert addresses == {base, *(f"{base}?komponen={letter}" for letter in "ABCDEF")}


def test_whoever_still_scores_blindly_does_not_see_the_desk_answers(
    full, visit, application, rina, client_of
):
    look = SecondLook.objects.create(application=application, drawn_at=MONDAY, officer=rina)
    client, url = client_of(rina), f"/petugas/jadwal/{visit.code}/paket.html"

    assert "Catatan meja" not in client.get(url).content.decode()
    look.finished_at = MONDAY
    look.save()
    assert "Catatan meja" in client.get(url).content.decode()


def test_the_queries_of_a_pack_do_not_grow_with_the_evidence(
    full, visit, office, application, siti
):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            office.get(f"/petugas/jadwal/{visit.code}/paket.html")
        return len(queries)

    before = cost()
    file = Evidence.objects.first().file
    for indicator in full[1:20]:
        Evidence.objects.create(
            application=application, indicator=indicator, file=file, added_by=siti, added_at=MONDAY
        )
    assert cost() == before


def test_a_heavy_pack_names_files_instead_of_showing_them(full, visit, budi, monkeypatch):
    monkeypatch.setattr(visit_pack, "PICTURE_BYTES", 1)

    pack = visit_pack.of_appointment(visit, viewer=budi, on=MONDAY.date())

    shown = [bool(file.picture) for file in pack.sections[0].items[0].files]
    assert shown == [True, False, False, False]


def test_a_picture_that_is_gone_or_broken_stops_no_pack(full, visit, office, budi):
    first, second = (row.file for row in Evidence.objects.select_related("file")[:2])
    first.preview_path.unlink()
    second.preview_path.chmod(0o600)
    second.preview_path.write_bytes(b"bukan gambar")

    assert "rak-0.jpg" in office.get(f"/petugas/jadwal/{visit.code}/paket.html").content.decode()
    assert "A.1" in words_of(office.get(f"/petugas/jadwal/{visit.code}/paket.pdf"))


def test_a_library_without_an_instrument_gets_facts_and_blank_lines(budi, office):
    visit = AppointmentFactory(
        officer=budi,
        application=ApplicationFactory(state="mentoring", details={}, library__type="special"),
    )

    words = words_of(office.get(f"/petugas/jadwal/{visit.code}/paket.pdf"))
    page = office.get(f"/petugas/jadwal/{visit.code}/paket.html").content.decode()

    for told in ("Jenis perpustakaan ini tidak memakai lembar penilaian.", "belum ada, tanyakan"):
        assert told in words
        assert told in page
    assert page.count('class="line"') >= 12


def test_texts_longer_than_a_page_are_split_rather_than_refused(full, visit, office):
    Indicator.objects.update(hint="WWWW " * 80, evidence_wanted="WWWW " * 80)
    ItemReview.objects.update(note=LONG * 8)

    words = words_of(office.get(f"/petugas/jadwal/{visit.code}/paket.pdf"))

    assert "tebal" in words
    assert (
        "&lt;b&gt;tebal" in office.get(f"/petugas/jadwal/{visit.code}/paket.html").content.decode()
    )


def test_what_is_no_picture_is_no_jpeg():
    assert pack_sheet._as_jpeg(b"bukan gambar") == b""


# --- berita acara ----------------------------------------------------------------------------------


@pytest.fixture
def report(full, visit):
    report = VisitReportFactory(
        appointment=visit, attendees="Siti 😀, pengelola\n\nPak Kades", letter_number="7/BA/2026"
    )
    first = full[0]
    FindingFactory(
        report=report,
        component=first.component,
        indicator=first,
        sentence="Label rak.",
        fate="ticket",
    )
    FindingFactory(
        report=report, sentence="Cetak label.", fate="action", who="Siti", due_on=date(2026, 12, 1)
    )
    FindingFactory(report=report, sentence=LONG[:500])
    return report  # fmt: skip


def test_the_minutes_tell_what_was_found_in_words_and_figures(report, visit, office):
    words = words_of(office.get(f"/jadwal/{visit.code}/berita-acara.pdf"))

    for told in (
        "BERITA ACARA KUNJUNGAN", "Nomor: 7/BA/2026",
        "Senin, tanggal dua puluh tiga bulan November tahun dua ribu dua puluh enam",
        "Pak Kades", "Ruang baca rapi.", "A. Koleksi", "A.1: Label rak.", "Jadi permintaan perbaikan",
        "Cetak label.", "1 Des 2026", "Perkiraan nilai", "Petugas menilai 1 dari", "Kepala perpustakaan",
        "Pengelola perpustakaan", "Petugas", "<b>tebal</b>",
    ):  # fmt: skip
        assert told in words


def test_only_a_draft_says_that_it_is_one(report, visit, office, budi):
    assert "KONSEP" in words_of(office.get(f"/jadwal/{visit.code}/berita-acara.pdf")).replace(
        " ", ""
    )

    report.finished_by, report.finished_at = budi, MONDAY
    report.save()

    response = office.get(f"/jadwal/{visit.code}/berita-acara.pdf")
    assert "KONSEP" not in words_of(response).replace(" ", "")
    assert (
        response["Content-Disposition"] == f'attachment; filename="{visit.code}-berita-acara.pdf"'
    )


def test_an_empty_draft_has_minutes_to_fill_by_hand(visit, office):
    VisitReportFactory(appointment=visit, attendees="", summary="")

    words = words_of(office.get(f"/jadwal/{visit.code}/berita-acara.pdf"))

    assert "Tidak ada temuan." in words
    assert "Nomor: ........" in words


def test_forty_findings_fill_as_many_pages_as_they_need(report, visit, office):
    for number in range(40):
        FindingFactory(report=report, sentence=f"Temuan {number}. {LONG}"[:500], fate="action")

    words = words_of(office.get(f"/jadwal/{visit.code}/berita-acara.pdf"))

    assert all(f"Temuan {number}." in words for number in range(40))


# --- who takes one ---------------------------------------------------------------------------------

PAPERS = {
    "/petugas/perjalanan/{trip}/surat-tugas.pdf": "letter_downloaded",
    "/petugas/perjalanan/{trip}/jadwal.pdf": "itinerary_downloaded",
    "/petugas/jadwal/{visit}/daftar-hadir.pdf": "attendance_downloaded",
    "/petugas/jadwal/{visit}/paket.pdf": "pack_downloaded",
    "/petugas/jadwal/{visit}/paket.html": "pack_downloaded",
    "/jadwal/{visit}/berita-acara.pdf": "minutes_downloaded",
}


@pytest.mark.parametrize(("path", "verb"), PAPERS.items())
def test_taking_a_paper_is_on_record_and_it_is_kept_nowhere(
    path, verb, trip, report, visit, office, budi
):
    response = office.get(path.format(trip=trip.code, visit=visit.code))

    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Disposition"].startswith("attachment; ")
    assert AuditEvent.objects.filter(verb=verb, actor_id=budi.pk).count() == 1


@pytest.mark.parametrize("path", list(PAPERS))
def test_the_library_takes_none_of_the_offices_papers(path, trip, report, visit, client_of, siti):
    assert client_of(siti).get(path.format(trip=trip.code, visit=visit.code)).status_code == 404


def test_the_page_of_a_visit_offers_what_goes_along(visit, office, client_of, siti):
    page = office.get(f"/jadwal/{visit.code}/").content.decode()

    assert f"/petugas/jadwal/{visit.code}/paket.html" in page
    assert f"/petugas/jadwal/{visit.code}/laporan/" in page
    assert "paket.html" not in client_of(siti).get(f"/jadwal/{visit.code}/").content.decode()


@pytest.mark.parametrize(
    ("minutes", "told"), [(45, "45 menit"), (120, "2 jam"), (150, "2 jam 30 menit"), (0, "0 menit")]
)
def test_lengths_in_words(minutes, told):
    assert heads.minutes_text(minutes) == told


def test_a_pack_before_the_visit_and_after_is_the_same(visit, office):
    visit.starts_at, visit.ends_at = (
        t + timedelta(days=9000) for t in (visit.starts_at, visit.ends_at)
    )
    visit.save()

    assert office.get(f"/petugas/jadwal/{visit.code}/paket.html").status_code == 200
