"""The one way out: the only place that builds a response from stored bytes.

The caller has found the file through rows its viewer may see; here the bytes are made harmless to
the browser and the viewing is put on record.
"""

from datetime import datetime

import structlog
from django.http import FileResponse, Http404, HttpResponseBase

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.files.models import StoredFile

log = structlog.get_logger("klik.files")

POLICY = "sandbox; default-src 'none'"  # django-csp leaves a policy alone that is already there


class StoredFileResponse(FileResponse):
    block_size = 64 * 1024

    def has_header(self, header: str) -> bool:
        """Photos and PDFs are compressed already: the compressing middleware is told so.

        It would burn time, and take away the length that a slow phone's progress bar needs.
        """
        return header.lower() == "content-encoding" or super().has_header(header)


def file_response(
    *, stored: StoredFile, viewer: User, at: datetime, inline: bool = False
) -> HttpResponseBase:
    """The bytes as a download; shown in the page only when asked and re-encoded by us."""
    try:
        blob = stored.path.open("rb")
    except OSError as error:
        log.error(
            "stored file cannot be read", token=stored.token, sha256=stored.sha256, error=str(error)
        )
        raise Http404 from error
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
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["Cache-Control"] = "private, no-store"
    return response
