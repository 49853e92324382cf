"""The one way in: stream, hash, inspect, keep, and only then a row.

Everything slow happens in `prepare`, before any transaction is opened: SQLite's write lock is held
for the row alone. Whoever gets a StoredFile back may acknowledge it; the bytes are on the disk.
"""

import errno
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
from klik_portal.files.models import StoredFile, size_label
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
class _Prepared:
    path: Path
    sha256: str
    original_sha256: str
    facts: Inspection
    preview: Path


def receive(*, upload: UploadedFile, by: User, at: datetime) -> StoredFile:
    """Take one uploaded file in, or raise FileRefused. Nothing is left behind by a refusal.

    Call it outside a transaction: inspecting takes a second or so.
    """
    name = clean_name(upload.name or "")
    try:
        with store.workplace() as workplace:
            prepared = _prepare(upload, name, workplace)
            size = prepared.path.stat().st_size
            store.keep(prepared.path, prepared.sha256)
            preview = _keep_preview(prepared)
    except Rejected as rejected:
        raise FileRefused(gettext(rejected.sentence) % rejected.numbers) from rejected
    except OSError as error:
        if error.errno not in FULL_DISK:
            raise
        log.error("file store is full", error=str(error))
        raise FileRefused(gettext(NO_ROOM)) from error
    return _enter(prepared=prepared, size=size, preview=preview, name=name, by=by, at=at)


def _prepare(upload: UploadedFile, name: str, workplace: Path) -> _Prepared:
    received, rewritten = workplace / "received", workplace / "rewritten"
    preview = workplace / "preview"
    original = _stream(upload, received)
    facts = examine(path=received, name=name, rewritten=rewritten, preview=preview)
    if not facts.rewritten:
        return _Prepared(received, original, original, facts, preview)
    return _Prepared(rewritten, store.digest_of(rewritten), original, facts, preview)


def _keep_preview(prepared: _Prepared) -> str:
    if prepared.facts.looks.preview_width is None:
        return ""
    digest = store.digest_of(prepared.preview)
    store.keep(prepared.preview, digest)
    return digest


def _stream(upload: UploadedFile, target: Path) -> str:
    """Copy the upload, counting and hashing as it comes; what it claims to be is not asked."""
    limit = settings.MAX_UPLOAD_BYTES
    told, left = sha256(), limit
    with target.open("xb") as file:
        for chunk in upload.chunks():
            left -= len(chunk)
            if left < 0:
                raise FileRefused(gettext(TOO_LARGE) % {"limit": size_label(limit)})
            told.update(chunk)
            file.write(chunk)
    return told.hexdigest()


@transaction.atomic
def _enter(
    *, prepared: _Prepared, size: int, preview: str, name: str, by: User, at: datetime
) -> StoredFile:
    facts = prepared.facts
    stored = StoredFile.objects.create(
        sha256=prepared.sha256,
        original_sha256=prepared.original_sha256,
        size=size,
        content_type=facts.content_type,
        original_name=name,
        extension=facts.extension,
        width=facts.width,
        height=facts.height,
        page_count=facts.pages,
        hints=list(facts.looks.hints),
        preview_sha256=preview,
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
        size=size,
    )
    return stored
