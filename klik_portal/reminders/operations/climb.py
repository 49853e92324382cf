"""Take every rung that is due and was not taken yet. Any number of runs side by side take it once.

Each rung is one small transaction: its row, the notes of its people and their messages come to be
together or not at all, so that a killed worker loses nothing and doubles nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import transaction

from klik_portal.core import clock
from klik_portal.notifications.operations import heartbeat
from klik_portal.notifications.queries import LADDER
from klik_portal.office import queries as office
from klik_portal.reminders import ladder, planning, subjects
from klik_portal.reminders.ladder import Standing
from klik_portal.reminders.models import Outcome, ReminderRung
from klik_portal.reminders.operations import notes
from klik_portal.reminders.planning import Planned

JOB = LADDER
RUNGS_A_RUN = 500

log = structlog.get_logger("klik.reminders")


@dataclass
class Report:
    told: int = 0
    skipped: int = 0
    parked: int = 0
    digests: int = 0
    trouble: str = ""
    has_more: bool = False


def climb(*, at: datetime, most: int = RUNGS_A_RUN) -> Report:
    """One run: the rungs that are due, then the digests. At night it only says that it is alive."""
    report = Report()
    if not ladder.is_night(at):
        for item in _due(at, most, report):
            _take_or_park(item, at, report)
        if not report.has_more:
            report.digests = notes.send_digests(at=at)
    heartbeat.beat(job=JOB, at=at, done=report.told, failed=report.parked, note=report.trouble)
    return report


def _due(at: datetime, most: int, report: Report) -> Iterator[Planned]:
    """Subject by subject, so that one whose rows cannot even be read does not silence the others."""
    rules = planning.active_rules()
    holidays = office.holidays_around(clock.wita(at).date())
    for subject in subjects.every():
        try:
            with transaction.atomic():
                found = planning.planned(
                    subject=subject, rules=rules, since=at - ladder.LOOKBACK, until=at,
                    holidays=holidays, most=most,
                )  # fmt: skip
        except Exception as error:
            log.exception("reminders of a subject could not be read", kind=subject.kind)
            report.trouble = f"{subject.kind}: {type(error).__name__}: {error}"
            continue
        report.has_more = report.has_more or len(found) >= most
        yield from found


def _take_or_park(item: Planned, at: datetime, report: Report) -> None:
    """A broken row must hold up nobody else's reminder; people see it on the trace page."""
    try:
        outcome = _take(item, at)
    except Exception as error:
        log.exception("reminder could not be written", rule=item.rule.code, thing=item.thing.pk)
        outcome = _park(item, at, error)
    if outcome == Outcome.TOLD:
        report.told += 1
    elif outcome == Outcome.PARKED:
        report.parked += 1
    elif outcome is not None:
        report.skipped += 1


@transaction.atomic
def _take(item: Planned, at: datetime) -> Outcome | None:
    """None when another run was there first."""
    rung, is_new = _row(item, at, outcome=item.outcome(at), about_code=item.code)
    if not is_new:
        return None
    if rung.outcome == Outcome.TOLD:
        _tell_everybody(item, rung, at)
    return Outcome(rung.outcome)


def _row(item: Planned, at: datetime, **more: object) -> tuple[ReminderRung, bool]:
    return ReminderRung.objects.get_or_create(
        rule=item.rule,
        thing=item.thing.pk,
        mark=item.mark,
        anchor_at=item.anchor_at,
        defaults={
            "anchor_on": clock.wita(item.anchor_at).date(),
            "due_at": item.due_at,
            "taken_at": at,
            "is_late": item.standing(at) == Standing.LATE,
            **more,
        },
    )


def _tell_everybody(item: Planned, rung: ReminderRung, at: datetime) -> None:
    [people] = planning.recipients([item])
    if not people:
        rung.outcome = Outcome.NOBODY
        rung.save(update_fields=["outcome"])
    unwanted = planning.opted_out(people)
    for person in people:
        notes.tell(item, rung, person, planning.way_for(item, person, unwanted), at)


@transaction.atomic
def _park(item: Planned, at: datetime, error: Exception) -> Outcome | None:
    told = f"{type(error).__name__}: {error}"[:300]
    named = f"{item.subject.kind} {item.thing.pk}"  # its own code may be what is broken
    _rung, is_new = _row(item, at, outcome=Outcome.PARKED, about_code=named, error=told)
    return Outcome.PARKED if is_new else None
