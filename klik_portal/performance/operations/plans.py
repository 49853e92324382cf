"""Keep plans."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.performance.models import (
    Goal,
    PerformanceIndicator,
    PlanRevision,
    StrategicPlan,
)
from klik_portal.performance.sources import SOURCES

FIRST_SOURCE = "accredited_libraries"


@transaction.atomic
def create_plan(
    *,
    name: str,
    document_number: str,
    first_year: int,
    last_year: int,
    by: User,
    at: datetime,
    period_note: str = "",
) -> StrategicPlan:
    """A plan period together with its first goal and the indicator Klik is about."""
    ensure_coordinator(by)
    if not first_year <= last_year <= first_year + 9:
        raise Refused(_("Tahun akhir harus sama atau sesudah tahun awal, paling lama 10 tahun."))
    if StrategicPlan.objects.filter(first_year__lte=last_year, last_year__gte=first_year).exists():
        raise Refused(_("Tahun-tahun ini sudah termasuk rencana lain."))
    try:
        with transaction.atomic():
            plan = StrategicPlan.objects.create(
                name=name,
                document_number=document_number,
                period_note=period_note,
                first_year=first_year,
                last_year=last_year,
            )
    except IntegrityError:
        raise Refused(_("Rencana untuk masa ini sudah ada.")) from None
    goal = Goal.objects.create(plan=plan, name=_("Meningkatnya mutu layanan perpustakaan"))
    PerformanceIndicator.objects.create(
        plan=plan,
        goal=goal,
        code="IK-1",
        name=_("Perpustakaan terakreditasi"),
        unit=SOURCES[FIRST_SOURCE].unit,
        source=FIRST_SOURCE,
    )
    audit.record(kind="plan", code=str(plan.first_year), verb="created", actor=by, at=at, name=name)
    return plan


FACTS = ("name", "document_number", "period_note")


@transaction.atomic
def change_plan(
    *, plan: StrategicPlan, version: int, facts: dict[str, str], reason: str, by: User, at: datetime
) -> StrategicPlan:
    """New words for the plan; the ones before stay on record. Raises Conflict when somebody was faster."""
    ensure_coordinator(by)
    plan = StrategicPlan.objects.select_for_update().get(pk=plan.pk)
    changed = [name for name in FACTS if getattr(plan, name) != facts[name]]
    if plan.version != version:
        raise _conflict(plan, facts, changed)
    if not changed:
        return plan
    if plan.locks.filter(unlocked_at__isnull=True).count() == len(plan.years):
        raise Refused(
            _("Semua tahun rencana ini sudah dikunci. Buka kuncinya dulu, dengan alasan.")
        )
    before = {name: getattr(plan, name) for name in FACTS}
    PlanRevision.objects.create(
        plan=plan, reason=reason.strip(), changed_by=by, changed_at=at, **before
    )
    for name in changed:
        setattr(plan, name, facts[name])
    plan.version += 1
    plan.save()
    audit.record(
        kind="plan", code=str(plan.first_year), verb="plan_changed", actor=by, at=at, note=reason.strip(), **facts
    )  # fmt: skip
    return plan


def _conflict(plan: StrategicPlan, facts: dict[str, str], changed: list[str]) -> Conflict:
    def label(name: str) -> str:
        return str(StrategicPlan._meta.get_field(name).verbose_name)

    return Conflict(
        theirs=[(label(name), getattr(plan, name)) for name in changed],
        yours=[(label(name), facts[name]) for name in changed],
    )


def ensure_coordinator(by: User) -> None:
    if not by.is_coordinator:
        raise Refused(_("Hanya koordinator yang mengatur rencana dan target."))
