"""Add and change the rules for grades: from which score, valid for how long, from which day on.

A certificate keeps the validity it was recorded with; a rule only counts for what is recorded later.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import clock, wording
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.office import queries
from klik_portal.office.models import GradeRule

EARLIEST, LATEST_YEAR = date(2005, 1, 1), 2099


@dataclass(frozen=True)
class Facts:
    from_score: Decimal
    valid_years: int
    source_note: str


@transaction.atomic
def add(*, grade: str, effective_on: date, facts: Facts, by: User, at: datetime) -> GradeRule:
    """A rule for this grade from that day on; the one before stays for the days before."""
    _ensure_coordinator(by)
    if not (effective_on >= EARLIEST and effective_on.year <= LATEST_YEAR):
        raise Refused(_("Tanggal mulai berlaku harus antara 2005 dan 2099."))
    _ensure_in_order(grade, effective_on, facts.from_score)
    rule = GradeRule(grade=grade, effective_on=effective_on, **vars(facts))
    try:
        with transaction.atomic():
            rule.save(force_insert=True)
    except IntegrityError:
        raise Refused(
            _("Peringkat %(grade)s sudah punya aturan mulai %(day)s. Ubah yang ada.")
            % {"grade": grade, "day": wording.short_day(effective_on)}
        ) from None
    _record(rule, "created", by, at)
    return rule


@transaction.atomic
def change(*, rule: GradeRule, version: int, facts: Facts, by: User, at: datetime) -> GradeRule:
    """Put score, years or source right; grade and day name the rule and stay."""
    _ensure_coordinator(by)
    rule = GradeRule.objects.select_for_update().get(pk=rule.pk)
    present = facts_of(rule)
    if present == facts:
        return rule
    if rule.version != version:
        raise Conflict(theirs=_said(present), yours=_said(facts))
    _ensure_in_order(rule.grade, rule.effective_on, facts.from_score)
    for name, value in vars(facts).items():
        setattr(rule, name, value)
    rule.version += 1
    rule.save()
    _record(rule, "changed", by, at, before=dict(_said(present)))
    return rule


@transaction.atomic
def remove(*, rule: GradeRule, by: User, at: datetime) -> None:
    """Only what does not count yet; what counted once explains certificates."""
    _ensure_coordinator(by)
    if rule.effective_on <= clock.wita(at).date():
        raise Refused(
            _("Aturan ini sudah berlaku. Tambahkan aturan baru dengan tanggal mulai lain.")
        )
    _record(rule, "removed", by, at)
    rule.delete()


def facts_of(rule: GradeRule) -> Facts:
    return Facts(rule.from_score, rule.valid_years, rule.source_note)


def _ensure_coordinator(by: User) -> None:
    if not by.is_coordinator:
        raise Refused(_("Hanya koordinator yang mengubah aturan peringkat."))


def _ensure_in_order(grade: str, day: date, from_score: Decimal) -> None:
    """A better grade begins at a higher score, on the day the rule begins."""
    floors = {rule.grade: rule.from_score for rule in queries.grade_rules(on=day)}
    floors[grade] = from_score
    ordered = [floors[each] for each in GradeRule.Grade.values if each in floors]
    if ordered != sorted(set(ordered), reverse=True):
        raise Refused(_("Batas nilai peringkat A harus di atas B, dan B di atas C."))


def _said(facts: Facts) -> list[tuple[str, str]]:
    return [
        (_("Nilai mulai"), wording.decimal(facts.from_score)),
        (_("Berlaku (tahun)"), str(facts.valid_years)),
        (_("Sumber"), facts.source_note),
    ]


def _record(rule: GradeRule, verb: str, by: User, at: datetime, **more: object) -> None:
    audit.record(
        kind="graderule", code=f"{rule.grade} {rule.effective_on.isoformat()}", verb=verb, actor=by,
        at=at, from_score=str(rule.from_score), valid_years=rule.valid_years,
        source_note=rule.source_note, **more,
    )  # fmt: skip
