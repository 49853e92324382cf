"""Files in pieces: every call may come twice, late or from two sides, and nothing is lost or doubled."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256
from threading import Barrier

import pytest
from django.core.management import call_command
from django.db import connection

from klik_portal.core.verdict import Refused
from klik_portal.files import intake, resumable
from klik_portal.files.models import PartialUpload, StoredFile
from klik_portal.files.tasks import sweep_partial_uploads
from tests.factories.people import UserFactory

from . import samples
from .conftest import AT

PHOTO = samples.jpeg(600, 400)
PLACE = "KLK-2026-0001/photos"


def begin(by, content=PHOTO, **more) -> PartialUpload:
    announced = {
        "purpose": PLACE, "name": "rak.jpg", "size": len(content), "sha256": sha256(content).hexdigest(),
    }  # fmt: skip
    return resumable.begin(**announced | more, by=by, at=AT)


def append(upload, offset, piece, at=AT) -> int:
    """As a door does it: the row is read anew for every call."""
    upload.refresh_from_db()
    return resumable.append(upload=upload, offset=offset, piece=piece, at=at)


def finish(upload) -> StoredFile:
    upload.refresh_from_db()
    return resumable.finish(upload=upload, at=AT)


def sent(upload, content=PHOTO, step=4000) -> PartialUpload:
    offset = 0
    while offset < len(content):
        offset = append(upload, offset, content[offset : offset + step])
    return upload


def offset_told(work: Callable[[], object]) -> int:
    with pytest.raises(resumable.OutOfStep) as told:
        work()
    return told.value.offset


def parts(file_store) -> list[str]:
    return [path.name for path in (file_store / "tmp").glob("*")]


def test_pieces_become_the_same_file_as_a_form_would_send(siti, receive, file_store):
    stored = finish(sent(begin(siti)))

    whole = receive(PHOTO, "rak.jpg")
    same = ("sha256", "original_sha256", "size", "content_type", "original_name", "width", "height")
    assert [getattr(stored, name) for name in same] == [getattr(whole, name) for name in same]
    assert (stored.uploaded_by, stored.uploaded_at, parts(file_store)) == (siti, AT, [])


def test_finishing_again_gives_the_same_file(siti):
    upload = sent(begin(siti))

    assert finish(upload) == finish(upload)
    assert StoredFile.objects.count() == 1


def test_announced_again_it_goes_on_where_it_stopped(siti):
    upload = begin(siti)
    append(upload, 0, PHOTO[:1000])

    again = begin(siti, name="lain.jpg")

    assert (again.pk, again.received) == (upload.pk, 1000)


def test_the_same_file_elsewhere_or_by_somebody_else_is_another_upload(siti):
    uploads = {begin(siti), begin(siti, purpose="KLK-2026-0001/A-1"), begin(UserFactory())}

    assert len(uploads) == 3


def test_a_piece_that_comes_twice_counts_once(siti):
    upload = begin(siti)

    told = [append(upload, 0, PHOTO[:1000]) for _ in range(2)]

    assert told == [1000, 1000]
    assert append(upload, 500, PHOTO[500:1500]) == 1000  # half of it is here already


def test_a_gap_is_refused_with_the_place_to_go_on(siti):
    upload = begin(siti)
    append(upload, 0, PHOTO[:1000])

    assert offset_told(lambda: append(upload, 1001, b"x")) == 1000
    assert offset_told(lambda: append(upload, 10**12, b"x")) == 1000
    assert offset_told(lambda: append(upload, 1000, PHOTO)) == 1000  # beyond what was announced


def test_other_bytes_for_the_same_place_start_anew(siti):
    upload = begin(siti)
    append(upload, 0, PHOTO[:1000])

    assert offset_told(lambda: append(upload, 0, b"x" * 500)) == 0
    assert finish(sent(upload)).original_sha256 == sha256(PHOTO).hexdigest()


@pytest.mark.parametrize("piece", [b"", b"x" * (resumable.LARGEST_PIECE + 1)])
def test_a_piece_has_a_sensible_size(siti, piece):
    with pytest.raises(Refused):
        append(begin(siti, size=10**6), 0, piece)


def test_what_was_announced_must_be_what_arrived(siti):
    upload = sent(begin(siti, sha256="0" * 64))

    assert offset_told(lambda: finish(upload)) == 0
    assert not StoredFile.objects.exists()


def test_an_unfinished_file_cannot_be_finished(siti):
    upload = begin(siti)
    append(upload, 0, PHOTO[:1000])

    assert offset_told(lambda: finish(upload)) == 1000


def test_pieces_lost_on_the_disk_are_asked_for_again(siti):
    upload = begin(siti)
    append(upload, 0, PHOTO[:1000])
    upload.path.unlink()

    assert begin(siti).received == 0
    assert finish(sent(upload)).original_sha256 == sha256(PHOTO).hexdigest()


def test_bytes_lost_after_the_last_piece_are_asked_for_again(siti):
    upload = sent(begin(siti))
    upload.path.unlink()

    assert offset_told(lambda: finish(upload)) == 0


def test_more_than_a_file_may_weigh_is_refused_before_the_first_byte(siti, settings):
    with pytest.raises(intake.FileRefused, match="lebih dari 12 MB"):
        begin(siti, size=settings.MAX_UPLOAD_BYTES + 1)


def test_there_is_an_end_to_open_uploads_of_one_person(siti):
    for number in range(resumable.MOST_OPEN):
        begin(siti, purpose=f"KLK-2026-0001/A-{number}")

    with pytest.raises(Refused, match="belum selesai"):
        begin(siti)
    assert begin(UserFactory())


def test_a_refused_file_leaves_nothing_behind(siti, file_store):
    program = b"MZ" + bytes(500)
    upload = sent(begin(siti, program), program)

    with pytest.raises(intake.FileRefused):
        finish(upload)
    assert (PartialUpload.objects.count(), parts(file_store)) == (0, [])


def test_a_full_disk_is_told_in_a_sentence(siti, monkeypatch):
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(resumable.store, "write_at", full)

    with pytest.raises(intake.FileRefused, match="tidak bisa menyimpan"):
        append(begin(siti), 0, b"x")


def test_two_days_later_what_nobody_went_on_with_is_gone(siti, file_store):
    left, going_on, done = begin(siti), begin(siti, purpose="x"), sent(begin(siti, purpose="y"))
    append(left, 0, b"x")
    append(going_on, 0, PHOTO[:9], at=AT + timedelta(hours=1))
    stored = finish(done)

    assert resumable.sweep(at=AT + timedelta(hours=48, seconds=1)) == 2

    assert list(PartialUpload.objects.all()) == [going_on]
    assert parts(file_store) == [going_on.path.name]
    assert StoredFile.objects.get() == stored


def test_the_broom_can_be_taken_by_hand_and_by_the_clock(siti, capsys):
    begin(siti)
    call_command("sweep_partial_uploads")
    assert capsys.readouterr().out == "1 uploads swept.\n"

    begin(siti)
    sweep_partial_uploads()
    assert not PartialUpload.objects.exists()


def at_once(work: Callable[[], object]) -> list[object]:
    start = Barrier(4)

    def run(_number: int) -> object:
        start.wait()
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(run, range(4)))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class TestAtTheSameMoment:
    def test_pieces_for_one_place_count_once(self):
        siti = UserFactory()
        upload = begin(siti)

        def both() -> int:
            mine = PartialUpload.objects.get(pk=upload.pk)
            return resumable.append(upload=mine, offset=0, piece=PHOTO[:1000], at=AT)

        assert at_once(both) == [1000] * 4
        assert finish(sent(upload)).original_sha256 == sha256(PHOTO).hexdigest()

    def test_those_who_finish_get_one_file(self):
        upload = sent(begin(UserFactory()))

        stored = at_once(
            lambda: resumable.finish(upload=PartialUpload.objects.get(pk=upload.pk), at=AT)
        )

        assert len(set(stored)) == 1
        assert StoredFile.objects.count() == 1

    def test_announcements_of_one_file_are_one_upload(self):
        siti = UserFactory()

        assert len(set(at_once(lambda: begin(siti)))) == 1
