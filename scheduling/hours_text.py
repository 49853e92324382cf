"""Hours of a day as people type them, "08.00-12.00, 13.00-16.00", and back. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import time

from klik_portal.core.wording import DAYS
from scheduling.availability import Stretch

MOMENT = r"(\d{1,2})(?:[.:](\d{2}))?"
STRETCH = re.compile(rf"{MOMENT}\s*(?:-|\u2013|s/d|sampai)\s*{MOMENT}", re.ASCII)
BETWEEN = re.compile(r"\s*(?:,|;|dan|\n)\s*")


def parse(typed: str) -> list[Stretch]:
    """Raises ValueError for what is not a list of stretches; full hours may be written short: 8-12."""
    parts = [part for part in BETWEEN.split(typed.strip().lower()) if part]
    return sorted(_stretch(part) for part in parts)


def _stretch(part: str) -> Stretch:
    match = STRETCH.fullmatch(part)
    if not match:
        raise ValueError(part)
    opens = time(int(match[1]), int(match[2] or 0))
    closes = time(int(match[3]), int(match[4] or 0))
    if opens.minute % 15 or closes.minute % 15 or closes <= opens:
        raise ValueError(part)
    return Stretch(opens, closes)


def day_text(stretches: Sequence[Stretch]) -> str:
    """08.00-12.00, 13.00-16.00"""
    return ", ".join(f"{one.opens:%H.%M}-{one.closes:%H.%M}" for one in sorted(stretches))


def week_text(week: Mapping[int, Sequence[Stretch]]) -> str:
    """Senin 08.00-16.00; Selasa 08.00-12.00, 13.00-16.00"""
    return "; ".join(f"{DAYS[day]} {day_text(week[day])}" for day in sorted(week) if week[day])
