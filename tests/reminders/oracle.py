"""When a rung is due, worked out a second time and differently: hours of a bare WITA wall clock."""

from datetime import UTC, date, datetime, timedelta

ONE_DAY = timedelta(days=1)


def due(
    anchor: datetime,
    months: int,
    days: int,
    hours: int,
    working: bool,
    holidays: set[date],
) -> datetime:
    wall = (anchor.astimezone(UTC) + timedelta(hours=8)).replace(tzinfo=None)
    before = months < 0 or days < 0 or hours < 0
    moment = _months_away(wall, months) + days * ONE_DAY + timedelta(minutes=60 * hours)
    if not 6 <= moment.hour < 21:
        morning = evening = moment.replace(minute=0, second=0, microsecond=0)
        while morning < moment or morning.hour != 6:
            morning += timedelta(hours=1)
        while evening.hour != 20:
            evening -= timedelta(hours=1)
        moment = evening.replace(minute=30) if before and morning >= wall else morning
    if working:
        while moment.isoweekday() in (6, 7) or moment.date() in holidays:
            moment = moment - ONE_DAY if before else moment + ONE_DAY
    return moment.replace(tzinfo=UTC) - timedelta(hours=8)


def _months_away(wall: datetime, months: int) -> datetime:
    """Month by month, remembering the day of the month that is wanted."""
    year, month = wall.year, wall.month
    for _ in range(abs(months)):
        month += 1 if months > 0 else -1
        if month == 13:
            year, month = year + 1, 1
        if month == 0:
            year, month = year - 1, 12
    for day in range(wall.day, 27, -1):
        try:
            return wall.replace(year=year, month=month, day=day)
        except ValueError:
            continue
    return wall.replace(year=year, month=month, day=min(wall.day, 28))
