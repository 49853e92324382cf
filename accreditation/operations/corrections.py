"""Prepare corrections item by item, send them all at once, and answer them one by one."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accreditation import policies, queries
from accreditation.completeness import DETAILS, INDICATOR, Slot
from accreditation.models import (
    Answer,
    Application,
    Correction,
    CorrectionDraft,
    CorrectionReason,
    Indicator,
)
from accreditation.models.about_item import WHOLE_ITEMS
from accreditation.operations import applications, deadlines
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import clock, wording
from klik_portal.core.verdict import Conflict, Refused

LATEST = timedelta(days=180)
SHIPPED_REASONS = Path(__file__).resolve().parents[1] / "data" / "correction_reasons.csv"


@dataclass(frozen=True)
class Wanted:
    """What an officer wants to have put right about one item."""

    item: str
    sentence: str
    due_on: date | None = None  # None: as long as the office usually gives
    indicator: Indicator | None = None
    reason: CorrectionReason | None = None

    @property
    def text(self) -> str:
        """The officer's own sentence, else the usual one of the reason."""
        return self.sentence.strip() or (self.reason.sentence if self.reason else "")


@transaction.atomic
def prepare(
    *, application: Application, wanted: Wanted, version: int, by: User, at: datetime
) -> CorrectionDraft:
    """Keep a correction for later; the library sees nothing until all are sent.

    `version` is that of the draft the officer saw, 0 for none. Raises Conflict with both texts when
    a colleague wrote meanwhile.
    """
    application = _preparing(application, by)
    due_on = wanted.due_on or deadlines.default_correction_day(at)
    _ensure_due(due_on, at)
    if not wanted.text:
        raise Refused(_("Tulis apa yang perlu diperbaiki, atau pilih alasan yang punya kalimat."))
    present = application.correction_drafts.filter(
        item=wanted.item, indicator=wanted.indicator
    ).first()
    if present is None and version:
        raise Refused(_("Catatan ini sudah dihapus atau dikirim. Muat ulang halaman ini."))
    if present and present.version != version:
        if (present.sentence, present.due_on) == (wanted.text, due_on):
            return present
        raise _draft_conflict(present, wanted.text, due_on)
    draft = present or CorrectionDraft(
        application=application, item=wanted.item, indicator=wanted.indicator, version=0
    )
    draft.reason, draft.sentence, draft.due_on = wanted.reason, wanted.text, due_on
    draft.written_by, draft.written_at = by, at
    draft.version += 1
    draft.save()
    return draft


def _draft_conflict(present: CorrectionDraft, sentence: str, due_on: date) -> Conflict:
    def as_text(sentence: str, due_on: date) -> str:
        return f"{sentence}\n({wording.day(due_on)})"

    label = present.label
    return Conflict(
        theirs=[
            (
                f"{label} ({present.written_by.display_name})",
                as_text(present.sentence, present.due_on),
            )
        ],
        yours=[(label, as_text(sentence, due_on))],
    )


@transaction.atomic
def drop(*, application: Application, item: str, indicator: Indicator | None, by: User) -> None:
    """Throw a correction away before it was sent."""
    application = _preparing(application, by)
    application.correction_drafts.filter(item=item, indicator=indicator).delete()


def _preparing(application: Application, by: User) -> Application:
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    verdict = policies.may_prepare_corrections(
        application=application,
        capacities=queries.capacities_of(user=by, application=application),
    )
    if not verdict:
        raise Refused(*verdict.reasons)
    return application


def _ensure_due(due_on: date, at: datetime, label: str = "") -> None:
    today = clock.wita(at).date()
    if today < due_on <= today + LATEST:
        return
    sentence = _("Batas waktu harus setelah hari ini dan paling lama 180 hari lagi.")
    raise Refused(f"{label}: {sentence}" if label else sentence)


