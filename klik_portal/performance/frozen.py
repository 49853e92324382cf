"""What a snapshot keeps of a quarter, and how it differs from what is true now. Pure: figures in, plain values out."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accreditation.models import Outcome
from klik_portal.core import wording
from klik_portal.performance.shapes import Figures, IndicatorFigure, PartFigure
from libraries.models import LibraryType
from libraries.models.library import GROUP_OF

NOTHING = "\u2013"
LAST_QUARTER = 4  # to its end is the whole year, with the targets and values of the year


@dataclass(frozen=True)
class Difference:
    what: str
    then: str
    now: str


def told(figures: Figures, quarter: int, certificates: Iterable[Outcome]) -> dict:
    """Institutions only: no person is in any figure. `certificates` up to the end of the quarter."""
    rows, groups, areas = [], Counter[str](), Counter[str]()
    for outcome in certificates:
        rows.append(_certificate(outcome))
        groups[GROUP_OF[LibraryType(outcome.library.type)].value] += 1
        areas[outcome.library.kecamatan_id] += 1
    return {
        "plan": figures.plan.title if figures.plan else "",
        "indicators": [_indicator(one, quarter) for one in figures.indicators],
        "groups": [_part(one, groups) for one in figures.groups],
        "areas": [_part(one, areas) for one in figures.areas],
        "certificates": rows,
    }


def _part(one: PartFigure, counted: Counter[str]) -> dict:
    """Achieved up to the end of the quarter; a part has a target for the year only."""
    return {
        "code": one.code,
        "name": one.label,
        "achieved": wording.number(counted[one.code]),
        "year_target": one.result.target_label,
    }


def _indicator(one: IndicatorFigure, quarter: int) -> dict:
    row = one.quarters[quarter - 1]
    result = one.result if quarter == LAST_QUARTER else row.result
    within = "" if row.within is None else wording.decimal(row.within, one.result.decimals)
    return {
        "code": one.code,
        "name": one.name,
        "unit": one.unit,
        "target": result.target_label,
        "achieved": result.achieved_label,
        "percent": result.percent_label,
        "capped": result.capped_label,
        "within": within,
        "year_target": one.result.target_label,
    }


def _certificate(outcome: Outcome) -> dict:
    library, standing = outcome.library, outcome.standing
    return {
        "token": outcome.token,
        "library": library.name,
        "type": str(library.type_label),
        "kecamatan": library.kecamatan.name,
        "number": standing.certificate_number,
        "decided_on": outcome.decided_on.isoformat(),
        "day": wording.short_day(outcome.decided_on),
        "grade": standing.grade,
    }


def differences(then: dict, now: dict) -> list[Difference]:
    """Numbers first, then certificates that came, went or read differently."""
    return [
        *_between(then, now, "indicators", "code", _numbers, _indicator_name),
        *_between(then, now, "groups", "code", _sum, lambda row: row["name"]),
        *_between(then, now, "areas", "code", _sum, lambda row: row["name"]),
        *_between(then, now, "certificates", "token", _reading, lambda row: row["library"]),
    ]


def _between(
    then: dict,
    now: dict,
    part: str,
    key: str,
    reading: Callable[[dict | None], str],
    naming: Callable[[dict], str],
) -> list[Difference]:
    if part not in then:
        return []  # a snapshot from before this was kept says nothing about it
    before = {row[key]: row for row in then[part]}
    after = {row[key]: row for row in now[part]}
    pairs = [(before.get(name), after.get(name)) for name in dict.fromkeys((*before, *after))]
    return [
        Difference(naming(old or new), reading(old), reading(new))
        for old, new in pairs
        if reading(old) != reading(new)
    ]


def _indicator_name(row: dict) -> str:
    return f"{row['code']} {row['name']}"


def _numbers(row: dict | None) -> str:
    if row is None:
        return _("tidak ada")
    return _("%(achieved)s, target %(target)s, setahun %(year)s") % {
        "achieved": row["achieved"] or NOTHING,
        "target": row["target"] or NOTHING,
        "year": row["year_target"] or NOTHING,
    }


def _sum(row: dict | None) -> str:
    if row is None:
        return _("tidak ada")
    return _("%(achieved)s, target setahun %(year)s") % {
        "achieved": row["achieved"],
        "year": row["year_target"] or NOTHING,
    }


def _reading(row: dict | None) -> str:
    if row is None:
        return _("tidak ada")
    return f"{row['number']}, {row['day']}, {row['grade']}, {row['kecamatan']}"
