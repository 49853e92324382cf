"""Record what Perpusnas decided."""

from calendar import isleap
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accreditation.models import Application, Outcome, OutcomeCorrection
from accreditation.operations import applications, messages
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import clock, wording
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.files.models import StoredFile
from klik_portal.office import queries as office
from libraries.models import Library

EARLIEST = date(2005, 1, 1)
_TAKEN = _lazy("Nomor sertifikat ini sudah tercatat. Mohon periksa lagi.")


@transaction.atomic
def record(
    *,
    application: Application,
    grade: str,
    score: Decimal | None,
    certificate_number: str,
    decided_on: date,
    scan: StoredFile | None,
    by: User,
    at: datetime,
) -> Outcome:
    """Close a proposed request as accredited, with its certificate."""
    application = applications.advance(
        application=application,
        step="record_accredited",
        by=by,
        at=at,
        note=_("Peringkat %s") % grade,
    )
    outcome = _save(
        library=application.library,
        application=application,
        grade=grade,
        score=score,
        certificate_number=certificate_number,
        decided_on=decided_on,
        scan=scan,
        by=by,
        at=at,
        replaces=_appealed(application),
    )
    messages.tell_outcome(outcome=outcome, at=at)
    return outcome


def _appealed(application: Application) -> Outcome | None:
    """The certificate that an appeal was about; after "not accredited" there is none."""
    if not application.is_appeal:
        return None
    return Outcome.objects.filter(application=application.follows_id).first()


@transaction.atomic
def record_earlier(
    *,
    library: Library,
    grade: str,
    score: Decimal | None,
    certificate_number: str,
    decided_on: date,
    scan: StoredFile | None,
    by: User,
    at: datetime,
    source_note: str = "",
) -> Outcome:
    """A certificate from before Klik; `source_note` says where its facts were found."""
    if not by.is_caseworker:
        raise Refused(_("Hanya petugas yang dapat mencatat sertifikat."))
    return _save(
        library=library,
        application=None,
        grade=grade,
        score=score,
        certificate_number=certificate_number,
        decided_on=decided_on,
        scan=scan,
        by=by,
        at=at,
        source_note=source_note.strip(),
    )


def foresee(
    *, grade: str, score: Decimal | None, certificate_number: str, decided_on: date, at: datetime
) -> date:
    """Until when such a certificate would be valid; refuses what could not be recorded."""
    _check(grade, score, decided_on, at)
    if Outcome.objects.filter(certificate_number=certificate_number.strip()).exists():
        raise Refused(_TAKEN)
    return valid_until(grade=grade, decided_on=decided_on)


@transaction.atomic
def correct(
    *,
    outcome: Outcome,
    version: int,
    grade: str,
    score: Decimal | None,
    certificate_number: str,
    decided_on: date,
    scan: StoredFile | None,
    reason: str,
    by: User,
    at: datetime,
) -> Outcome:
    """Put a certificate right; what stood there before stays on record. No scan keeps the one there."""
    if not by.is_caseworker:
        raise Refused(_("Hanya petugas yang dapat memperbaiki sertifikat."))
    if not reason.strip():
        raise Refused(_("Tulis alasan perbaikan."))
    outcome = (
        Outcome.objects.select_for_update(of=("self",)).select_related("library").get(pk=outcome.pk)
    )
    typed = {
        "grade": grade,
        "score": score,
        "certificate_number": certificate_number.strip(),
        "decided_on": decided_on,
    }
    if outcome.version != version:
        if scan is None and all(getattr(outcome, name) == typed[name] for name in typed):
            return outcome  # the same form a second time
        raise _conflict(outcome, typed)
    _check(grade, score, decided_on, at)
    _put_right(outcome, typed, scan, reason.strip(), by, at)
    messages.tell_corrected(outcome=outcome, at=at)
    return outcome


