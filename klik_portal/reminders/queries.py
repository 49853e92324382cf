"""The rules by subject, what became of rungs, and what the next days will bring. Reads only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from klik_portal.accounts.models import User
from klik_portal.core import clock
from klik_portal.office import queries as office
from klik_portal.office.working_days import outside_quiet_hours
from klik_portal.reminders import ladder, planning, subjects
from klik_portal.reminders.models import (
    NoteState,
    Outcome,
    ReminderNote,
    ReminderRule,
    ReminderRung,
    Step,
    Way,
)
from klik_portal.reminders.planning import Planned
from klik_portal.reminders.subjects import News, Subject

PAGE_SIZE = 25
FORESIGHT = timedelta(days=14)
MOST_FORESEEN = 200


def rules_by_subject() -> list[tuple[Subject, list[ReminderRule]]]:
    """Every subject with its rules, in the order of the ladder."""
    rules = list(ReminderRule.objects.all())
    return [
        (subject, [rule for rule in rules if rule.kind == subject.kind])
        for subject in subjects.every()
    ]


@dataclass(frozen=True)
class TracePage:
    rows: list[ReminderRung]
    next_cursor: str


def trace(*, outcome: str = "", before: str = "") -> TracePage:
    """What became of each rung, newest first, with the people it was for."""
    rows: QuerySet[ReminderRung] = ReminderRung.objects.select_related("rule").order_by("-pk")
    if outcome:
        rows = rows.filter(outcome=outcome)
    if before.isascii() and before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    page = list(rows.prefetch_related("notes__recipient")[: PAGE_SIZE + 1])
    has_more = len(page) > PAGE_SIZE
    page = page[:PAGE_SIZE]
    return TracePage(page, str(page[-1].pk) if has_more else "")


def parked_count() -> int:
    return ReminderRung.objects.filter(outcome=Outcome.PARKED)[:1000].count()


@dataclass(frozen=True)
class Foreseen:
    """One line of what would be sent: when, to whom, about what, and why."""

    at: datetime
    person: User | None  # nobody is there to be told
    way: Way | None  # the person does not want it
    rule: ReminderRule
    due_at: datetime
    code: str
    link: str = ""


def foresee(*, subject: Subject, now: datetime) -> list[Foreseen]:
    """Who would get what in the next 14 days if nothing else happened, by the functions of the real run."""
    items = [
        item
        for item in planning.planned(
            subject=subject, rules=planning.active_rules(), since=now - ladder.LOOKBACK,
            until=now + FORESIGHT, holidays=office.holidays_around(clock.wita(now).date()),
            most=MOST_FORESEEN,
        )
        if item.outcome(_taken_at(item, now)) == Outcome.TOLD
    ]  # fmt: skip
    people = planning.recipients(items)
    unwanted = planning.opted_out(person for everyone in people for person in everyone)
    found = _waiting(subject, now)
    for item, everyone in zip(items, people, strict=True):
        for person in everyone or (None,):
            way = planning.way_for(item, person, unwanted) if person else None
            found.append(_line(item, person, way, now))
    return sorted(found, key=lambda line: (line.at, line.due_at, line.code))


def _taken_at(item: Planned, now: datetime) -> datetime:
    return max(item.due_at, outside_quiet_hours(now))


def _line(item: Planned, person: User | None, way: Way | None, now: datetime) -> Foreseen:
    at = _taken_at(item, now)
    if way == Way.DIGEST:
        at = max(at, ladder.next_digest(item.due_at))
    return Foreseen(at, person, way, item.rule, item.due_at, item.code, item.link)


def _waiting(subject: Subject, now: datetime) -> list[Foreseen]:
    """Already taken, and on its way with the next digest."""
    notes = ReminderNote.objects.filter(state=NoteState.WAITING, rung__rule__kind=subject.kind)
    rows = list(notes.select_related("rung__rule", "recipient")[:MOST_FORESEEN])
    still_open = planning.still_open(note.rung for note in rows) if rows else {}
    return [
        Foreseen(
            max(now, ladder.next_digest(note.rung.due_at)), note.recipient, Way.DIGEST, note.rung.rule,
            note.rung.due_at, note.rung.about_code,
        )
        for note in rows
        if note.rung_id in still_open
    ]  # fmt: skip


def kinds_for(user: User) -> list[Subject | News]:
    """What somebody in this role can be reminded of by the active rules, and the news they get."""
    rules = ReminderRule.objects.filter(is_active=True)
    if user.is_applicant:
        rules = rules.filter(to=Step.APPLICANT)
    else:
        rules = rules.exclude(to=Step.APPLICANT)
    kinds = set(rules.values_list("kind", flat=True).distinct())
    reminded = [subject for subject in subjects.every() if subject.kind in kinds]
    return [*reminded, *subjects.news_for(user)]
