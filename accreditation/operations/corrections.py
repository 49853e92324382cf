"""Ask for corrections item by item, and answer them one by one."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accreditation import policies, queries
from accreditation.completeness import DETAILS, OTHER, Slot
from accreditation.models import Application, Correction
from accreditation.operations import applications, deadlines
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import clock
from klik_portal.core.verdict import Refused

ITEMS = (*Slot.values, DETAILS, OTHER)
LATEST = timedelta(days=180)


@transaction.atomic
def return_with_corrections(
    *, application: Application, sentences: Mapping[str, str], due_on: date, by: User, at: datetime
) -> Application:
    """Send the request back; `sentences` names what to put right, per item. One message tells all."""
    wanted = {item: sentences[item].strip() for item in ITEMS if sentences.get(item, "").strip()}
    today = clock.wita(at).date()
    if not today < due_on <= today + LATEST:
        raise Refused(_("Batas waktu harus setelah hari ini dan paling lama 180 hari lagi."))
    Correction.objects.bulk_create(
        Correction(
            application=application,
            item=item,
            sentence=sentence,
            due_on=due_on,
            asked_by=by,
            asked_at=at,
        )
        for item, sentence in wanted.items()
    )
    application = applications.advance(
        application=application, step="return", by=by, at=at, corrections_named=len(wanted)
    )
    application.due_at = deadlines.closing_time(due_on)
    application.save(update_fields=["due_at"])
    return application


@transaction.atomic
def answer(*, correction: Correction, text: str, by: User, at: datetime) -> Correction:
    """Mark one correction as done, in words or by what was changed since it was asked."""
    correction = Correction.objects.select_for_update().get(pk=correction.pk)
    application = correction.application
    capacities = queries.capacities_of(user=by, application=application)
    verdict = policies.may_answer_corrections(application=application, capacities=capacities)
    if not verdict:
        raise Refused(*verdict.reasons)
    if correction.answered_at:
        if text.strip() in ("", correction.answer):
            return correction
        raise Refused(_("Catatan ini sudah dijawab: “%s”") % (correction.answer or "✓"))
    if not text.strip() and not _was_worked_on(correction):
        raise Refused(_("Ganti dulu bagian yang dicatat, atau tulis jawaban Anda."))
    correction.answer, correction.answered_by, correction.answered_at = text.strip(), by, at
    correction.save(update_fields=["answer", "answered_by", "answered_at"])
    audit.record(
        kind="application",
        code=application.code,
        verb="correction_answered",
        actor=by,
        at=at,
        item=correction.item,
    )
    return correction


def _was_worked_on(correction: Correction) -> bool:
    application = correction.application
    if correction.item in Slot.values:
        return application.documents.filter(
            slot=correction.item, added_at__gte=correction.asked_at
        ).exists()
    if correction.item == DETAILS:
        saved_at = application.details_saved_at
        return saved_at is not None and saved_at >= correction.asked_at
    return False
