"""Write a note for colleagues. Nobody outside the office is told, and nothing here tells them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accreditation.models import Application, InternalNote
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.verdict import Refused


@transaction.atomic
def write(*, application: Application, text: str, by: User, at: datetime) -> InternalNote:
    if not by.is_caseworker:
        raise Refused(_("Hanya petugas yang menulis catatan dalam."))
    if not text.strip():
        raise Refused(_("Tulis catatannya dulu."))
    note = InternalNote.objects.create(
        application=application, body=text.strip(), author=by, written_at=at
    )
    audit.record(
        kind="application", code=application.code, verb="internal_note_written", actor=by, at=at
    )
    return note
