"""Change the agency's own data: the days on which the office is closed."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import wording
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.office.models import Holiday

KIND = "holiday"
YEARS = range(2000, 2100)


@transaction.atomic
def add_holiday(
    *, day: date, name: str, kind: str, is_estimate: bool, by: User, at: datetime
) -> Holiday:
    _ensure_coordinator(by)
    holiday = Holiday(day=day, name=name.strip(), kind=kind, is_estimate=is_estimate)
    _keep(holiday)
    _record(holiday, "created", by, at)
    return holiday


@transaction.atomic
def change_holiday(
    *,
    holiday: Holiday,
    version: int,
    day: date,
    name: str,
    kind: str,
    is_estimate: bool,
    by: User,
    at: datetime,
) -> Holiday:
    """Another date, name or kind, for example when the decree appears."""
    _ensure_coordinator(by)
    holiday = Holiday.objects.select_for_update().get(pk=holiday.pk)
    if holiday.version != version:
        raise Conflict(
            theirs=[(_("Hari libur"), f"{holiday.name}, {wording.day(holiday.day)}")],
            yours=[(_("Hari libur"), f"{name}, {wording.day(day)}")],
        )
    holiday.day, holiday.name, holiday.kind = day, name.strip(), kind
    holiday.is_estimate = is_estimate
    holiday.version += 1
    _keep(holiday)
    _record(holiday, "changed", by, at)
    return holiday


@transaction.atomic
def remove_holiday(*, holiday: Holiday, by: User, at: datetime) -> None:
    _ensure_coordinator(by)
    _record(holiday, "removed", by, at)
    holiday.delete()


def _ensure_coordinator(by: User) -> None:
    if not by.is_coordinator:
        raise Refused(_("Hanya koordinator yang mengubah hari libur."))


def _keep(holiday: Holiday) -> None:
    if holiday.day.year not in YEARS:
        raise Refused(_("Tahun ini tidak dikenal. Isi tahun antara 2000 dan 2099."))
    try:
        with transaction.atomic():
            holiday.save()
    except IntegrityError:
        raise Refused(
            _("Tanggal ini sudah tercatat sebagai hari libur. Ubah yang sudah ada.")
        ) from None


def _record(holiday: Holiday, verb: str, by: User, at: datetime) -> None:
    audit.record(
        kind=KIND, code=holiday.day.isoformat(), verb=verb, actor=by, at=at, name=holiday.name,
        holiday_kind=holiday.kind, is_estimate=holiday.is_estimate,
    )  # fmt: skip
