"""Change the agency's own data: the days on which the office is closed, the head of its letters."""

from datetime import date, datetime
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import wording
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.office.models import Holiday, Office

KIND = "holiday"
LETTERHEAD_FIELDS = (
    "agency_name", "regency_name", "address", "phone", "email", "letterhead", "letter_place",
    "signer_name", "signer_post", "signer_rank",
)  # fmt: skip
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


def letterhead_mark(office: Office) -> str:
    """Names what the letterhead says now: the office's row has no version, its words are one."""
    told = "\0".join(str(getattr(office, name)) for name in LETTERHEAD_FIELDS)
    return sha256(told.encode()).hexdigest()[:16]


@transaction.atomic
def keep_letterhead(*, typed: dict[str, str], seen: str, by: User, at: datetime) -> Office:
    """Keep names, contacts and signer of the letters. `seen` is the mark of what the person saw."""
    if not by.is_coordinator:
        raise Refused(_("Hanya koordinator yang mengubah kop surat."))
    office = Office.objects.select_for_update().get(pk=1)
    wanted = {name: typed[name] for name in LETTERHEAD_FIELDS}
    changed = {name: text for name, text in wanted.items() if getattr(office, name) != text}
    if not changed:
        return office
    if letterhead_mark(office) != seen:
        labels = {name: str(Office._meta.get_field(name).verbose_name) for name in changed}
        raise Conflict(
            theirs=[(labels[name], getattr(office, name)) for name in changed],
            yours=[(labels[name], text) for name, text in changed.items()],
        )
    for name, text in changed.items():
        setattr(office, name, text)
    office.save(update_fields=[*changed])
    audit.record(
        kind="office", code="kop-surat", verb="letterhead_changed", actor=by, at=at,
        changed=sorted(changed),
    )  # fmt: skip
    return office
