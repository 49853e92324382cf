"""What the rest of Klik asks about the office."""

from datetime import date, timedelta

from klik_portal.office import service_parts
from klik_portal.office.models import (
    GradeRule,
    Holiday,
    Office,
    ServicePledge,
    ServiceStandard,
)

# A clock never looks further than this around today: two long feast periods fit many times over.
HOLIDAY_WINDOW = timedelta(days=400)


def office() -> Office:
    return Office.objects.get(pk=1)


def holidays_around(day: date) -> frozenset[date]:
    """Every holiday within about a year of the day."""
    return frozenset(
        Holiday.objects.filter(day__range=(day - HOLIDAY_WINDOW, day + HOLIDAY_WINDOW)).values_list(
            "day", flat=True
        )
    )


def grade_rule(*, grade: str, on: date) -> GradeRule | None:
    """The rule for this grade in force on that day."""
    return (
        GradeRule.objects.filter(grade=grade, effective_on__lte=on)
        .order_by("-effective_on")
        .first()
    )


def grade_rules(*, on: date) -> list[GradeRule]:
    """The rules in force on that day, one per grade."""
    newest: dict[str, GradeRule] = {}
    for rule in GradeRule.objects.filter(effective_on__lte=on).order_by("effective_on"):
        newest[rule.grade] = rule
    return list(newest.values())


def standard_in_force() -> ServiceStandard:
    """The newest one kept; number 0 is what Klik ships."""
    newest = ServiceStandard.objects.first()
    return newest or ServiceStandard(number=0, parts=service_parts.shipped())


def pledge_in_force() -> ServicePledge:
    """The newest one kept; number 0 is what Klik ships, signed by nobody."""
    return ServicePledge.objects.first() or ServicePledge(number=0, text=str(service_parts.PLEDGE))
