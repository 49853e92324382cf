"""What targets and hand-entered values have in common: who may set a number, when, and what becomes of the old one."""

from datetime import datetime

from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.core.verdict import Refused
from klik_portal.performance.models import HandValue, PerformanceIndicator, Target
from klik_portal.performance.operations import locks
from klik_portal.performance.operations.plans import ensure_coordinator


def held(*, indicator: PerformanceIndicator, year: int, by: User) -> PerformanceIndicator:
    """The indicator, held until the number is written, in a year of its plan that is still open."""
    ensure_coordinator(by)
    indicator = (
        PerformanceIndicator.objects.select_for_update(of=("self",))
        .select_related("plan")
        .get(pk=indicator.pk)
    )
    if year not in indicator.plan.years:
        raise Refused(_("Tahun %d di luar masa rencana ini.") % year)
    locks.ensure_open(indicator.plan, year)
    return indicator


def supersede(
    current: Target | HandValue | None, *, why: str, if_unsaid: str, at: datetime
) -> str | None:
    """The old number stays on record, with a reason; gives it for the trail."""
    if current is None:
        return None
    if not why.strip():
        raise Refused(if_unsaid)
    current.superseded_at = at
    current.save(update_fields=["superseded_at"])
    return str(current.value)
