"""What the rest of Klik asks about the office."""

from datetime import date, timedelta

from klik_portal.office.models import GradeRule, Holiday, Office

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
