"""Files in pieces, for links that break: begin, append, finish.

Every call may be repeated. Appending takes no lock while it writes: a piece goes to its own place in
the file, and only the row's counter, moved on under a condition, makes it count. Two callers with the
same piece write the same bytes; whoever lies about them fails at the hash in the end. Whether
somebody may put a file where it is meant for is asked by the caller, before each call.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.core.verdict import Refused
from klik_portal.files import intake, store
from klik_portal.files.models import PartialUpload, StoredFile
from klik_portal.files.names import clean_name

LARGEST_PIECE = 256 * 1024
MOST_OPEN = 20  # for one person
STALE = timedelta(hours=48)


class OutOfStep(Exception):
    """The sender thinks another number of bytes is here; `offset` is where to go on."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


@transaction.atomic
def begin(
    *, purpose: str, name: str, size: int, sha256: str, by: User, at: datetime
) -> PartialUpload:
    """Announce a file; announced again, the same upload goes on where it stopped."""
    if size > settings.MAX_UPLOAD_BYTES:
        raise intake.too_large()
    User.objects.select_for_update().get(pk=by.pk)  # counts one announcement after the other
    mine = PartialUpload.objects.filter(owner=by)
    known = mine.filter(purpose=purpose, sha256=sha256, size=size).first()
    if known:
        return _without_lost_bytes(known)
    if mine.filter(finished=None).count() >= MOST_OPEN:
        raise Refused(_("Terlalu banyak berkas yang belum selesai dikirim. Coba lagi besok."))
    return PartialUpload.objects.create(
        owner=by, purpose=purpose, name=clean_name(name), size=size, sha256=sha256,
        started_at=at, touched_at=at,
    )  # fmt: skip


def append(*, upload: PartialUpload, offset: int, piece: bytes, at: datetime) -> int:
    """Add one piece and tell how many bytes are here now; a gap or other bytes raise OutOfStep."""
    if not 0 < len(piece) <= LARGEST_PIECE:
        raise Refused(_("Potongan berkas ini kosong atau terlalu besar."))
    if upload.finished_id:
        return upload.size
    if offset > upload.received or offset + len(piece) > upload.size:
        raise OutOfStep(upload.received)
    if offset < upload.received:
        return _as_before(upload, offset, piece)
    with intake.full_disk_is_refused():
        store.write_at(upload.path, offset, piece)
    here = PartialUpload.objects.filter(pk=upload.pk)
    here.filter(received=offset, finished=None).update(received=offset + len(piece), touched_at=at)
    return here.values_list("received", flat=True).get()


def finish(*, upload: PartialUpload, at: datetime) -> StoredFile:
    """Check what arrived and take it in like any other file. Outside a transaction."""
    if upload.finished:
        return upload.finished
    if upload.received < upload.size:
        raise OutOfStep(_without_lost_bytes(upload).received)
    try:
        kept = _inspected(upload)
    except FileNotFoundError:  # taken in by another call at this moment, or lost
        return _taken_in_meanwhile(upload)
    except intake.FileRefused:
        _drop(upload)
        raise
    stored = _enter_once(upload, kept, at)
    upload.path.unlink(missing_ok=True)
    return stored


def sweep(*, at: datetime) -> int:
    """Forget what nobody went on with for two days; files that were taken in stay."""
    stale = PartialUpload.objects.filter(touched_at__lt=at - STALE)
    swept = 0
    for upload in stale.iterator():
        swept += _drop(upload)
    return swept


def _inspected(upload: PartialUpload) -> intake.Kept:
    if store.digest_of(upload.path) != upload.sha256:
        raise OutOfStep(_from_the_start(upload))
    return intake.inspect(chunks=_pieces(upload), name=upload.name)


def _taken_in_meanwhile(upload: PartialUpload) -> StoredFile:
    upload.refresh_from_db()
    if not upload.finished:
        raise OutOfStep(_from_the_start(upload))
    return upload.finished


@transaction.atomic
def _enter_once(upload: PartialUpload, kept: intake.Kept, at: datetime) -> StoredFile:
    """Two who finish at the same moment get the same row."""
    upload = PartialUpload.objects.select_for_update().get(pk=upload.pk)
    if not upload.finished_id:
        upload.finished = intake.enter(kept=kept, by=upload.owner, at=at)
        upload.touched_at = at
        upload.save(update_fields=["finished", "touched_at"])
    return upload.finished


def _as_before(upload: PartialUpload, offset: int, piece: bytes) -> int:
    """An answer that got lost is asked for again: the piece must be what is here already."""
    overlap = piece[: upload.received - offset]
    if store.read_at(upload.path, offset, len(overlap)) != overlap:
        raise OutOfStep(_from_the_start(upload))
    return upload.received


def _without_lost_bytes(upload: PartialUpload) -> PartialUpload:
    """After a restored backup the rows are here and the pieces are not."""
    if upload.finished_id or not upload.received:
        return upload
    if not upload.path.exists() or upload.path.stat().st_size < upload.received:
        _from_the_start(upload)
    return upload


def _from_the_start(upload: PartialUpload) -> int:
    PartialUpload.objects.filter(pk=upload.pk, finished=None).update(received=0)
    upload.received = 0
    return upload.received


def _drop(upload: PartialUpload) -> int:
    upload.path.unlink(missing_ok=True)
    return upload.delete()[0]


def _pieces(upload: PartialUpload) -> Iterator[bytes]:
    with upload.path.open("rb") as file:
        while piece := file.read(store.CHUNK):
            yield piece