def _put_right(
    outcome: Outcome, typed: dict, scan: StoredFile | None, reason: str, by: User, at: datetime
) -> None:
    before = {name: getattr(outcome, name) for name in (*typed, "valid_until")}
    for name, value in typed.items():
        setattr(outcome, name, value)
    outcome.valid_until = valid_until(grade=outcome.grade, decided_on=outcome.decided_on)
    outcome.scan = scan or outcome.scan
    outcome.version += 1
    OutcomeCorrection.objects.create(
        outcome=outcome,
        **before,
        new_decided_on=outcome.decided_on,
        new_grade=outcome.grade,
        reason=reason,
        by=by,
        at=at,
    )
    _write(outcome)
    audit.record(
        kind="library",
        code=outcome.library.code,
        verb="outcome_corrected",
        actor=by,
        at=at,
        note=reason,
        **{f"old_{name}": str(value) for name, value in before.items()},
        **{name: str(value) for name, value in typed.items()},
    )


LABELS = {
    "grade": _lazy("Peringkat"),
    "score": _lazy("Nilai"),
    "certificate_number": _lazy("Nomor sertifikat"),
    "decided_on": _lazy("Tanggal penetapan"),
}


def _conflict(outcome: Outcome, typed: dict) -> Conflict:
    differing = [name for name, value in typed.items() if getattr(outcome, name) != value]
    return Conflict(
        theirs=[(str(LABELS[name]), _shown(getattr(outcome, name))) for name in differing],
        yours=[(str(LABELS[name]), _shown(typed[name])) for name in differing],
    )


def _shown(value: Any) -> str:
    if isinstance(value, date):
        return wording.short_day(value)
    return wording.decimal(value) if isinstance(value, Decimal) else str(value or "")


def _write(outcome: Outcome, **how: bool) -> None:
    try:
        with transaction.atomic():
            outcome.save(**how)
    except IntegrityError:
        raise Refused(_TAKEN) from None


def _save(
    *,
    library: Library,
    application: Application | None,
    grade: str,
    score: Decimal | None,
    certificate_number: str,
    decided_on: date,
    scan: StoredFile | None,
    by: User,
    at: datetime,
    source_note: str = "",
    replaces: Outcome | None = None,
) -> Outcome:
    _check(grade, score, decided_on, at)
    if replaces is not None and decided_on < replaces.decided_on:
        raise Refused(_("Hasil banding tidak dapat ditetapkan sebelum hasil yang dibanding."))
    outcome = Outcome(
        library=library,
        application=application,
        grade=grade,
        score=score,
        certificate_number=certificate_number.strip(),
        decided_on=decided_on,
        valid_until=valid_until(grade=grade, decided_on=decided_on),
        scan=scan,
        source_note=source_note,
        replaces=replaces,
        recorded_by=by,
        recorded_at=at,
    )
    _write(outcome, force_insert=True)
    audit.record(
        kind="library",
        code=library.code,
        verb="outcome_recorded",
        actor=by,
        at=at,
        grade=grade,
        certificate_number=outcome.certificate_number,
        decided_on=decided_on.isoformat(),
    )
    return outcome


def complaint(*, grade: str, score: Decimal | None, decided_on: date, at: datetime) -> str:
    """Why such a certificate would not be taken; empty when it would."""
    try:
        _check(grade, score, decided_on, at)
        valid_until(grade=grade, decided_on=decided_on)
    except Refused as refusal:
        return " ".join(refusal.reasons)
    return ""


def _check(grade: str, score: Decimal | None, decided_on: date, at: datetime) -> None:
    if not EARLIEST <= decided_on <= clock.wita(at).date():
        raise Refused(_("Tanggal penetapan tidak boleh di masa depan atau sebelum 2005."))
    _check_score(grade, score, decided_on)


def _check_score(grade: str, score: Decimal | None, decided_on: date) -> None:
    """A score below its grade's floor is a typing mistake worth stopping for."""
    rule = office.grade_rule(grade=grade, on=decided_on)
    if score is not None and rule is not None and score < rule.from_score:
        raise Refused(
            _("Nilai %(score)s di bawah batas peringkat %(grade)s (%(floor)s). Mohon periksa lagi.")
            % {
                "score": wording.decimal(score),
                "grade": grade,
                "floor": wording.decimal(rule.from_score),
            }
        )


def valid_until(*, grade: str, decided_on: date) -> date:
    """Decision date plus the years the office's rule gives this grade on that day."""
    rule = office.grade_rule(grade=grade, on=decided_on)
    if rule is None:
        raise Refused(_("Belum ada aturan masa berlaku untuk peringkat ini pada tanggal itu."))
    year = decided_on.year + rule.valid_years
    if (decided_on.month, decided_on.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return decided_on.replace(year=year)
