"""Close a year, and open it again."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.verdict import Refused
from klik_portal.performance.models import StrategicPlan, YearLock
from klik_portal.performance.operations.plans import ensure_coordinator


def ensure_open(plan: StrategicPlan, year: int) -> None:
    """Waits for whoever is closing a year of this plan right now."""
    plan = StrategicPlan.objects.select_for_update().get(pk=plan.pk)
    if YearLock.objects.filter(plan=plan, year=year, unlocked_at__isnull=True).exists():
        raise Refused(_("Tahun %d sudah dikunci. Buka kuncinya dulu, dengan alasan.") % year)


@transaction.atomic
def lock(*, plan: StrategicPlan, year: int, reason: str, by: User, at: datetime) -> YearLock:
    """From now on targets and hand-entered values of the year stay as they are."""
    ensure_coordinator(by)
    plan = StrategicPlan.objects.select_for_update().get(pk=plan.pk)
    if year not in plan.years:
        raise Refused(_("Tahun %d di luar masa rencana ini.") % year)
    if not reason.strip():
        raise Refused(_("Tulis alasan mengunci tahun ini."))
    try:
        with transaction.atomic():
            closed = YearLock.objects.create(
                plan=plan, year=year, reason=reason.strip(), locked_by=by, locked_at=at
            )
    except IntegrityError:
        raise Refused(_("Tahun %d sudah dikunci.") % year) from None
    _tell(plan, year, "year_locked", reason, by, at)
    return closed


@transaction.atomic
def unlock(*, plan: StrategicPlan, year: int, reason: str, by: User, at: datetime) -> None:
    """Who opened it again and why stays on record."""
    ensure_coordinator(by)
    if not reason.strip():
        raise Refused(_("Tulis alasan membuka kunci tahun ini."))
    opened = YearLock.objects.filter(plan=plan, year=year, unlocked_at__isnull=True).update(
        unlocked_by=by, unlocked_at=at, unlock_reason=reason.strip()
    )
    if not opened:
        raise Refused(_("Tahun %d tidak sedang dikunci.") % year)
    _tell(plan, year, "year_unlocked", reason, by, at)


def _tell(plan: StrategicPlan, year: int, verb: str, reason: str, by: User, at: datetime) -> None:
    audit.record(
        kind="plan", code=str(plan.first_year), verb=verb, actor=by, at=at, note=reason, year=year
    )
