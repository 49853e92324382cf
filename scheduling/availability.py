"""Quarter-hours, valid times, warnings and the next free times of an officer. Pure."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from klik_portal.core.clock import at_wita, wita
from klik_portal.office.working_days import is_working_day, next_working_day

QUARTER = timedelta(minutes=15)
DAY_START, DAY_END = 6, 20  # nothing is booked outside, visits upriver start early
OFFICE_START, OFFICE_END = 8, 16
LONGEST = timedelta(hours=12)
FURTHEST = timedelta(days=366)
SEARCH_DAYS = 30


def quarter_hours(start: datetime, end: datetime) -> list[datetime]:
    """The quarter-hours an appointment occupies; the end itself is free again."""
    found, moment = [], start
    while moment < end:
        found.append(moment)
        moment += QUARTER
    return found


def objections(start: datetime, end: datetime, now: datetime) -> list[str]:
    """Why these times cannot be booked at all."""
    local_start, local_end = wita(start), wita(end)
    found = []
    if local_start.minute % 15 or local_start.second or (end - start) % QUARTER:
        found.append(_("Waktu dipilih per seperempat jam, misalnya 09.00 atau 09.15."))
    if start <= now:
        found.append(_("Waktu ini sudah lewat. Pilih waktu yang akan datang."))
    if start > now + FURTHEST:
        found.append(_("Jadwal paling jauh satu tahun ke depan."))
    if not timedelta(0) < end - start <= LONGEST:
        found.append(_("Lama pertemuan antara 15 menit dan 12 jam."))
    elif local_start.hour < DAY_START or local_end > at_wita(local_start.date(), DAY_END):
        found.append(_("Jadwal harus antara pukul 06.00 dan 20.00 WITA pada hari yang sama."))
    return found


def warnings(start: datetime, end: datetime, holidays: Collection[date]) -> list[str]:
    """What is unusual but allowed: the officer decides."""
    local_start, local_end = wita(start), wita(end)
    found = []
    if not is_working_day(local_start.date(), holidays):
        found.append(_("Hari itu bukan hari kerja."))
    if local_start.hour < OFFICE_START or local_end > at_wita(local_start.date(), OFFICE_END):
        found.append(_("Di luar jam kantor 08.00 sampai 16.00."))
    return found


def free_times(
    *,
    busy: Collection[datetime],
    earliest: datetime,
    length: timedelta,
    holidays: Collection[date],
    count: int = 3,
) -> list[datetime]:
    """The next starts in office hours at which nothing of `busy` is touched, one per hour at most."""
    found: list[datetime] = []
    for start in _office_starts(earliest, length, holidays):
        if len(found) == count:
            break
        if not any(moment in busy for moment in quarter_hours(start, start + length)):
            found.append(start)
    return found


def _office_starts(
    earliest: datetime, length: timedelta, holidays: Collection[date]
) -> Iterator[datetime]:
    """Full hours of the coming working days from which the meeting still ends in office hours."""
    day = wita(earliest).date()
    if not is_working_day(day, holidays):
        day = next_working_day(day, holidays)
    for _day in range(SEARCH_DAYS):
        closing = at_wita(day, OFFICE_END)
        for hour in range(OFFICE_START, OFFICE_END):
            start = at_wita(day, hour)
            if start >= earliest and start + length <= closing:
                yield start
        day = next_working_day(day, holidays)
