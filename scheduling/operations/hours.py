"""Officers' weekly hours, other hours on one day, days away; and the rules by which talks are offered."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import clock, wording
from klik_portal.core.verdict import Conflict, Refused
from scheduling.availability import Stretch
from scheduling.hours_text import week_text
from scheduling.models import BookingRules, HoursException, Leave, WeeklyHours
from scheduling.queries import week_of

KIND = "hours"
MOST_STRETCHES = 4  # a day
FURTHEST = timedelta(days=731)
Week = Mapping[int, Sequence[Stretch]]


@transaction.atomic
def save_week(*, officer: User, week: Week, seen: str, by: User, at: datetime) -> None:
    """Replace the usual week; an empty one means office hours again.

    `seen` is the week the person looked at, as text: two people cannot overwrite each other.
    """
    _ensure_may(officer, by)
    User.objects.select_for_update(no_key=True).get(pk=officer.pk)
    now = week_text(week_of(officer=officer))
    if now != seen:
        raise Conflict(theirs=[(_("Jam kerja"), now)], yours=[(_("Jam kerja"), week_text(week))])
    for stretches in week.values():
        _ensure_apart(stretches)
    WeeklyHours.objects.filter(officer=officer).delete()
    WeeklyHours.objects.bulk_create(
        WeeklyHours(officer=officer, weekday=day, opens=one.opens, closes=one.closes)
        for day, stretches in week.items()
        for one in stretches
    )
    _record(officer, "week_saved", by, at, hours=week_text(week))


@transaction.atomic
def save_exception(
    *,
    officer: User,
    day: date,
    opens: time | None,
    closes: time | None,
    note: str,
    by: User,
    at: datetime,
) -> HoursException:
    """Other hours on one day; without times the officer cannot be met that day. A second one replaces."""
    _ensure_may(officer, by)
    if (opens is None) != (closes is None) or (opens and closes and closes <= opens):
        raise Refused(
            _("Isi jam mulai dan jam selesai, selesai sesudah mulai; atau kosongkan keduanya.")
        )
    _ensure_near(day, at=at)
    row, _made = HoursException.objects.update_or_create(
        officer=officer, day=day, defaults={"opens": opens, "closes": closes, "note": note.strip()}
    )
    _record(officer, "exception_saved", by, at, day=day.isoformat())
    return row


@transaction.atomic
def drop_exception(*, exception: HoursException, by: User, at: datetime) -> None:
    _ensure_may(exception.officer, by)
    _record(exception.officer, "exception_dropped", by, at, day=exception.day.isoformat())
    exception.delete()


@transaction.atomic
def save_leave(
    *,
    officer: User,
    first_on: date,
    last_on: date,
    kind: str,
    note: str,
    by: User,
    at: datetime,
) -> Leave:
    """Days away. What was booked on them stays; the page lists it for somebody to move."""
    _ensure_may(officer, by)
    if last_on < first_on:
        raise Refused(_("Hari terakhir harus sama dengan atau sesudah hari pertama."))
    _ensure_near(first_on, last_on, at=at)
    User.objects.select_for_update(no_key=True).get(pk=officer.pk)  # two at once cannot overlap
    clash = Leave.objects.filter(
        officer=officer, first_on__lte=last_on, last_on__gte=first_on
    ).first()
    if clash:
        raise Refused(
            _("Sudah tercatat tidak masuk %(first)s sampai %(last)s. Hapus yang itu dulu.")
            % {"first": wording.short_day(clash.first_on), "last": wording.short_day(clash.last_on)}
        )
    leave = Leave.objects.create(
        officer=officer, first_on=first_on, last_on=last_on, kind=kind, note=note.strip()
    )
    _record(
        officer, "leave_saved", by, at, first=first_on.isoformat(), last=last_on.isoformat(), leave_kind=kind
    )  # fmt: skip
    return leave


@transaction.atomic
def drop_leave(*, leave: Leave, by: User, at: datetime) -> None:
    _ensure_may(leave.officer, by)
    _record(
        leave.officer, "leave_dropped", by, at,
        first=leave.first_on.isoformat(), last=leave.last_on.isoformat(),
    )  # fmt: skip
    leave.delete()


@transaction.atomic
def save_rules(*, values: Mapping[str, int], version: int, by: User, at: datetime) -> BookingRules:
    """How talks are offered from now on; what is booked stays."""
    if not by.is_coordinator:
        raise Refused(_("Hanya koordinator yang mengubah aturan jadwal."))
    BookingRules.objects.get_or_create(pk=1)
    rules = BookingRules.objects.select_for_update().get(pk=1)
    if rules.version != version:
        fields = [(BookingRules._meta.get_field(name).verbose_name, name) for name in values]
        raise Conflict(
            theirs=[(str(label), str(getattr(rules, name))) for label, name in fields],
            yours=[(str(label), str(values[name])) for label, name in fields],
        )
    for name, value in values.items():
        setattr(rules, name, value)
    rules.version += 1
    rules.save()
    audit.record(
        kind="booking_rules", code="1", verb="changed", actor=by, at=at, values=dict(values)
    )
    return rules


def _ensure_may(officer: User, by: User) -> None:
    if not (by.is_coordinator or (by.is_caseworker and by == officer)):
        raise Refused(_("Jam kerja diubah oleh petugas itu sendiri atau koordinator."))
    if not officer.is_caseworker:
        raise Refused(_("Orang ini tidak sedang bertugas sebagai petugas."))


def _ensure_near(*days: date, at: datetime) -> None:
    today = clock.wita(at).date()
    if any(abs(day - today) > FURTHEST for day in days):
        raise Refused(_("Tanggal paling jauh dua tahun dari hari ini."))


def _ensure_apart(stretches: Collection[Stretch]) -> None:
    rows = sorted(stretches)
    if len(rows) > MOST_STRETCHES:
        raise Refused(_("Paling banyak empat rentang jam sehari."))
    if any(one.closes <= one.opens for one in rows):
        raise Refused(_("Jam selesai harus sesudah jam mulai."))
    if any(after.opens < before.closes for before, after in pairwise(rows)):
        raise Refused(_("Rentang jam sehari tidak boleh bertumpuk."))


def _record(officer: User, verb: str, by: User, at: datetime, **payload: str) -> None:
    audit.record(kind=KIND, code=str(officer.public_id), verb=verb, actor=by, at=at, **payload)
