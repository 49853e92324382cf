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
from klik_portal.performance.operations import locks
from klik_portal.performance.operations.plans import ensure_coordinator


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
    ensure_coordinator(by)
    indicator = (
        PerformanceIndicator.objects.select_for_update(of=("self",))
        .select_related("plan")
        .get(pk=indicator.pk)
    )
    if indicator.is_counted:
        raise Refused(_("Indikator ini dihitung oleh Klik; angkanya tidak diisi manual."))
    if year not in indicator.plan.years:
        raise Refused(_("Tahun %d di luar masa rencana ini.") % year)
    locks.ensure_open(indicator.plan, year)
    current = indicator.hand_values.filter(
        year=year, quarter=quarter, superseded_at__isnull=True
    ).first()
    if current and (current.value, current.proof.sha256) == (value, proof.sha256):
        return current  # the same form a second time
    if current and not note.strip():
        raise Refused(_("Tulis alasan perubahan angka."))
    if current:
        current.superseded_at = at
        current.save(update_fields=["superseded_at"])
    entered = HandValue.objects.create(
        indicator=indicator, year=year, quarter=quarter, value=value, proof=proof,
        note=note.strip(), set_by=by, set_at=at,
    )  # fmt: skip
    audit.record(
        kind="plan", code=str(indicator.plan.first_year), verb="value_entered", actor=by, at=at, note=note,
        indicator=indicator.code, year=year, quarter=quarter, value=str(value),
        previous=str(current.value) if current else None, proof=proof.sha256,
    )  # fmt: skip
    return entered
