"""When a rung of the reminder ladder is due, and for how long it is worth sending. Pure.

A rung stands some months, days and hours before, on or after the moment a subject is about. "Due and
not yet sent" decides, never "due exactly now": after a downtime what is late still goes out until
the next rung, or what it is about, has come.
"""

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from klik_portal.core.clock import at_wita, wita
from klik_portal.office.working_days import (
    QUIET_FROM,
    QUIET_UNTIL,
    is_working_day,
    outside_quiet_hours,
)

DAY = timedelta(days=1)
WORTH = 7 * DAY  # a rung that is later than this is told by nobody any more
LOOKBACK = 14 * DAY  # how far back a run looks, so that what is over leaves a trace
LATE_AFTER = timedelta(hours=1)
NIGHT = timedelta(hours=10)
LONGEST_FEAST = 15 * DAY
LAST_WORD = timedelta(minutes=30)  # before the quiet hours begin
DIGEST_HOUR, DIGEST_MINUTE = 7, 30


class Standing(StrEnum):
    WAITING = "waiting"
    DUE = "due"
    LATE = "late"
    OVER = "over"


@dataclass(frozen=True)
class Rung:
    """Where it stands, as seen from the moment: all three numbers point the same way in time."""

    months: int = 0
    days: int = 0
    hours: int = 0
    on_working_days: bool = False

    @property
    def is_before(self) -> bool:
        return min(self.months, self.days, self.hours) < 0

    @property
    def strays(self) -> tuple[timedelta, timedelta]:
        """How much earlier and later than plain arithmetic nights, short months and feasts make it."""
        clamped = 3 * DAY if self.months else timedelta(0)
        moved = NIGHT + LONGEST_FEAST * self.on_working_days
        if self.is_before:
            return clamped + moved, clamped + NIGHT
        return clamped, clamped + moved


def due_at(rung: Rung, anchor: datetime, holidays: Collection[date]) -> datetime:
    moment = shifted(anchor, rung.months, rung.days, rung.hours)
    moment = _outside_the_night(moment, anchor, rung)
    step = -DAY if rung.is_before else DAY
    while rung.on_working_days and not is_working_day(wita(moment).date(), holidays):
        moment += step
    return moment


def shifted(moment: datetime, months: int, days: int, hours: int) -> datetime:
    """Months first, as calendars count them: 31 March minus one month is the last day of February."""
    local = wita(moment)
    whole = local.year * 12 + local.month - 1 + months
    year, month = whole // 12, whole % 12 + 1
    day = min(local.day, monthrange(year, month)[1])
    return local.replace(year=year, month=month, day=day) + timedelta(days=days, hours=hours)


def _outside_the_night(moment: datetime, anchor: datetime, rung: Rung) -> datetime:
    """06.00 after the night; what would then be too late comes before the night begins."""
    morning = outside_quiet_hours(moment)
    if morning == moment or not rung.is_before or morning < anchor:
        return morning
    return at_wita(wita(morning).date() - DAY, QUIET_FROM) - LAST_WORD


def is_night(now: datetime) -> bool:
    return not QUIET_UNTIL <= wita(now).hour < QUIET_FROM


def worth_until(
    rung: Rung, due: datetime, anchor: datetime, next_due: datetime | None = None
) -> datetime:
    """From here on it is over: the next rung says it better, or what it is about has come."""
    ends = [due + WORTH]
    if rung.is_before:
        ends.append(anchor)
    if next_due is not None:
        ends.append(next_due)
    return min(ends)


def standing(due: datetime, until: datetime, now: datetime) -> Standing:
    if now < due:
        return Standing.WAITING
    if now >= until:
        return Standing.OVER
    return Standing.LATE if now - due > LATE_AFTER else Standing.DUE


def reach(rung: Rung, since: datetime, until: datetime) -> tuple[datetime, datetime]:
    """Moments outside these bounds have no rung of this kind due between `since` and `until`."""
    low, high = (shifted(m, -rung.months, -rung.days, -rung.hours) for m in (since, until))
    earlier, later = rung.strays
    return low - later, high + earlier


def digest_due(now: datetime) -> datetime:
    """When the digest of this WITA day leaves."""
    return at_wita(wita(now).date(), DIGEST_HOUR, DIGEST_MINUTE)


def next_digest(moment: datetime) -> datetime:
    """The digest that carries what is due at this moment."""
    today = digest_due(moment)
    return today if moment <= today else today + DAY
