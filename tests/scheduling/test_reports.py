"""The report of a visit: written at any time, finished once, read by both sides."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accreditation.models import Answer, Application, CorrectionDraft, Indicator, ItemReview
from accreditation.operations import corrections, instruments
from klik_portal.audit.models import AuditEvent
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.files import intake
from klik_portal.notifications.models import OutboxMessage
from scheduling import visit_reading, visit_scores
from scheduling.models import AgreedAction, AppointmentState, Finding, VisitReport
from scheduling.operations import reports
from scheduling.operations.reports import FindingWish, Wish
from tests.factories.accreditation import MONDAY, ApplicationFactory
from tests.factories.scheduling import AppointmentFactory, FindingFactory, VisitReportFactory
from tests.files import samples

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=3)
SOON = date(2026, 12, 10)


@pytest.fixture
def application(enggelam, siti, budi):
    editions = instruments.load_shipped(at=MONDAY)
    edition = next(e for e in editions if e.library_type == enggelam.type)
    return ApplicationFactory(
        library=enggelam, state="mentoring", created_by=siti, assigned_to=budi, edition=edition
    )


@pytest.fixture
def visit(application, budi):
    return AppointmentFactory(application=application, officer=budi)


@pytest.fixture
def indicators(application):
    return list(
        Indicator.objects.filter(component__edition=application.edition).select_related("component")
    )


def finding(sentence="Label rak kurang.", fate="noted", **more):
    told = {
        "token": "", "component": None, "indicator": None, "sentence": sentence, "fate": fate,
        "side": "library", "who": "", "due_on": None, **more,
    }  # fmt: skip
    return FindingWish(**told)


def saved(visit, by, *findings, version=0, at=LATER, **texts):
    told = {"attendees": "Siti, pengelola", "summary": "Rapi.", "letter_number": "", **texts}
    return reports.save(
        appointment=visit, wish=Wish(**told, findings=findings), version=version, by=by, at=at
    )


def finished(visit, report, by, at=LATER):
    return reports.finish(appointment=visit, version=report.version, by=by, at=at)


def refusal_of(call):
    with pytest.raises(Refused) as refusal:
        call()
    return refusal.value.reasons


# --- the draft -------------------------------------------------------------------------------------


def test_a_draft_keeps_what_was_typed_and_goes_on_from_there(visit, budi, rina):
    report = saved(visit, budi, finding())
    kept = report.findings.get()

    again = saved(visit, rina, finding("Label lengkap.", token=kept.token), version=1, summary="")

    assert (again.version, again.summary, again.begun_by) == (2, "", budi)
    assert again.findings.get().sentence == "Label lengkap."
    assert not again.is_finished


def test_a_finding_goes_when_its_sentence_is_emptied_and_others_stay(visit, budi):
    report = saved(visit, budi, finding("Satu"), finding("Dua"))
    first = report.findings.get(sentence="Satu")

    saved(visit, budi, finding("", token=first.token), version=1)

    assert list(report.findings.values_list("sentence", flat=True)) == ["Dua"]


def test_typing_one_component_leaves_the_texts_alone(visit, budi):
    saved(visit, budi, summary="Rapi sekali.")

    wish = Wish(None, None, None, [finding()])
    report = reports.save(appointment=visit, wish=wish, version=1, by=budi, at=LATER)

    assert (report.summary, report.findings.count()) == ("Rapi sekali.", 1)


def test_a_colleague_who_saved_first_is_shown_and_nothing_changes(visit, budi, rina):
    saved(visit, rina, finding("Punya Rina"), summary="Kata Rina")

    with pytest.raises(Conflict) as conflict:
        saved(visit, budi, finding("Punya Budi"), summary="Kata Budi")

    assert ("Ringkasan", "Kata Rina") in conflict.value.theirs
    assert ("Ringkasan", "Kata Budi") in conflict.value.yours
    assert list(Finding.objects.values_list("sentence", flat=True)) == ["Punya Rina"]


def test_saving_the_same_again_is_no_conflict(visit, budi):
    saved(visit, budi, finding())

    assert saved(visit, budi, version=0).version == 2


@pytest.mark.parametrize(
    ("changes", "at", "sentence"),
    [
        ({"mode": "phone"}, LATER, "Laporan kunjungan hanya untuk kunjungan di tempat."),
        ({}, MONDAY - timedelta(minutes=1), "Laporan baru dapat diisi setelah kunjungan dimulai."),
        (
            {"state": "missed", "closed_at": MONDAY},
            LATER,
            "Kunjungan ini tidak terlaksana, jadi tidak ada laporannya.",
        ),
    ],
)
def test_only_a_visit_that_has_begun_is_reported(visit, budi, changes, at, sentence):
    for name, value in changes.items():
        setattr(visit, name, value)
    visit.save()

    assert refusal_of(lambda: saved(visit, budi, at=at)) == (sentence,)
    assert not VisitReport.objects.exists()


def test_only_officers_write_reports(visit, siti, kepala):
    for person in (siti, kepala):
        assert refusal_of(lambda p=person: saved(visit, p)) == (
            "Hanya petugas yang menulis laporan kunjungan.",
        )


def test_there_is_an_end_to_findings(visit, budi):
    many = [finding(f"Temuan {n}") for n in range(reports.MOST_FINDINGS + 1)]

    assert refusal_of(lambda: saved(visit, budi, *many)) == (
        "Paling banyak 200 temuan dalam satu laporan. Gabungkan yang serupa.",
    )


# --- the end ---------------------------------------------------------------------------------------


def test_finishing_freezes_both_scores(visit, application, indicators, budi, siti):
    first, second = indicators[:2]
    for indicator in (first, second):
        Answer.objects.create(
            application=application, indicator=indicator, option=indicator.options.first(),
            answered_by=siti, answered_at=MONDAY,
        )  # fmt: skip
    ItemReview.objects.create(
        application=application, item="indicator", indicator=first, option=first.options.last(),
        reviewed_by=budi, reviewed_at=MONDAY,
    )  # fmt: skip
    report = finished(visit, saved(visit, budi), budi)
    frozen = (report.library_score, report.office_score)

    ItemReview.objects.all().delete()
    Answer.objects.all().delete()
    report.refresh_from_db()

    assert frozen == (report.library_score, report.office_score)
    assert report.library_score > report.office_score > Decimal(0)
    assert (report.judged_count, report.indicator_count) == (1, len(indicators))
    scores = visit_scores.of_report(report)
    assert sum(part.library for part in scores.components) == report.library_score
    assert sum(part.office for part in scores.components) == report.office_score


def test_without_answers_and_judgements_there_is_no_score(visit, budi):
    report = finished(visit, saved(visit, budi), budi)

    assert (report.library_score, report.office_score, report.judged_count) == (None, None, 0)


def test_a_library_without_an_instrument_is_reported_too(budi, rina):
    visit = AppointmentFactory(
        officer=budi, application=ApplicationFactory(state="mentoring", library__type="special")
    )

    report = finished(visit, saved(visit, budi, finding()), budi)

    assert report.is_finished
    assert visit_scores.of_report(report) is None


def test_each_finding_meets_its_fate(visit, application, indicators, budi):
    first = indicators[0]
    told = {"component": first.component, "due_on": SOON}
    report = saved(
        visit, budi, finding("Dicatat saja."),
        finding("Foto rak.", "ticket", indicator=first, **told),
        finding("Label rak.", "ticket", indicator=first, **told),
        finding("Gudang lembap.", "ticket", **told), finding("Umum kurang.", "ticket"),
        finding("Cetak label.", "action", who="Siti", **told),
    )  # fmt: skip

    finished(visit, report, budi)

    drafts = {d.item: d for d in CorrectionDraft.objects.all()}
    assert drafts["indicator"].indicator == first
    assert (drafts["indicator"].sentence, drafts["indicator"].due_on) == (
        "Foto rak.\nLabel rak.", SOON,
    )  # fmt: skip
    assert drafts["other"].sentence == f"Umum kurang.\n{first.component}: Gudang lembap."
    action = AgreedAction.objects.get()
    assert (action.what, action.who, action.side, action.due_on, action.appointment) == (
        "Cetak label.", "Siti", "library", SOON, visit,
    )  # fmt: skip
    assert report.findings.filter(draft=drafts["indicator"]).count() == 2
    assert report.findings.get(sentence="Cetak label.").action == action
    assert report.findings.get(sentence="Dicatat saja.").draft is None


def test_a_ticket_does_not_overwrite_what_a_colleague_had_prepared(
    visit, application, indicators, budi, rina
):
    wanted = corrections.Wanted("indicator", "Kata Rina.", SOON, indicators[0])
    corrections.prepare(application=application, wanted=wanted, version=0, by=rina, at=LATER)
    report = saved(
        visit, budi,
        finding("Kata Budi.", "ticket", indicator=indicators[0], component=indicators[0].component),
    )  # fmt: skip

    finished(visit, report, budi)

    draft = CorrectionDraft.objects.get()
    assert (draft.sentence, draft.due_on) == ("Kata Rina.\nKata Budi.", SOON)


def test_a_long_finding_is_shortened_where_an_action_has_less_room(visit, budi):
    finished(visit, saved(visit, budi, finding("x" * 500, "action")), budi)

    assert len(AgreedAction.objects.get().what) == 240


def test_finishing_records_that_the_visit_was_held_and_tells_the_library(visit, budi, siti):
    finished(visit, saved(visit, budi, summary="Semua siap."), budi)
    visit.refresh_from_db()

    assert (visit.state, visit.closing_note) == (AppointmentState.ATTENDED, "Semua siap.")
    told = OutboxMessage.objects.filter(event="visit.reported")
    assert {message.recipient for message in told} == {siti}
    assert AuditEvent.objects.filter(verb="report_finished", subject_code=visit.code).count() == 1


def test_a_visit_already_recorded_keeps_its_note(visit, budi):
    visit.state, visit.closed_by, visit.closed_at, visit.closing_note = (
        "attended",
        budi,
        LATER,
        "Ok",
    )
    visit.save()

    finished(visit, saved(visit, budi), budi)
    visit.refresh_from_db()

    assert visit.closing_note == "Ok"


def test_what_is_missing_is_named(visit, budi):
    report = saved(
        visit, budi, finding("Label.", "action", due_on=MONDAY.date()), attendees=" ", summary=""
    )

    assert refusal_of(lambda: finished(visit, report, budi)) == (
        "Tulis siapa saja yang hadir.", "Tulis ringkasan kunjungan.",
        "Temuan “Label.”: batas waktunya Senin, 23 November 2026 sudah lewat. Pilih tanggal lain.",
    )  # fmt: skip
    assert not AgreedAction.objects.exists()


def test_a_ticket_that_cannot_be_sent_back_stops_the_end_with_a_way_out(visit, application, budi):
    report = saved(visit, budi, finding("Label.", "ticket"), finding("Cetak.", "action"))
    Application.objects.filter(pk=application.pk).update(state="ready")

    reasons = refusal_of(lambda: finished(visit, report, budi))

    assert reasons == (
        "Permohonan ini sedang tidak dapat dikembalikan untuk perbaikan.",
        "Ubah temuan itu menjadi “cukup dicatat” atau “tindak lanjut”, lalu selesaikan.",
    )
    assert not AgreedAction.objects.exists()
    visit.refresh_from_db()
    assert visit.is_scheduled


def test_finishing_what_a_colleague_has_changed_is_a_conflict(visit, budi, rina):
    report = saved(visit, budi)
    saved(visit, rina, version=1, summary="Lain")

    with pytest.raises(Conflict):
        finished(visit, report, budi)


def test_a_finished_report_is_read_only(visit, budi):
    report = finished(visit, saved(visit, budi), budi)
    sentence = ("Laporan ini sudah selesai, jadi isinya tidak diubah lagi.",)

    assert refusal_of(lambda: saved(visit, budi, version=report.version)) == sentence
    assert refusal_of(lambda: finished(visit, report, budi)) == sentence
    assert refusal_of(lambda: photo(visit, budi)) == sentence


# --- photos and the signed paper --------------------------------------------------------------------


def received(by, content=None, name="rak.jpg"):
    upload = SimpleUploadedFile(name, content or samples.jpeg())
    return intake.receive(upload=upload, by=by, at=LATER)


def photo(visit, by, **more):
    told = {"component": None, "caption": "", "has_consent": False, **more}
    return reports.add_photo(appointment=visit, file=received(by), by=by, at=LATER, **told)


def test_the_same_photo_twice_is_one(visit, budi):
    assert photo(visit, budi) == photo(visit, budi)
    assert VisitReport.objects.get().photos.count() == 1


def test_there_is_an_end_to_photos(visit, budi, monkeypatch):
    monkeypatch.setattr(reports, "MOST_PHOTOS", 0)

    assert refusal_of(lambda: photo(visit, budi)) == (
        "Laporan ini sudah berisi 0 foto, paling banyak.",
    )


def test_a_photo_can_be_taken_out_of_a_draft(visit, budi):
    reports.remove_photo(photo=photo(visit, budi), by=budi, at=LATER)

    assert not VisitReport.objects.get().photos.exists()
    assert AuditEvent.objects.filter(verb="photo_removed").exists()


def test_without_consent_a_photo_stays_with_the_office(visit, budi, siti):
    photo(visit, budi)
    reading = visit_reading.of_visit(visit, on=LATER.date())

    assert len(reading.photos_for(budi)) == 1
    assert reading.photos_for(siti) == []


def test_the_signed_paper_comes_after_the_end(visit, budi):
    report = saved(visit, budi)
    sentence = ("Selesaikan dulu laporannya, lalu cetak dan tanda tangani berita acara.",)
    assert refusal_of(lambda: scan(visit, budi)) == sentence

    finished(visit, report, budi)
    scan(visit, budi)

    assert VisitReport.objects.get().scan.is_pdf


def test_nobody_replaces_a_signed_paper_that_they_never_saw(visit, budi, rina):
    finished(visit, saved(visit, budi), budi)
    first = scan(visit, budi).scan

    assert refusal_of(lambda: scan(visit, rina)) == (
        "Budi baru saja menyimpan pindaian. Lihat dulu, lalu unggah lagi bila tetap perlu diganti.",
    )  # fmt: skip
    scan(visit, rina, seen=first.token)

    assert VisitReport.objects.get().scan_by == rina
    newest = AuditEvent.objects.filter(verb="scan_attached").latest("pk")
    assert newest.payload["instead_of"] == first.token


def scan(visit, by, seen=""):
    file = received(by, samples.pdf(), "berita-acara.pdf")
    return reports.attach_scan(appointment=visit, file=file, seen=seen, by=by, at=LATER)


# --- the pages -------------------------------------------------------------------------------------


@pytest.fixture
def pages(visit, client_of, budi):
    class Pages:
        client = client_of(budi)
        url = f"/petugas/jadwal/{visit.code}/laporan/"

        def get(self, more="", **query):
            return self.client.get(self.url + more, query)

        def post(self, more="", **body):
            return self.client.post(self.url + more, body)

    return Pages()


BODY = {"attendees": "Siti", "summary": "Rapi.", "letter_number": "", "version": "0"}


def test_the_report_begins_with_the_names_that_are_known(pages):
    page = pages.get().content.decode()

    assert "Budi, Petugas Dinas" in page
    assert "Siti, Pengelola perpustakaan" in page


def test_a_finding_is_typed_beside_its_component(pages, indicators):
    body = {
        **BODY, "sentence-1.baru1": "Label rak kurang.", "fate-1.baru1": "ticket", "about-1.baru1": "2",
        "due_on-1.baru1": "10-12-2026",
    }  # fmt: skip

    assert pages.post(**body).status_code == 302
    kept = Finding.objects.get()
    assert (kept.component, kept.indicator, kept.fate, kept.due_on) == (
        indicators[0].component, indicators[1], "ticket", SOON,
    )  # fmt: skip
    assert "Label rak kurang." in pages.get().content.decode()


def test_a_code_leads_to_the_findings_of_one_component(pages, indicators):
    page = pages.get(komponen="B").content.decode()

    assert "Temuan B. " in page
    assert "Ringkasan kunjungan" not in page

    pages.client.post(
        pages.url + "?komponen=B", {"version": "0", "sentence-2.baru2": "Ruang sempit."}
    )
    assert Finding.objects.get().component.code == "B"


def test_an_unknown_component_leads_to_the_whole_report(pages):
    assert "Ringkasan kunjungan" in pages.get(komponen="ZZ").content.decode()


def test_a_fate_without_a_sentence_is_asked_for(pages):
    response = pages.post(
        **BODY, **{"fate-0.baru1": "action", "sentence-0.baru1": "", "who-0.baru1": "Siti"}
    )

    assert response.status_code == 422
    assert "Tulis temuannya dalam satu kalimat." in response.content.decode()
    assert 'value="Siti"' in response.content.decode()


def test_after_a_conflict_everything_typed_is_there_beside_the_other_version(pages, visit, rina):
    saved(visit, rina, finding("Temuan Rina"), summary="Kata Rina")

    response = pages.post(**{**BODY, "summary": "Kata Budi", "sentence-0.baru1": "Temuan Budi"})

    page = response.content.decode()
    assert response.status_code == 409
    assert all(
        words in page
        for words in ("Kata Rina", "Kata Budi", "Temuan Budi", "Rekan Anda menyimpan lebih dulu")
    )
    form = response.context["form"]
    again = {name: form[name].value() or "" for name in form.fields}
    assert pages.post(**again).status_code == 302
    assert set(Finding.objects.values_list("sentence", flat=True)) == {"Temuan Rina", "Temuan Budi"}
    assert VisitReport.objects.get().summary == "Kata Budi"


def test_a_finding_a_colleague_took_away_meanwhile_is_not_lost(pages, visit, budi):
    report = saved(visit, budi, finding("Lama"))
    token = report.findings.get().token
    report.findings.all().delete()

    pages.post(**{**BODY, "version": "1", f"sentence-0.{token}": "Lama, diubah"})

    assert Finding.objects.get().sentence == "Lama, diubah"


def test_what_a_colleague_added_meanwhile_is_not_touched(pages, visit, budi, application):
    report = saved(visit, budi)
    FindingFactory(report=report, sentence="Baru masuk")

    pages.post(**{**BODY, "version": "1"})

    assert Finding.objects.get().sentence == "Baru masuk"


def test_before_the_visit_the_page_says_why_it_cannot_be_written(pages, visit):
    visit.starts_at = visit.starts_at.replace(year=2040)
    visit.ends_at = visit.ends_at.replace(year=2040)
    visit.save()

    page = pages.get()

    assert page.status_code == 200
    assert "Laporan baru dapat diisi setelah kunjungan dimulai." in page.content.decode()
    assert pages.post(**BODY).status_code == 422


def test_finishing_shows_what_will_happen_first(pages, visit, budi, application):
    saved(visit, budi, finding("Label.", "action"))

    page = pages.get("selesai/").content.decode()
    assert "Yang terjadi bila selesai" in page
    assert "perkiraan" in page

    assert pages.post("selesai/", version="1").url == visit.get_absolute_url()
    assert VisitReport.objects.get().is_finished
    assert pages.get().url == visit.get_absolute_url()
    assert pages.get("selesai/").url == visit.get_absolute_url()
    assert pages.get("foto/").url == visit.get_absolute_url()


def test_nothing_can_be_finished_before_it_was_written(pages):
    assert pages.get("selesai/").url == pages.url


def test_an_incomplete_report_is_not_finished(pages, visit, budi):
    saved(visit, budi, attendees="")

    response = pages.post("selesai/", version="1")

    assert response.status_code == 422
    assert "Tulis siapa saja yang hadir." in response.content.decode()


def test_finishing_an_older_version_is_answered_with_the_newer(pages, visit, budi):
    saved(visit, budi)
    saved(visit, budi, version=1, summary="Lebih baru")

    response = pages.post("selesai/", version="1")

    assert response.status_code == 409
    assert "Lebih baru" in response.content.decode()


def test_photos_come_through_the_file_door(pages, visit):
    files = [
        SimpleUploadedFile("rak.jpg", samples.jpeg()),
        SimpleUploadedFile("x.pdf", samples.pdf()),
    ]

    response = pages.client.post(
        pages.url + "foto/", {"files": files, "place": "1", "caption": "Rak"}
    )

    assert response.status_code == 422
    assert "x.pdf: ini bukan foto. Kirim foto, bukan PDF." in response.content.decode()
    kept = VisitReport.objects.get().photos.get()
    assert (kept.caption, kept.component.code, kept.has_consent) == ("Rak", "A", False)
    assert pages.post(f"foto/{kept.token}/hapus/").status_code == 302
    assert not VisitReport.objects.get().photos.exists()


def test_photos_wait_for_the_visit_to_begin(pages, visit):
    visit.starts_at, visit.ends_at = (
        t.replace(year=2040) for t in (visit.starts_at, visit.ends_at)
    )
    visit.save()

    files = [SimpleUploadedFile("rak.jpg", samples.jpeg())]
    response = pages.client.post(pages.url + "foto/", {"files": files, "place": "0"})

    assert response.status_code == 422
    assert "setelah kunjungan dimulai" in response.content.decode()


def test_a_photo_of_a_finished_report_stays(pages, visit, budi):
    kept = photo(visit, budi)
    finished(visit, saved(visit, budi), budi)

    pages.post(f"foto/{kept.token}/hapus/")

    assert VisitReport.objects.get().photos.count() == 1


def test_the_library_reads_the_finished_report_and_nothing_before(
    pages, visit, budi, siti, joko, client_of
):
    shown = photo(visit, budi, has_consent=True)
    VisitReport.objects.get().photos.update(caption="Rak depan")
    report = saved(visit, budi, finding("Label."), summary="Rapi sekali.")
    his = client_of(siti)
    page = f"/jadwal/{visit.code}/"
    paths = (f"{page}berita-acara.pdf", f"{page}foto/{shown.token}/")

    assert "Rapi sekali." not in his.get(page).content.decode()
    assert [his.get(path).status_code for path in paths] == [404, 404]
    assert pages.client.get(paths[0])["Content-Disposition"].endswith('-konsep.pdf"')

    finished(visit, report, budi)
    scan(visit, budi)
    text = his.get(page).content.decode()

    assert all(
        words in text for words in ("Rapi sekali.", "Label.", "Rak depan", "Berita acara (PDF)")
    )
    assert "Unggah" not in text
    for path in (*paths, f"{page}berita-acara/pindaian/", f"{page}foto/{shown.token}/pratinjau/"):
        response = his.get(path)
        b"".join(response.streaming_content) if response.streaming else None
        assert response.status_code == 200, path
        assert response["Cache-Control"] == "private, no-store"
        assert client_of(joko).get(path).status_code == 404, path


def test_a_scan_is_taken_replaced_and_refused_in_a_sentence(pages, visit, budi):
    report = saved(visit, budi)
    assert "Selesaikan dulu laporannya" in pages.get("pindaian/").content.decode()
    finished(visit, report, budi)

    bad = pages.client.post(
        pages.url + "pindaian/", {"file": SimpleUploadedFile("a.pdf", b"MZ" + bytes(300))}
    )
    good = pages.client.post(
        pages.url + "pindaian/", {"file": SimpleUploadedFile("a.pdf", samples.pdf())}
    )

    assert bad.status_code == 422
    assert (good.status_code, good.url) == (302, visit.get_absolute_url())
    assert VisitReport.objects.get().scan_by == budi
    assert "Sudah ada" in pages.get("pindaian/").content.decode()


def test_who_did_not_see_the_scan_is_shown_it_and_may_then_replace_it(pages, visit, budi, rina):
    finished(visit, saved(visit, budi), budi)
    scan(visit, rina)
    paper = {"file": SimpleUploadedFile("a.pdf", samples.pdf())}

    stale = pages.client.post(pages.url + "pindaian/", paper)
    seen = re.search(r'name="seen" value="([\w-]+)"', stale.content.decode())[1]
    paper = {"file": SimpleUploadedFile("a.pdf", samples.pdf()), "seen": seen}
    aware = pages.client.post(pages.url + "pindaian/", paper)

    assert (stale.status_code, aware.status_code) == (422, 302)
    assert VisitReport.objects.get().scan_by == budi


def test_there_is_no_scan_before_one_was_taken(pages, visit, budi):
    finished(visit, saved(visit, budi), budi)

    assert pages.client.get(f"/jadwal/{visit.code}/berita-acara/pindaian/").status_code == 404


def test_other_meetings_have_no_report(client_of, budi, application):
    talk = AppointmentFactory(application=application, officer=budi, mode="zoom")

    assert client_of(budi).get(f"/petugas/jadwal/{talk.code}/laporan/").status_code == 404


def test_scores_of_the_unfinished_report_are_of_today(visit, application):
    reading = visit_reading.VisitReading(visit, VisitReportFactory(appointment=visit), LATER.date())

    assert reading.scores.library is None
    assert visit_reading.VisitReading(visit, None, LATER.date()).findings == []
    assert visit_reading.VisitReading(visit, None, LATER.date()).photos == []
