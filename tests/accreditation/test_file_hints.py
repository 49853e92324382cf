"""Who is told what about a file; previews and the history of files on the pages."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accreditation import assessment
from accreditation.models import Application, ApplicationDocument
from accreditation.operations import documents, evidence, instruments
from accreditation.workflow import State, Turn
from klik_portal.audit.queries import events_of
from klik_portal.files import hints, intake
from tests.factories.accreditation import MONDAY, ApplicationFactory
from tests.files import pictures, samples

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
NEUTRAL = str(hints.SHARED)


@pytest.fixture
def case(siti, enggelam):
    instruments.load_shipped(at=MONDAY)
    return ApplicationFactory(library=enggelam, created_by=siti)


def received(by, content, name="rak.jpg"):
    return intake.receive(upload=SimpleUploadedFile(name, content), by=by, at=MONDAY)


def show(application, file, by):
    indicator = assessment.of_application(application, on=TODAY).items[0].indicator
    return evidence.add(application=application, indicator=indicator, file=file, by=by, at=MONDAY)


def as_document(application, file, by):
    return ApplicationDocument.objects.create(
        application=application, slot="photos", file=file, added_by=by, added_at=MONDAY
    )


def put_into_review(application):
    Application.objects.filter(pk=application.pk).update(
        edition=assessment.edition_of(application, TODAY),
        state=State.SUBMITTED,
        turn=Turn.OFFICER,
        due_at=MONDAY,
        first_submitted_at=MONDAY,
    )


def pages_of(application):
    case = [application.code]
    return {
        "evidence": reverse("accreditation:indicator-evidence", args=[*case, "A", 1]),
        "documents": reverse("accreditation:documents", args=case),
        "review": reverse("accreditation:review-item", args=[*case, "A-1"]),
        "photos": reverse("accreditation:review-item", args=[*case, "photos"]),
        "case": reverse("desks:case", args=case),
    }


def read(client, url):
    return client.get(url).content.decode()


def test_a_dark_photo_is_taken_and_both_sides_are_told(case, siti, budi, client_of):
    dark = received(siti, samples.encoded(pictures.room(0.15), "JPEG"))
    show(case, dark, siti)
    as_document(case, dark, siti)
    urls = pages_of(case)
    sentence = str(hints.SENTENCES["dark"])

    assert dark.hints == ["dark"]
    assert [sentence in read(client_of(siti), urls[name]) for name in ("evidence", "documents")] == [True, True]  # fmt: skip
    put_into_review(case)
    assert [sentence in read(client_of(budi), urls[name]) for name in ("review", "photos", "case")] == [True] * 3  # fmt: skip


class TestShared:
    @pytest.fixture
    def other(self, joko, tabang):
        return ApplicationFactory(library=tabang, created_by=joko)

    def test_the_keeper_learns_that_and_the_office_with_whom(
        self, case, other, siti, joko, budi, client_of
    ):
        as_document(other, received(joko, samples.jpeg()), joko)
        show(case, received(siti, samples.jpeg(), "milik saya.jpg"), siti)
        urls = pages_of(case)

        page = read(client_of(siti), urls["evidence"])
        put_into_review(case)
        office = read(client_of(budi), urls["review"])

        assert NEUTRAL in page
        assert other.library.name not in page
        assert NEUTRAL not in office
        assert other.library.name in office

    def test_the_photo_as_we_keep_it_is_the_same_file(self, case, other, siti, joko, client_of):
        """Downloaded here and sent again there, it has other bytes than what was sent first."""
        first = received(joko, samples.jpeg_from_a_phone())
        again = received(siti, first.path.read_bytes())
        same = samples.jpeg_from_a_phone() + b"\0"  # other bytes, the same picture
        show(other, first, joko)
        as_document(case, received(siti, same), siti)

        assert again.original_sha256 == first.sha256
        assert NEUTRAL in read(client_of(siti), pages_of(case)["documents"])

    def test_within_one_library_a_file_may_be_used_again(self, case, siti, client_of):
        older = ApplicationFactory(library=case.library, created_by=siti, state=State.WITHDRAWN)
        file = received(siti, samples.jpeg())
        as_document(older, file, siti)
        show(case, file, siti)

        assert NEUTRAL not in read(client_of(siti), pages_of(case)["evidence"])

    def test_what_the_other_library_took_away_does_not_count(
        self, case, other, siti, joko, client_of
    ):
        row = show(other, received(joko, samples.jpeg()), joko)
        evidence.remove(evidence=row, by=joko, at=MONDAY)
        show(case, received(siti, samples.jpeg()), siti)

        assert NEUTRAL not in read(client_of(siti), pages_of(case)["evidence"])


class TestPreview:
    def test_the_officers_page_shows_it_small_and_lazily(self, case, siti, budi, client_of):
        file = received(siti, samples.encoded(pictures.shelf(), "JPEG"))
        row = show(case, file, siti)
        put_into_review(case)

        page = read(client_of(budi), pages_of(case)["review"])

        image = f'<img src="{row.preview_url}" alt="" loading="lazy" width="320" height="240">'
        assert f'<a href="{row.get_absolute_url()}">{image}' in page

    def test_it_has_the_headers_of_a_file_and_is_not_put_on_record(
        self, case, siti, budi, joko, client_of
    ):
        row = show(case, received(siti, samples.jpeg()), siti)
        put_into_review(case)

        seen = client_of(budi).get(row.preview_url)
        foreign = client_of(joko).get(row.preview_url)

        assert (seen.status_code, foreign.status_code) == (200, 404)
        assert {
            name: seen[name]
            for name in ("Content-Type", "X-Content-Type-Options", "Content-Security-Policy", "Cache-Control")
        } == {
            "Content-Type": "image/webp",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, no-store",
        }  # fmt: skip
        assert len(seen.getvalue()) <= 12 * 1024
        assert "file.viewed" not in [e.verb for e in events_of(kind="file", code=row.file.token)]

    def test_a_file_from_before_there_were_previews_is_a_plain_link(
        self, case, siti, budi, client_of
    ):
        row = show(case, received(siti, samples.jpeg()), siti)
        url = row.preview_url
        file = row.file
        file.preview_sha256 = ""
        file.save()
        put_into_review(case)

        page = read(client_of(budi), pages_of(case)["review"])

        assert f'<a href="{row.get_absolute_url()}">rak.jpg</a>' in page
        assert client_of(budi).get(url).status_code == 404


class TestHistory:
    def test_what_was_taken_away_is_listed_with_who_and_when(self, case, siti, client_of):
        gone = show(case, received(siti, samples.jpeg(), "lama.jpg"), siti)
        evidence.remove(evidence=gone, by=siti, at=MONDAY)
        paper = as_document(case, received(siti, samples.jpeg(70, 50), "usang.jpg"), siti)
        documents.remove(document=paper, by=siti, at=MONDAY)

        for name, file in (("evidence", "lama.jpg"), ("documents", "usang.jpg")):
            page = read(client_of(siti), pages_of(case)[name])
            history = page.partition("<summary>Riwayat berkas</summary>")[2].partition("</details>")[0]  # fmt: skip
            assert file in history
            assert f"dihapus {siti.display_name}, " in history

    def test_without_any_there_is_no_history(self, case, siti, client_of):
        show(case, received(siti, samples.jpeg()), siti)

        assert "Riwayat berkas" not in read(client_of(siti), pages_of(case)["evidence"])
