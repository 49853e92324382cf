"""Keep plans and targets; an old target is superseded, never overwritten."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.verdict import Refused
from klik_portal.performance.models import PerformanceIndicator, StrategicPlan, Target


@transaction.atomic
def create_plan(
    *, name: str, document_number: str, first_year: int, last_year: int, by: User, at: datetime
) -> StrategicPlan:
    """A plan period together with its counted indicator."""
    _ensure_coordinator(by)
    if not first_year <= last_year <= first_year + 9:
        raise Refused(_("Tahun akhir harus sama atau sesudah tahun awal, paling lama 10 tahun."))
    if StrategicPlan.objects.filter(first_year__lte=last_year, last_year__gte=first_year).exists():
        raise Refused(_("Tahun-tahun ini sudah termasuk rencana lain."))
    try:
        with transaction.atomic():
            plan = StrategicPlan.objects.create(
                name=name,
                document_number=document_number,
                first_year=first_year,
                last_year=last_year,
            )
    except IntegrityError:
        raise Refused(_("Rencana untuk masa ini sudah ada.")) from None
    PerformanceIndicator.objects.create(
        plan=plan,
        code="IK-1",
        name=_("Perpustakaan terakreditasi"),
        source=PerformanceIndicator.Source.ACCREDITED_LIBRARIES,
    )
    audit.record(kind="plan", code=str(plan.first_year), verb="created", actor=by, at=at, name=name)
    return plan


@transaction.atomic
def set_target(
    *, indicator: PerformanceIndicator, year: int, value: int, note: str, by: User, at: datetime
) -> Target:
    """The current target of a year; the one before stays on record with who, when and why."""
    _ensure_coordinator(by)
    indicator = (
        PerformanceIndicator.objects.select_for_update(of=("self",))
        .select_related("plan")
        .get(pk=indicator.pk)
    )
    if year not in indicator.plan.years:
        raise Refused(_("Tahun %d di luar masa rencana ini.") % year)
    current = indicator.targets.filter(year=year, superseded_at__isnull=True).first()
    if current and current.value == value:
        return current
    if current and not note.strip():
        raise Refused(_("Tulis alasan atau nomor keputusan perubahan target."))
    if current:
        current.superseded_at = at
        current.save(update_fields=["superseded_at"])
    target = Target.objects.create(
        indicator=indicator, year=year, value=value, note=note.strip(), set_by=by, set_at=at
    )
    audit.record(
        kind="plan", code=str(indicator.plan.first_year), verb="target_set", actor=by, at=at, note=note,
        year=year, value=value, previous=current.value if current else None,
    )  # fmt: skip
    return target


def _ensure_coordinator(by: User) -> None:
    if not by.is_coordinator:
        raise Refused(_("Hanya koordinator yang mengatur rencana dan target."))
