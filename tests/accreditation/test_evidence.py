"""Evidence beside each indicator: new photos or files that are here already, nothing twice, nothing lost."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accreditation import assessment
from accreditation.models import Evidence
from accreditation.operations import evidence, instruments
from accreditation.workflow import State
from klik_portal.core.verdict import Refused
from klik_portal.files import intake
from tests.factories.accreditation import MONDAY, ApplicationFactory
from tests.files import samples

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def draft(siti, enggelam):
    instruments.load_shipped(at=MONDAY)
    return ApplicationFactory(library=enggelam, created_by=siti)


def indicators(application):
    return [item.indicator for item in assessment.of_application(application, on=TODAY).items]


def photo(by, width=40, name="rak.jpg"):
    return intake.receive(
        upload=SimpleUploadedFile(name, samples.jpeg(width, 30)), by=by, at=MONDAY
    )


def show(application, indicator, file, by):
    return evidence.add(application=application, indicator=indicator, file=file, by=by, at=MONDAY)


def address(application, number=1):
    return reverse("accreditation:indicator-evidence", args=[application.code, "A", number])


def test_one_photo_shows_several_indicators(draft, siti):
    first, second = indicators(draft)[:2]
    file = photo(siti)

    for indicator in (first, second):
        show(draft, indicator, file, siti)

    counts = [indicator.evidence_count for indicator in indicators(draft)[:3]]
    assert counts == [1, 1, 0]


def test_the_same_bytes_twice_are_one_piece_of_evidence(draft, siti):
    first = indicators(draft)[0]

    rows = {show(draft, first, photo(siti, name=name), siti) for name in ("a.jpg", "b.jpg")}

    assert len(rows) == 1


def test_taken_away_here_it_stays_elsewhere_and_on_record(draft, siti):
    first, second = indicators(draft)[:2]
    file = photo(siti)
    gone, stays = (show(draft, indicator, file, siti) for indicator in (first, second))

    evidence.remove(evidence=gone, by=siti, at=MONDAY)

    assert list(draft.evidence.current()) == [stays]
    assert Evidence.objects.get(pk=gone.pk).removed_by == siti


def test_there_is_an_end_to_files_for_one_indicator(draft, siti, monkeypatch):
    monkeypatch.setattr(evidence, "MOST_FILES", 1)
    first = indicators(draft)[0]
    show(draft, first, photo(siti), siti)

    with pytest.raises(Refused, match="paling banyak 1 berkas"):
        show(draft, first, photo(siti, width=50), siti)


def test_locked_while_others_judge(siti, enggelam):
    instruments.load_shipped(at=MONDAY)
    judged = ApplicationFactory(library=enggelam, created_by=siti, state=State.PROPOSED)

    with pytest.raises(Refused, match="terkunci"):
        show(judged, indicators(judged)[0], photo(siti), siti)


class TestPage:
    def test_going_for_evidence_saves_what_is_ticked_first(self, client_of, siti, draft):
        first = assessment.of_application(draft, on=TODAY).items[0]
        component = reverse("accreditation:assessment-component", args=[draft.code, "A"])

        answer = client_of(siti).post(component, {"q1": first.worth(4).key, "evidence": "1"})

        assert answer.url == address(draft)
        assert draft.answers.get().option.value == 4

    def test_photos_and_known_files_in_one_sending(self, client_of, siti, draft):
        known = photo(siti, width=50, name="lama.jpg")
        show(draft, indicators(draft)[1], known, siti)

        answer = client_of(siti).post(
            address(draft),
            {
                "known": [known.token],
                "files": [SimpleUploadedFile("baru.jpg", samples.jpeg(60, 30))],
            },
        )

        assert answer.url == address(draft)
        names = {
            row.file.original_name for row in draft.evidence.filter(indicator=indicators(draft)[0])
        }
        assert names == {"lama.jpg", "baru.jpg"}

    def test_a_file_of_another_request_cannot_be_picked(self, client_of, siti, joko, tabang, draft):
        other = ApplicationFactory(library=tabang, created_by=joko)
        foreign = photo(joko)
        show(other, indicators(other)[0], foreign, joko)

        answer = client_of(siti).post(address(draft), {"known": [foreign.token]})

        assert answer.status_code == 422
        assert not draft.evidence.exists()

    def test_what_is_refused_is_named_and_the_good_one_is_kept(self, client_of, siti, draft):
        bad = SimpleUploadedFile("surat.exe", b"MZ" + b"\x00" * 100)
        good = SimpleUploadedFile("rak.jpg", samples.jpeg(40, 30))

        answer = client_of(siti).post(address(draft), {"files": [bad, good]})

        assert answer.status_code == 422
        assert "surat.exe" in answer.content.decode()
        assert [row.file.original_name for row in draft.evidence.all()] == ["rak.jpg"]

    def test_nothing_chosen_is_said(self, client_of, siti, draft):
        answer = client_of(siti).post(address(draft), {})

        assert answer.status_code == 422
        assert "Pilih berkas dulu" in answer.content.decode()

    def test_the_office_looks_at_it_and_changes_nothing(self, client_of, siti, budi, enggelam):
        instruments.load_shipped(at=MONDAY)
        running = ApplicationFactory(library=enggelam, created_by=siti, state=State.MENTORING)
        row = show(running, indicators(running)[0], photo(siti), siti)
        client = client_of(budi)
        more = {"files": [SimpleUploadedFile("x.jpg", samples.jpeg(9, 9))]}

        page = client.get(address(running)).content.decode()
        refused = client.post(address(running), more)
        seen = client.get(reverse("accreditation:evidence-file", args=[running.code, row.token]))

        assert "Simpan bukti" not in page
        assert (refused.status_code, running.evidence.count()) == (422, 1)
        assert (seen.status_code, seen["Content-Security-Policy"]) == (
            200,
            "sandbox; default-src 'none'",
        )
        seen.close()
