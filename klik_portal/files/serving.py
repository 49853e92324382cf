"""The one way out: the only place that builds a response from stored or freshly drawn bytes.

The caller has found the file through rows its viewer may see; here the bytes are made harmless to
the browser and the viewing is put on record.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import structlog
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.files.models import StoredFile

log = structlog.get_logger("klik.files")

POLICY = "sandbox; default-src 'none'"  # django-csp leaves a policy alone that is already there


class PackedAlready:
    """Photos, PDFs and archives: the compressing middleware is told so.

    It would burn time, and take away the length that a slow phone's progress bar needs.
    """

    def has_header(self, header: str) -> bool:
        return header.lower() == "content-encoding" or super().has_header(header)


class StoredFileResponse(PackedAlready, FileResponse):
    block_size = 64 * 1024


class Stream(PackedAlready, StreamingHttpResponse):
    pass


def file_response(
    *, stored: StoredFile, viewer: User, at: datetime, inline: bool = False
) -> HttpResponseBase:
    """The bytes as a download; shown in the page only when asked and re-encoded by us."""
    blob = _opened(stored, stored.path)
    try:
        audit.record(kind="file", code=stored.token, verb="file.viewed", actor=viewer, at=at)
    except BaseException:
        blob.close()
        raise
    response = StoredFileResponse(
        blob,
        as_attachment=not (inline and stored.is_image),
        filename=stored.download_name,
        content_type=stored.content_type,
    )
    return _made_harmless(response)


def preview_response(*, stored: StoredFile) -> HttpResponseBase:
    """The small picture of a file. Not on record: a list of files shows it to who scrolls by."""
    if not stored.preview_sha256:
        raise Http404
    blob = _opened(stored, stored.preview_path)
    return _made_harmless(StoredFileResponse(blob, content_type="image/webp"))


def download(content: bytes, *, content_type: str, name: str) -> HttpResponse:
    """Bytes drawn just now, saved under `name`; taking them is put on record by the caller."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    _made_harmless(response)
    return response


def stream(pieces: Iterable[bytes], *, content_type: str, name: str) -> HttpResponseBase:
    """Like `download`, for what is too large to be held in memory."""
    response = Stream(pieces, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return _made_harmless(response)


def _opened(stored: StoredFile, path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        log.error(
            "stored file cannot be read", token=stored.token, sha256=path.name, error=str(error)
        )
        raise Http404 from error


def _made_harmless(response: HttpResponseBase) -> HttpResponseBase:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["Cache-Control"] = "private, no-store"
    return response
