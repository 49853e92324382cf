"""The doors for files in pieces: the same rules as the plain form, before the first byte."""

from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accreditation.models import Correction
from accreditation.operations import instruments
from accreditation.workflow import State
from klik_portal.files import resumable
from klik_portal.files.models import PartialUpload, StoredFile
from tests.factories.accreditation import MONDAY, ApplicationFactory
from tests.files import samples

pytestmark = pytest.mark.django_db
PHOTO = samples.jpeg(300, 200)


@pytest.fixture
def draft(siti, enggelam):
    instruments.load_shipped(at=MONDAY)
    return ApplicationFactory(library=enggelam, created_by=siti)


def announce(client, application, item="A-1", content=PHOTO, **more):
    url = reverse("accreditation:upload-begin", args=[application.code, item])
    told = {
        "name": "rak.jpg", "size": len(content), "sha256": sha256(content).hexdigest(),
    }  # fmt: skip
    return client.post(url, told | more)


def send(client, url, offset, piece):
    return client.post(url, {"offset": offset, "piece": SimpleUploadedFile("piece", piece)})


def send_whole(client, application, item="A-1", content=PHOTO):
    begun = announce(client, application, item, content).json()
    send(client, begun["append"], 0, content)
    return client.post(begun["finish"])


def test_a_photo_in_two_pieces_becomes_evidence(client_of, siti, draft):
    client = client_of(siti)
    begun = announce(client, draft).json()

    told = [
        send(client, begun["append"], start, PHOTO[start : start + 2000]).json()["offset"]
        for start in range(0, len(PHOTO), 2000)
    ]
    done = client.post(begun["finish"]).json()

    row = draft.evidence.get()
    page = client.get(done["next"]).content.decode()
    assert (begun["offset"], told[-1]) == (0, len(PHOTO))
    assert (row.file.original_name, row.added_by, row.indicator.number) == ("rak.jpg", siti, 1)
    assert done["next"] == reverse("accreditation:indicator-evidence", args=[draft.code, "A", 1])
    assert f"Berkas diterima {done['received_at']} WITA: rak.jpg" in page


def test_a_paper_goes_into_its_slot(client_of, siti, draft):
    done = send_whole(client_of(siti), draft, "photos")

    assert draft.documents.get().slot == "photos"
    assert done.json()["next"] == reverse("accreditation:documents", args=[draft.code])


def test_everything_repeated_is_one_piece_of_evidence(client_of, siti, draft):
    client = client_of(siti)

    answers = [send_whole(client, draft).json() for _ in range(2)]

    assert answers[0] == answers[1]
    assert (draft.evidence.count(), StoredFile.objects.count()) == (1, 1)
    assert announce(client, draft).json()["offset"] == len(PHOTO)  # nothing left to send


def test_a_gap_is_answered_with_the_place_to_go_on(client_of, siti, draft):
    client = client_of(siti)
    begun = announce(client, draft).json()
    send(client, begun["append"], 0, PHOTO[:100])

    early = client.post(begun["finish"])
    gap = send(client, begun["append"], 500, b"x")

    assert [(a.status_code, a.json()["offset"]) for a in (early, gap)] == [(409, 100)] * 2


@pytest.mark.parametrize("offset", ["-1", "", "NaN", "9" * 5000, "1e3"])
def test_an_offset_that_is_none_is_refused(client_of, siti, draft, offset):
    client = client_of(siti)
    begun = announce(client, draft).json()

    answer = send(client, begun["append"], offset, b"x")

    assert (answer.status_code, list(answer.json())) == (400, ["error"])


@pytest.mark.parametrize(
    "told", [{"size": "0"}, {"size": "-5"}, {"sha256": "x"}, {"sha256": "A" * 64}, {"name": ""}]
)
def test_an_announcement_that_is_none_is_refused(client_of, siti, draft, told):
    assert announce(client_of(siti), draft, **told).status_code == 400
    assert not PartialUpload.objects.exists()


def test_too_much_at_once_is_refused(client_of, siti, draft):
    client = client_of(siti)
    begun = announce(client, draft, size=10**6).json()

    answer = send(client, begun["append"], 0, bytes(resumable.LARGEST_PIECE + 1))

    assert answer.status_code == 422


def test_a_locked_place_takes_no_first_byte(client_of, siti, enggelam):
    instruments.load_shipped(at=MONDAY)
    judged = ApplicationFactory(library=enggelam, created_by=siti, state=State.PROPOSED)

    answers = [announce(client_of(siti), judged, item) for item in ("A-1", "photos")]

    assert [a.status_code for a in answers] == [422, 422]
    assert all("terkunci" in a.json()["error"] for a in answers)
    assert not PartialUpload.objects.exists()


def test_a_place_that_closes_meanwhile_takes_nothing_more(client_of, siti, draft):
    client = client_of(siti)
    begun = announce(client, draft).json()
    send(client, begun["append"], 0, PHOTO[:-1])
    type(draft).objects.update(state=State.PROPOSED, due_at=MONDAY)

    answers = [
        send(client, begun["append"], len(PHOTO) - 1, PHOTO[-1:]),
        client.post(begun["finish"]),
    ]

    assert [a.status_code for a in answers] == [422, 422]
    assert (draft.evidence.count(), StoredFile.objects.count()) == (0, 0)


def test_a_returned_request_takes_what_was_asked_for(client_of, siti, budi, enggelam):
    instruments.load_shipped(at=MONDAY)
    returned = ApplicationFactory(library=enggelam, created_by=siti, state=State.RETURNED)
    Correction.objects.create(
        application=returned, item="photos", sentence="Tambah.", due_on=MONDAY.date(), asked_by=budi, asked_at=MONDAY
    )  # fmt: skip

    done = send_whole(client_of(siti), returned, "photos")

    assert done.json()["next"] == reverse("accreditation:corrections", args=[returned.code])
    assert announce(client_of(siti), returned, "request_letter").status_code == 422


def test_a_program_is_refused_with_its_name(client_of, siti, draft):
    client = client_of(siti)

    answer = send_whole(client, draft, content=b"MZ" + bytes(500))

    assert answer.status_code == 422
    assert answer.json()["error"].startswith("rak.jpg: ")
    assert answer.json()["error"] in client.get(answer.json()["next"]).content.decode()
    assert not draft.evidence.exists()


def test_an_upload_belongs_to_one_person_and_one_place(client_of, siti, hadi, joko, budi, draft):
    begun = announce(client_of(siti), draft).json()
    token = PartialUpload.objects.get().token
    elsewhere = reverse("accreditation:upload-finish", args=[draft.code, "A-2", token])

    answers = [
        *(send(client_of(other), begun["append"], 0, b"x") for other in (hadi, joko, budi)),
        *(client_of(other).post(begun["finish"]) for other in (hadi, joko, budi)),
        client_of(siti).post(elsewhere),
        announce(client_of(joko), draft),
    ]

    assert [a.status_code for a in answers] == [404] * 8
    assert PartialUpload.objects.get().received == 0


@pytest.mark.parametrize("item", ["details", "A-01", "A-99", "A", "-1", "tidak-ada"])
def test_a_place_that_does_not_exist(client_of, siti, draft, item):
    assert announce(client_of(siti), draft, item).status_code == 404


def test_without_the_token_of_the_page_nothing_is_taken(siti, draft):
    client = Client(enforce_csrf_checks=True)
    client.force_login(siti, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert announce(client, draft).status_code == 403
