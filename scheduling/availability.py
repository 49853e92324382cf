"""Quarter-hours, valid times, warnings and the next free times of an officer. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from klik_portal.core.clock import WITA, at_wita, wita
from klik_portal.office.working_days import SATURDAY, is_working_day

QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)
DAY_START, DAY_END = 6, 20  # nothing is booked outside, visits upriver start early
OFFICE_START, OFFICE_END = 8, 16
LONGEST = timedelta(hours=12)
FURTHEST = timedelta(days=366)
SEARCH_DAYS = 30


@dataclass(frozen=True, order=True)
class Stretch:
    """A piece of a day in which an officer can be met."""

    opens: time
    closes: time

    def on(self, day: date) -> tuple[datetime, datetime]:
        return (
            datetime.combine(day, self.opens, tzinfo=WITA),
            datetime.combine(day, self.closes, tzinfo=WITA),
        )


OFFICE_HOURS = (Stretch(time(OFFICE_START), time(OFFICE_END)),)
OFFICE_WEEK = dict.fromkeys(range(SATURDAY), OFFICE_HOURS)


@dataclass(frozen=True)
class OfficerTime:
    """When one officer can be met: the usual week, other hours on a day, and what is taken."""

    week: Mapping[int, Sequence[Stretch]] = field(default_factory=lambda: OFFICE_WEEK)
    exceptions: Mapping[date, Sequence[Stretch]] = field(default_factory=dict)
    away: Collection[date] = frozenset()  # leave and trips
    taken: Collection[datetime] = frozenset()  # quarter-hours
    talks: Mapping[date, int] = field(default_factory=dict)

    def stretches(self, day: date, holidays: Collection[date] = ()) -> Sequence[Stretch]:
        """The open pieces of a day; none on a holiday or while away."""
        if day in self.away or day in holidays:
            return ()
        if day in self.exceptions:
            return self.exceptions[day]
        return self.week.get(day.weekday(), ())

    def keeps_own_hours(self, day: date) -> bool:
        return day in self.exceptions or self.week != OFFICE_WEEK

    def is_open(self, start: datetime, end: datetime, holidays: Collection[date] = ()) -> bool:
        return _within(self.stretches(wita(start).date(), holidays), start, end)

    def is_free(self, start: datetime, end: datetime, buffer: timedelta = timedelta(0)) -> bool:
        """Nothing taken in these quarter-hours, nor within the buffer before and after."""
        margin = -(-buffer // QUARTER) * QUARTER
        around = quarter_hours(start - margin, end + margin)
        return not any(moment in self.taken for moment in around)


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


def warnings(
    start: datetime, end: datetime, holidays: Collection[date], officer: OfficerTime | None = None
) -> list[str]:
    """What is unusual but allowed: the officer decides."""
    day = wita(start).date()
    found = []
    if not is_working_day(day, holidays):
        found.append(_("Hari itu bukan hari kerja."))
    if officer and day in officer.away:
        found.append(_("Petugas tidak di kantor hari itu (cuti, sakit, tugas, atau perjalanan)."))
    elif officer and officer.keeps_own_hours(day):
        if not officer.is_open(start, end):
            found.append(_("Di luar jam kerja petugas hari itu."))
    elif not _within(OFFICE_HOURS, start, end):
        found.append(_("Di luar jam kantor 08.00 sampai 16.00."))
    return found


def starts(
    *,
    officer: OfficerTime,
    earliest: datetime,
    until: date,
    length: timedelta,
    holidays: Collection[date],
    buffer: timedelta = timedelta(0),
    talks_a_day: int | None = None,
) -> Iterator[datetime]:
    """Every start to offer, in order: inside the hours, nothing taken within `buffer` around it.

    Starts lie an hour apart from the opening of each stretch, short talks half an hour: a list that
    is short enough to read on a phone.
    """
    step = HOUR if length >= HOUR else HOUR / 2
    day = wita(earliest).date()
    while day <= until:
        is_full = talks_a_day is not None and officer.talks.get(day, 0) >= talks_a_day
        for stretch in () if is_full else officer.stretches(day, holidays):
            start, closing = stretch.on(day)
            while start + length <= closing:
                if start >= earliest and officer.is_free(start, start + length, buffer):
                    yield start
                start += step
        day += timedelta(days=1)


def _within(stretches: Sequence[Stretch], start: datetime, end: datetime) -> bool:
    days = [stretch.on(wita(start).date()) for stretch in stretches]
    return any(opens <= start and end <= closes for opens, closes in days)
