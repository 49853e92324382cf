"""Change a rule, take a parked rung again, and say what one does not want to be reminded of."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import doorbell
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.notifications.queries import LADDER
from klik_portal.reminders.models import (
    Outcome,
    ReminderOptOut,
    ReminderRule,
    ReminderRung,
    Step,
    Way,
)

FIELDS = ("months", "days", "hours", "on_working_days", "to", "way", "is_active")


@transaction.atomic
def change(
    *, rule: ReminderRule, version: int, facts: dict[str, Any], by: User, at: datetime
) -> ReminderRule:
    """What was sent stays sent: a changed rule counts for what comes due from now on."""
    _ensure_coordinator(by)
    rule = ReminderRule.objects.select_for_update().get(pk=rule.pk)
    wanted = {name: facts[name] for name in FIELDS}
    changed = {name: value for name, value in wanted.items() if getattr(rule, name) != value}
    if not changed:
        return rule
    if rule.version != version:
        raise Conflict(theirs=said(_facts_of(rule)), yours=said(wanted))
    before = {name: getattr(rule, name) for name in changed}
    for name, value in changed.items():
        setattr(rule, name, value)
    rule.version += 1
    rule.save()
    audit.record(
        kind="reminder_rule", code=rule.code, verb="reminder_changed", actor=by, at=at,
        before=before, after=changed,
    )  # fmt: skip
    return rule


def _ensure_coordinator(by: User) -> None:
    if not by.is_coordinator:
        raise Refused(_("Hanya koordinator yang mengatur pengingat."))


def _facts_of(rule: ReminderRule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in FIELDS}


def said(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """A rule in words, to hold two versions side by side."""
    numbers = {name: facts[name] for name in ("months", "days", "hours")}
    yes_no = {True: _("ya"), False: _("tidak")}
    return [
        (_("Kapan"), ReminderRule(**numbers).when),
        (_("Untuk siapa"), str(Step(facts["to"]).label)),
        (_("Lewat apa"), str(Way(facts["way"]).label)),
        (_("Hanya pada hari kerja"), yes_no[facts["on_working_days"]]),
        (_("Aktif"), yes_no[facts["is_active"]]),
    ]


@transaction.atomic
def take_again(*, rung: ReminderRung, by: User, at: datetime) -> None:
    """What broke was mended: the next run takes this rung as if for the first time."""
    _ensure_coordinator(by)
    gone, _rows = ReminderRung.objects.filter(pk=rung.pk, outcome=Outcome.PARKED).delete()
    if not gone:
        raise Refused(_("Pengingat ini tidak sedang diparkir."))
    audit.record(
        kind="reminder_rule", code=rung.rule.code, verb="reminder_retried", actor=by, at=at,
        about=rung.about_code,
    )  # fmt: skip
    doorbell.ring(LADDER)


@transaction.atomic
def keep_wishes(*, user: User, kinds: Collection[str], unwanted: Collection[str]) -> None:
    """Of these kinds, the person does not want to be reminded of the unwanted ones."""
    rows = ReminderOptOut.objects.filter(user=user, kind__in=kinds)
    rows.exclude(kind__in=unwanted).delete()
    ReminderOptOut.objects.bulk_create(
        [ReminderOptOut(user=user, kind=kind) for kind in kinds if kind in unwanted],
        ignore_conflicts=True,
    )
