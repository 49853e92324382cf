"""Keep plans."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.verdict import Refused
from klik_portal.performance.models import Goal, PerformanceIndicator, StrategicPlan
from klik_portal.performance.sources import SOURCES

FIRST_SOURCE = "accredited_libraries"


@transaction.atomic
def create_plan(
    *, name: str, document_number: str, first_year: int, last_year: int, by: User, at: datetime
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


def ensure_coordinator(by: User) -> None:
    if not by.is_coordinator:
        raise Refused(_("Hanya koordinator yang mengatur rencana dan target."))
