"""Record what Perpusnas decided."""

from calendar import isleap
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accreditation.models import Application, Outcome
from accreditation.operations import applications, messages
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import clock, wording
from klik_portal.core.verdict import Refused
from klik_portal.files.models import StoredFile
from klik_portal.office import queries as office
from libraries.models import Library

EARLIEST = date(2005, 1, 1)


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
    )
    messages.tell_outcome(outcome=outcome, at=at)
    return outcome


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
) -> Outcome:
    """A certificate from before Klik."""
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
    )


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
) -> Outcome:
    if not EARLIEST <= decided_on <= clock.wita(at).date():
        raise Refused(_("Tanggal penetapan tidak boleh di masa depan atau sebelum 2005."))
    _check_score(grade, score, decided_on)
    outcome = Outcome(
        library=library,
        application=application,
        grade=grade,
        score=score,
        certificate_number=certificate_number.strip(),
        decided_on=decided_on,
        valid_until=valid_until(grade=grade, decided_on=decided_on),
        scan=scan,
        recorded_by=by,
        recorded_at=at,
    )
    try:
        with transaction.atomic():
            outcome.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("Nomor sertifikat ini sudah tercatat. Mohon periksa lagi.")) from None
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
