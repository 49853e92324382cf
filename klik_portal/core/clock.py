"""The only reader of the system clock. Stored in UTC, shown and counted in WITA (UTC+8)."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import monotonic
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

WITA = ZoneInfo("Asia/Makassar")
Clock = Callable[[], datetime]


def now() -> datetime:
    return timezone.now() + _shift()


def _shift() -> timedelta:
    """How far a rehearsal has turned the clock: whole seconds in KLIK_CLOCK_FILE, never in production.

    Web, worker and beat read the same file, so that a test can let days pass for all of them at once.
    """
    if not settings.CLOCK_FILE:
        return timedelta(0)
    return timedelta(seconds=int(Path(settings.CLOCK_FILE).read_text()))


def running(start: datetime) -> Clock:
    """A clock that showed `start` when it was made; time goes on while a long piece of work is done."""
    begun = monotonic()
    return lambda: start + timedelta(seconds=monotonic() - begun)


def today() -> date:
    """The date in WITA, whatever the server's zone."""
    return wita(now()).date()


def wita(moment: datetime) -> datetime:
    return moment.astimezone(WITA)


def at_wita(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """The moment a WITA wall clock shows that time on that day."""
    return datetime.combine(day, time(hour, minute), tzinfo=WITA)


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """First moment of the WITA day and of the next one."""
    start = at_wita(day)
    return start, start + timedelta(days=1)
