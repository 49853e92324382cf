"""The one way in: stream, hash, inspect, keep, and only then a row.

Everything slow happens in `inspect`, before any transaction is opened: SQLite's write lock is held
for the row alone. Whoever gets a StoredFile back may acknowledge it; the bytes are on the disk.
"""

import errno
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import structlog
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext, gettext_noop

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.verdict import Refused
from klik_portal.files import store
from klik_portal.files.examination import examine
from klik_portal.files.inspection.facts import Inspection, Rejected
from klik_portal.files.models import PDF, StoredFile, size_label
from klik_portal.files.names import clean_name

log = structlog.get_logger("klik.files")

TOO_LARGE = gettext_noop(
    "Berkas ini lebih dari %(limit)s. Perkecil fotonya, atau bagi PDF menjadi beberapa berkas."
)
NO_ROOM = gettext_noop("Server sedang tidak bisa menyimpan berkas. Coba lagi nanti.")
FULL_DISK = (errno.ENOSPC, errno.EDQUOT)


class FileRefused(Refused):
    """This file is not taken; the sentence says what to send instead."""


@dataclass(frozen=True)
class Kept:
    """Bytes that passed the inspection and lie in the store; no row names them yet."""

    name: str
    sha256: str
    original_sha256: str
    size: int
    facts: Inspection
    preview: str  # digest of the small picture; empty when there is none


def receive(*, upload: UploadedFile, by: User, at: datetime) -> StoredFile:
    """Take one uploaded file in, or raise FileRefused. Nothing is left behind by a refusal.

    Call it outside a transaction: inspecting takes a second or so.
    """
    return enter(kept=inspect(chunks=upload.chunks(), name=upload.name or ""), by=by, at=at)


def inspect(*, chunks: Iterable[bytes], name: str) -> Kept:
    """The slow half: everything but the row. Outside a transaction."""
    name = clean_name(name)
    try:
        with full_disk_is_refused(), store.workplace() as workplace:
            return _kept(chunks, name, workplace)
    except Rejected as rejected:
        raise FileRefused(gettext(rejected.sentence) % rejected.numbers) from rejected


@contextmanager
def full_disk_is_refused() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in FULL_DISK:
            raise
        log.error("file store is full", error=str(error))
        raise FileRefused(gettext(NO_ROOM)) from error


def too_large() -> FileRefused:
    return FileRefused(gettext(TOO_LARGE) % {"limit": size_label(settings.MAX_UPLOAD_BYTES)})


def _kept(chunks: Iterable[bytes], name: str, workplace: Path) -> Kept:
    received, rewritten = workplace / "received", workplace / "rewritten"
    preview = workplace / "preview"
    original = _stream(chunks, received)
    facts = examine(path=received, name=name, rewritten=rewritten, preview=preview)
    final = rewritten if facts.rewritten else received
    digest = store.digest_of(final) if facts.rewritten else original
    size = final.stat().st_size
    store.keep(final, digest)
    return Kept(name, digest, original, size, facts, _keep_preview(preview, facts))


def _keep_preview(preview: Path, facts: Inspection) -> str:
    if facts.looks.preview_width is None:
        return ""
    digest = store.digest_of(preview)
    store.keep(preview, digest)
    return digest


def _stream(chunks: Iterable[bytes], target: Path) -> str:
    """Copy what comes, counting and hashing; what it claims to be is not asked."""
    told, left = sha256(), settings.MAX_UPLOAD_BYTES
    with target.open("xb") as file:
        for chunk in chunks:
            left -= len(chunk)
            if left < 0:
                raise too_large()
            told.update(chunk)
            file.write(chunk)
    return told.hexdigest()


def keep_drawn(*, content: bytes, name: str, pages: int, by: User, at: datetime) -> StoredFile:
    """A PDF that Klik drew itself: kept like a received one, without the inspection of a stranger's.

    May stand inside a transaction: a blob that is left without its row is harmless.
    """
    with full_disk_is_refused(), store.workplace() as workplace:
        drawn = workplace / "drawn"
        drawn.write_bytes(content)
        digest = store.digest_of(drawn)
        store.keep(drawn, digest)
    facts = Inspection("pdf", PDF, "pdf", pages=pages)
    return enter(kept=Kept(name, digest, digest, len(content), facts, ""), by=by, at=at)


@transaction.atomic
def enter(*, kept: Kept, by: User | None, at: datetime) -> StoredFile:
    """The row, and with it the right to acknowledge."""
    facts = kept.facts
    stored = StoredFile.objects.create(
        sha256=kept.sha256,
        original_sha256=kept.original_sha256,
        size=kept.size,
        content_type=facts.content_type,
        original_name=kept.name,
        extension=facts.extension,
        width=facts.width,
        height=facts.height,
        page_count=facts.pages,
        hints=list(facts.looks.hints),
        preview_sha256=kept.preview,
        preview_width=facts.looks.preview_width,
        preview_height=facts.looks.preview_height,
        uploaded_by=by,
        uploaded_at=at,
    )
    audit.record(
        kind="file",
        code=stored.token,
        verb="file.received",
        actor=by,
        at=at,
        sha256=stored.sha256,
        size=kept.size,
    )
    return stored
