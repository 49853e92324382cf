"""Add and remove the papers of a request."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accreditation import policies, queries
from accreditation.completeness import MAXIMUM_FILES, Slot
from accreditation.models import Application, ApplicationDocument
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.verdict import Refused
from klik_portal.files.models import StoredFile


def ensure_may_edit(*, application: Application, slot: str, by: User) -> None:
    """Asked before a file is taken in, so that nobody uploads megabytes in vain."""
    capacities = queries.capacities_of(user=by, application=application)
    verdict = policies.may_edit(application=application, item=slot, capacities=capacities)
    if not verdict:
        raise Refused(*verdict.reasons)


@transaction.atomic
def add(
    *, application: Application, slot: Slot, file: StoredFile, by: User, at: datetime
) -> ApplicationDocument:
    """Put a received file into a slot. The same file twice in one slot stays one document."""
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("library")
        .get(pk=application.pk)
    )
    present = application.documents.current().filter(slot=slot)
    twin = present.filter(file__sha256=file.sha256).first()
    if twin:
        return twin
    ensure_may_edit(application=application, slot=slot, by=by)
    if present.count() >= MAXIMUM_FILES[slot]:
        raise Refused(
            _("%(slot)s paling banyak %(count)d berkas. Hapus satu dulu.")
            % {"slot": slot.label, "count": MAXIMUM_FILES[slot]}
        )
    document = ApplicationDocument.objects.create(
        application=application, slot=slot, file=file, added_by=by, added_at=at
    )
    audit.record(
        kind="application",
        code=application.code,
        verb="document_added",
        actor=by,
        at=at,
        slot=slot,
        sha256=file.sha256,
    )
    return document


@transaction.atomic
def remove(*, document: ApplicationDocument, by: User, at: datetime) -> None:
    """Take a document out of its slot; the row and the file stay as history."""
    document = (
        ApplicationDocument.objects.select_for_update(of=("self",))
        .select_related("application")
        .get(pk=document.pk)
    )
    ensure_may_edit(application=document.application, slot=document.slot, by=by)
    if document.removed_at:
        return
    document.removed_at, document.removed_by = at, by
    document.save(update_fields=["removed_at", "removed_by"])
    audit.record(
        kind="application",
        code=document.application.code,
        verb="document_removed",
        actor=by,
        at=at,
        slot=document.slot,
    )