@transaction.atomic
def return_with_corrections(
    *, application: Application, sentences: Mapping[str, str], due_on: date, by: User, at: datetime
) -> Application:
    """Send the request back with everything that was prepared, and the `sentences` typed now per item.

    One message tells all. A sentence typed now takes the place of what was prepared for that item.
    """
    _ensure_due(due_on, at)
    typed = {
        item: sentences[item].strip() for item in WHOLE_ITEMS if sentences.get(item, "").strip()
    }
    drafts = list(application.correction_drafts.exclude(item__in=typed).select_related("indicator"))
    for draft in drafts:
        _ensure_due(draft.due_on, at, draft.label)
    number = (application.corrections.aggregate(last=Max("round"))["last"] or 0) + 1
    shared = {"application": application, "asked_by": by, "asked_at": at, "round": number}
    asked = [
        Correction(item=item, sentence=sentence, due_on=due_on, before=_says(application, item, None), **shared)
        for item, sentence in typed.items()
    ] + [
        Correction(
            item=draft.item, indicator=draft.indicator, reason_id=draft.reason_id,
            sentence=draft.sentence, due_on=draft.due_on,
            before=_says(application, draft.item, draft.indicator_id), **shared,
        )
        for draft in drafts
    ]  # fmt: skip
    Correction.objects.bulk_create(asked)
    application.correction_drafts.all().delete()
    application = applications.advance(
        application=application, step="return", by=by, at=at, corrections_named=len(asked)
    )
    application.due_at = deadlines.closing_time(max(correction.due_on for correction in asked))
    application.save(update_fields=["due_at"])
    return application


def _says(application: Application, item: str, indicator: int | None) -> dict[str, str]:
    """What an item says now, to be held against what it says at another time. Files tell it by their dates."""
    if item == INDICATOR:
        given = Answer.objects.filter(application=application, indicator=indicator)
        return {"answer": given.values_list("option__text", flat=True).first() or ""}
    return dict(application.details) if item == DETAILS else {}


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
    correction.after = _says(application, correction.item, correction.indicator_id)
    correction.save(update_fields=["answer", "answered_by", "answered_at", "after"])
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
    application, since = correction.application, correction.asked_at
    if correction.item in Slot.values:
        return application.documents.filter(slot=correction.item, added_at__gte=since).exists()
    if correction.item == INDICATOR:
        mine = {"indicator": correction.indicator_id}
        return (
            application.evidence.filter(added_at__gte=since, **mine).exists()
            or application.answers.filter(answered_at__gte=since, **mine).exists()
        )
    if correction.item == DETAILS:
        saved_at = application.details_saved_at
        return saved_at is not None and saved_at >= since
    return False


@transaction.atomic
def keep_reason(
    *, reason: CorrectionReason | None, label: str, sentence: str, position: int, version: int,
    by: User, at: datetime,
) -> CorrectionReason:  # fmt: skip
    """Add a reason to the list or change it; what was sent keeps its own sentence."""
    _ensure_coordinator(by)
    if reason is not None:
        reason = CorrectionReason.objects.select_for_update().get(pk=reason.pk)
        if reason.version != version:
            raise Conflict(theirs=[(reason.label, reason.sentence)], yours=[(label, sentence)])
    reason = reason or CorrectionReason(version=0)
    reason.label, reason.sentence, reason.position = label, sentence, position
    reason.version += 1
    try:
        with transaction.atomic():
            reason.save()
    except IntegrityError:
        raise Refused(_("Alasan “%s” sudah ada di daftar.") % label) from None
    audit.record(
        kind="correction_reason", code=reason.token, verb="kept", actor=by, at=at, label=label
    )
    return reason


@transaction.atomic
def set_reason_retired(
    *, reason: CorrectionReason, is_retired: bool, by: User, at: datetime
) -> None:
    """A retired reason is no longer offered; old corrections go on showing it."""
    _ensure_coordinator(by)
    reason.retired_at = at if is_retired else None
    reason.save(update_fields=["retired_at"])
    verb = "retired" if is_retired else "offered_again"
    audit.record(kind="correction_reason", code=reason.token, verb=verb, actor=by, at=at)


def load_shipped_reasons() -> int:
    """The list an office begins with; once there is any reason, it is the office's own."""
    if CorrectionReason.objects.exists():
        return 0
    with SHIPPED_REASONS.open(encoding="utf-8", newline="") as lines:
        rows = [
            CorrectionReason(label=row["label"], sentence=row["sentence"], position=place * 10)
            for place, row in enumerate(csv.DictReader(lines), start=1)
        ]
    return len(CorrectionReason.objects.bulk_create(rows))


def _ensure_coordinator(by: User) -> None:
    if not by.is_coordinator:
        raise Refused(_("Hanya koordinator yang mengurus daftar alasan."))
