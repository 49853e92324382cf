"""Keep what a plan measures."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.performance.models import Goal, PerformanceIndicator, StrategicPlan
from klik_portal.performance.operations.plans import ensure_coordinator
from klik_portal.performance.sources import SOURCES


@dataclass(frozen=True)
class IndicatorFacts:
    """An indicator as its form tells it; `goal` is a name, a new one makes a new goal."""

    goal: str
    code: str
    name: str
    unit: str
    source: str
    decimals: int
    direction: str
    formula_note: str
    responsible: str


FIELDS = ("code", "name", "unit", "source", "decimals", "direction", "formula_note", "responsible")


@transaction.atomic
def add(
    *, plan: StrategicPlan, facts: IndicatorFacts, by: User, at: datetime
) -> PerformanceIndicator:
    ensure_coordinator(by)
    plan = StrategicPlan.objects.select_for_update().get(pk=plan.pk)
    indicator = PerformanceIndicator(plan=plan)
    _put(indicator, facts)
    _tell(indicator, "indicator_added", by, at)
    return indicator


@transaction.atomic
def change(
    *,
    indicator: PerformanceIndicator,
    version: int,
    facts: IndicatorFacts,
    by: User,
    at: datetime,
) -> PerformanceIndicator:
    """Raises Conflict when somebody else was faster."""
    ensure_coordinator(by)
    indicator = (
        PerformanceIndicator.objects.select_for_update(of=("self",))
        .select_related("plan", "goal")
        .get(pk=indicator.pk)
    )
    if indicator.version != version:
        raise _conflict(indicator, facts)
    if indicator.source != facts.source and indicator.hand_values.exists():
        raise Refused(_("Indikator ini sudah punya angka manual; buat indikator baru saja."))
    indicator.version += 1
    _put(indicator, facts)
    _tell(indicator, "indicator_changed", by, at)
    return indicator


def _put(indicator: PerformanceIndicator, facts: IndicatorFacts) -> None:
    if facts.source and facts.source not in SOURCES:
        raise Refused(_("Sumber angka ini tidak dikenal."))
    for name in FIELDS:
        setattr(indicator, name, getattr(facts, name))
    indicator.goal = _goal(indicator.plan, facts.goal)
    try:
        with transaction.atomic():
            indicator.save()
    except IntegrityError:
        raise Refused(_("Kode atau sumber angka ini sudah dipakai indikator lain.")) from None


def _goal(plan: StrategicPlan, name: str) -> Goal:
    known = plan.goals.filter(name__iexact=name.strip()).first()
    if known:
        return known
    last = plan.goals.aggregate(last=Max("position"))["last"] or 0
    return Goal.objects.create(plan=plan, position=last + 1, name=name.strip())


def _conflict(indicator: PerformanceIndicator, facts: IndicatorFacts) -> Conflict:
    def label(name: str) -> str:
        return str(PerformanceIndicator._meta.get_field(name).verbose_name)

    names = [name for name in FIELDS if getattr(indicator, name) != getattr(facts, name)]
    return Conflict(
        theirs=[(label(name), str(getattr(indicator, name))) for name in names],
        yours=[(label(name), str(getattr(facts, name))) for name in names],
    )


def _tell(indicator: PerformanceIndicator, verb: str, by: User, at: datetime) -> None:
    audit.record(
        kind="plan", code=str(indicator.plan.first_year), verb=verb, actor=by, at=at,
        indicator=indicator.code, **{name: getattr(indicator, name) for name in FIELDS if name != "code"},
    )  # fmt: skip
