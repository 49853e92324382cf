"""Keep targets; an old target is superseded, never overwritten."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.verdict import Refused
from klik_portal.performance.models import PerformanceIndicator, Target
from klik_portal.performance.operations import stating


@transaction.atomic
def set_target(
    *,
    indicator: PerformanceIndicator,
    year: int,
    value: Decimal | int,
    note: str,
    by: User,
    at: datetime,
    quarter: int = 0,
    scope: str = "",
    decree: str = "",
) -> Target:
    """The current target; the one before stays on record with who, when, why and by which decree."""
    indicator = stating.held(indicator=indicator, year=year, by=by)
    if quarter and scope:
        raise Refused(
            _("Target per jenis atau kecamatan ditetapkan per tahun, bukan per triwulan.")
        )
    current = indicator.targets.filter(
        year=year, quarter=quarter, scope=scope, superseded_at__isnull=True
    ).first()
    if current and current.value == value:
        return current
    previous = stating.supersede(
        current,
        why=note + decree,
        if_unsaid=_("Tulis alasan atau nomor keputusan perubahan target."),
        at=at,
    )
    target = Target.objects.create(
        indicator=indicator, year=year, quarter=quarter, scope=scope, value=value,
        note=note.strip(), decree=decree.strip(), set_by=by, set_at=at,
    )  # fmt: skip
    audit.record(
        kind="plan", code=str(indicator.plan.first_year), verb="target_set", actor=by, at=at, note=note,
        indicator=indicator.code, year=year, quarter=quarter, scope=scope, value=str(value),
        previous=previous, decree=decree,
    )  # fmt: skip
    return target
