from klik_portal.performance.models.counts import LibraryCount, Tally
from klik_portal.performance.models.monthly import MonthlyReport
from klik_portal.performance.models.narrative import Narrative
from klik_portal.performance.models.plan import (
    Direction,
    Goal,
    PerformanceIndicator,
    PlanRevision,
    StrategicPlan,
    YearLock,
)
from klik_portal.performance.models.release import Release
from klik_portal.performance.models.snapshot import Snapshot
from klik_portal.performance.models.values import HandValue, Target

__all__ = [
    "Direction",
    "Goal",
    "HandValue",
    "LibraryCount",
    "MonthlyReport",
    "Narrative",
    "PerformanceIndicator",
    "PlanRevision",
    "Release",
    "Snapshot",
    "StrategicPlan",
    "Tally",
    "Target",
    "YearLock",
]
