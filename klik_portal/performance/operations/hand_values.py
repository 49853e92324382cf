"""Results counted outside Klik (TGM, IPLM), each with the paper that proves it."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.verdict import Refused
from klik_portal.files.models import StoredFile
from klik_portal.performance.models import HandValue, PerformanceIndicator
from klik_portal.performance.operations import stating


@transaction.atomic
def enter(
    *,
    indicator: PerformanceIndicator,
    year: int,
    quarter: int,
    value: Decimal,
    proof: StoredFile,
    note: str,
    by: User,
    at: datetime,
) -> HandValue:
    """The value that counts from now on; the one before stays on record with its own proof."""
    indicator = stating.held(indicator=indicator, year=year, by=by)
    if indicator.is_counted:
        raise Refused(_("Indikator ini dihitung oleh Klik; angkanya tidak diisi manual."))
    current = indicator.hand_values.filter(
        year=year, quarter=quarter, superseded_at__isnull=True
    ).first()
    if current and (current.value, current.proof.sha256) == (value, proof.sha256):
        return current  # the same form a second time
    previous = stating.supersede(
        current, why=note, if_unsaid=_("Tulis alasan perubahan angka."), at=at
    )
    entered = HandValue.objects.create(
        indicator=indicator, year=year, quarter=quarter, value=value, proof=proof,
        note=note.strip(), set_by=by, set_at=at,
    )  # fmt: skip
    audit.record(
        kind="plan", code=str(indicator.plan.first_year), verb="value_entered", actor=by, at=at, note=note,
        indicator=indicator.code, year=year, quarter=quarter, value=str(value),
        previous=previous, proof=proof.sha256,
    )  # fmt: skip
    return entered
