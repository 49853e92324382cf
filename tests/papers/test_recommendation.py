"""A library that is ready takes a letter along that anybody can check."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accreditation.models import Answer, Indicator
from accreditation.operations import applications, instruments, recommendations
from accreditation.recommendation import current_of
from accreditation.workflow import State
from klik_portal.audit.models import AuditEvent
from klik_portal.core.verdict import Refused
from klik_portal.files.models import StoredFile
from klik_portal.notifications.models import OutboxMessage
from klik_portal.office.models import Office
from klik_portal.papers import codes, qr, queries
from klik_portal.papers.checked import Standing
from klik_portal.papers.models import IssuedPaper
from tests.factories.accreditation import MONDAY, ApplicationFactory
from tests.files.samples import jpeg
from tests.papers.printed import codes_in, words_in

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


@pytest.fixture
def ready(siti, budi, enggelam):
    return ApplicationFactory(
        library=enggelam, state=State.READY, created_by=siti, assigned_to=budi
    )


def issue(application, by, **told):
    told = {"number": "", "issued_on": TODAY, "valid_until": None, "at": MONDAY, **told}
    return recommendations.issue(application=application, by=by, **told)


def stored(paper):
    return paper.file.path.read_bytes()


def test_page_and_paper_say_the_same(client, ready, budi):
    ready.library.name = "Perpustakaan  «Ilmu» Ålam 📚"
    ready.library.save()
    paper = issue(ready, budi, valid_until=TODAY + timedelta(days=90))
    printed = words_in(stored(paper))
    page = client.get(reverse("papers:check", args=[paper.code])).content.decode()
    assert len(paper.printed_facts) == 6
    for label, value in paper.printed_facts:
        assert f"{label}: {value}" in printed
        assert f"<dt>{label}</dt><dd>{value}</dd>" in page
    assert f"Kode: {codes.grouped(paper.code)}" in printed


def test_the_qr_of_the_paper_leads_to_its_check(ready, budi, tmp_path):
    paper = issue(ready, budi)
    assert codes_in(stored(paper), tmp_path) == [qr.address(paper.code)]


def test_the_letter_has_letterhead_facts_and_signer(ready, budi):
    Office.objects.update(
        agency_name="Dinas Contoh", signer_name="Nama Pejabat", letter_place="Tenggarong"
    )
    ready.library.npp = "6402011D0000001"
    ready.library.save()
    printed = words_in(stored(issue(ready, budi, number="7/REK/2026")))
    for told in (
        "DINAS CONTOH", "SURAT REKOMENDASI", "Nomor: 7/REK/2026", "6402011D0000001", "Nama Pejabat",
        "Tenggarong, 23 November 2026", ready.code,
    ):  # fmt: skip
        assert told in printed


@pytest.mark.parametrize(("signer", "is_warned"), [("", True), ("Nama Pejabat", False)])
def test_a_letter_without_signer_is_warned_of_before_it_is_issued(
    ready, budi, client_of, signer, is_warned
):
    Office.objects.update(signer_name=signer)

    page = client_of(budi).get(reverse("accreditation:recommendation", args=[ready.code]))

    assert ("Nama penanda tangan belum diisi" in page.content.decode()) == is_warned


def test_an_estimate_says_that_it_is_one(with_answers, budi):
    printed = words_in(stored(issue(with_answers, budi)))
    assert "Perkiraan kesiapan: " in printed
    assert "bukan hasil akreditasi. Yang menilai adalah asesor Perpusnas." in printed


@pytest.fixture
def with_answers(ready, siti):
    editions = instruments.load_shipped(at=MONDAY)
    ready.edition = next(e for e in editions if e.library_type == ready.library.type)
    ready.save()
    indicator = Indicator.objects.filter(component__edition=ready.edition).first()
    Answer.objects.create(
        application=ready,
        indicator=indicator,
        option=indicator.options.first(),
        answered_by=siti,
        answered_at=MONDAY,
    )
    return ready


def test_without_answers_there_is_no_estimate(ready, budi):
    assert "Perkiraan" not in words_in(stored(issue(ready, budi)))


def test_the_office_numbers_by_its_pattern_or_by_hand(ready, budi):
    assert issue(ready, budi).number == "1/DIARPUS/XI/2026"
    assert issue(ready, budi, number="2299/DIARPUS/065.11/11/2026").number.startswith("2299/")
    third = issue(ready, budi, valid_until=TODAY + timedelta(days=1))
    assert third.number == "2/DIARPUS/XI/2026"


def test_the_same_letter_again_changes_nothing(ready, budi):
    first = issue(ready, budi)
    assert issue(ready, budi) == first
    assert IssuedPaper.objects.count() == 1
    assert OutboxMessage.objects.filter(event="application.recommended").count() > 0
    told = OutboxMessage.objects.count()
    issue(ready, budi)
    assert OutboxMessage.objects.count() == told


def test_changed_facts_make_another_letter_and_the_old_bytes_stay(ready, budi, client_of):
    old = issue(ready, budi)
    before = stored(old)
    ready.library.parent_body = "Pemerintah Desa Baru"
    ready.library.save()
    with time_machine.travel(MONDAY):
        page = client_of(budi).get(reverse("accreditation:recommendation", args=[ready.code]))
        assert "berubah sejak surat ini terbit" in page.content.decode()
    new = issue(ready, budi)
    assert queries.find(old.code, on=TODAY).standing == Standing.REPLACED
    assert queries.find(old.code, on=TODAY).newer_code == new.code
    assert "Pemerintah Desa Baru" in words_in(stored(new))
    url = reverse("accreditation:recommendation-file", args=[ready.code, old.code])
    assert b"".join(client_of(budi).get(url).streaming_content) == before


def test_a_number_names_one_letter(ready, budi, siti, tabang):
    issue(ready, budi, number="7/REK/2026")
    other = ApplicationFactory(library=tabang, state=State.READY, assigned_to=budi)
    with pytest.raises(Refused, match="sudah dipakai surat lain"):
        issue(other, budi, number="7/REK/2026")
    assert issue(other, budi).number == "1/DIARPUS/XI/2026"


def test_the_library_is_told_and_downloads_the_letter(ready, budi, siti, joko, client_of):
    with time_machine.travel(MONDAY):
        answer = client_of(budi).post(
            reverse("accreditation:recommendation", args=[ready.code]),
            {"number": "", "issued_on": "2026-11-23", "valid_until": ""},
        )
    assert answer.status_code == 302
    paper = current_of(ready)
    told = OutboxMessage.objects.get(
        event="application.recommended", recipient=siti, channel="email"
    )
    assert qr.address(paper.code) in told.body_text
    page = client_of(siti).get(ready.get_absolute_url()).content.decode()
    url = reverse("accreditation:recommendation-file", args=[ready.code, paper.code])
    assert url in page
    taken = client_of(siti).get(url)
    assert b"".join(taken.streaming_content) == stored(paper)
    assert AuditEvent.objects.filter(verb="file.viewed", subject_code=paper.file.token).exists()
    assert client_of(joko).get(url).status_code == 404


def test_back_to_mentoring_takes_the_letter_back(ready, budi, siti):
    paper = issue(ready, budi)
    applications.advance(
        application=ready, step="mentor_again", by=budi, at=MONDAY, note="Rak belum tertata."
    )
    checked = queries.find(paper.code, on=TODAY)
    assert checked.standing == Standing.REVOKED
    assert "Rak belum tertata" not in checked.story
    assert current_of(ready) is None
    assert OutboxMessage.objects.filter(
        event="application.recommendation_revoked", recipient=siti
    ).exists()


def test_being_proposed_leaves_the_letter_alone(ready, budi):
    paper = issue(ready, budi)
    applications.advance(application=ready, step="propose", by=budi, at=MONDAY)
    assert current_of(ready) == paper


@pytest.mark.parametrize("state", [State.DRAFT, State.MENTORING, State.ACCREDITED])
def test_only_a_ready_request_gets_a_letter(budi, enggelam, state):
    application = ApplicationFactory(library=enggelam, state=state)
    with pytest.raises(Refused, match="siap diusulkan"):
        issue(application, budi)


def test_only_officers_issue_and_revoke(ready, siti, kepala, budi):
    for person in (siti, kepala):
        with pytest.raises(Refused, match="Hanya petugas"):
            issue(ready, person)
    issue(ready, budi)
    with pytest.raises(Refused, match="Hanya petugas"):
        recommendations.revoke(application=ready, reason="x", by=siti, at=MONDAY)


def test_a_date_far_away_or_an_end_before_the_beginning_is_refused(ready, budi):
    for wrong in (
        {"issued_on": TODAY - timedelta(days=3660)},
        {"valid_until": TODAY - timedelta(days=1)},
    ):
        with pytest.raises(Refused):
            issue(ready, budi, **wrong)


def test_a_revoked_letter_is_history_and_a_new_one_starts_afresh(ready, budi, client_of):
    issue(ready, budi)
    url = reverse("accreditation:recommendation-revoke", args=[ready.code])
    client = client_of(budi)
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "Salah nama."}).status_code == 302
    assert client.post(url, {"reason": "Salah nama."}).status_code == 422
    new = issue(ready, budi)
    assert new.replaces is None
    assert queries.find(new.code, on=TODAY).standing == Standing.VALID


def test_the_signed_scan_lies_beside_the_letter(ready, budi, siti, client_of):
    paper = issue(ready, budi)
    url = reverse("accreditation:recommendation-scan", args=[ready.code, paper.code])
    scan = SimpleUploadedFile("surat.jpg", jpeg(), "image/jpeg")
    assert client_of(budi).post(url, {"file": scan}).status_code == 302
    seen = client_of(siti).get(
        reverse("accreditation:recommendation-scan-file", args=[ready.code, paper.code])
    )
    assert b"".join(seen.streaming_content).startswith(b"\xff\xd8")
    assert StoredFile.objects.count() == 2


def test_the_draft_is_marked_and_takes_no_number(ready, budi, client_of):
    url = reverse("accreditation:recommendation-draft", args=[ready.code])
    answer = client_of(budi).get(url)
    assert "KONSEP" in words_in(answer.content)
    assert not IssuedPaper.objects.exists()
    assert issue(ready, budi).number.startswith("1/")
