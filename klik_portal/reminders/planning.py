"""Which rungs come due for which things, and who would get what. Reads only.

The run that sends and the page that says what would be sent ask the same questions here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from klik_portal.accounts.models import User
from klik_portal.accounts.roles import Role
from klik_portal.core import clock
from klik_portal.reminders import ladder, subjects
from klik_portal.reminders.ladder import Standing
from klik_portal.reminders.models import (
    Outcome,
    ReminderOptOut,
    ReminderRule,
    ReminderRung,
    Step,
    Way,
)
from klik_portal.reminders.subjects import Anchor, Subject

PAGES = 20  # of one size, at most: a run reads so many things of a kind and no more
Everyone = dict[str, list[User]]


@dataclass(frozen=True)
class Planned:
    """One rule for one thing."""

    rule: ReminderRule
    subject: Subject
    thing: Any
    anchor_at: datetime
    due_at: datetime
    until: datetime

    @property
    def mark(self) -> int:
        return _mark(self.subject, self.thing)

    @property
    def is_fresh(self) -> bool:
        """People heard of the thing after this rung was due: that was reminder enough."""
        return bool(self.subject.told_at) and self.due_at < getattr(
            self.thing, self.subject.told_at
        )

    @property
    def event(self) -> str:
        return self.subject.event(self.rule.to)

    @property
    def code(self) -> str:
        return self.subject.code(self.thing)

    @property
    def link(self) -> str:
        return self.subject.link(self.thing, self.rule.to)

    def standing(self, now: datetime) -> Standing:
        return ladder.standing(self.due_at, self.until, now)

    def outcome(self, now: datetime) -> Outcome:
        if self.is_fresh:
            return Outcome.FRESH
        return Outcome.OVER if self.standing(now) == Standing.OVER else Outcome.TOLD


def planned(
    *,
    subject: Subject,
    rules: Iterable[ReminderRule],
    since: datetime,
    until: datetime,
    holidays: Collection[date],
    most: int,
) -> list[Planned]:
    """Rungs due between two moments and not taken yet, soonest first; stops reading when there are `most`."""
    found: list[Planned] = []
    for name, anchor in subject.anchors.items():
        mine = [rule for rule in rules if (rule.kind, rule.anchor) == (subject.kind, name)]
        if not mine:
            continue
        for things in _pages(_reached(subject, anchor, mine, since, until), most):
            taken = _taken(mine, things)
            found += (
                item
                for thing in things
                for item in rungs_of(subject, anchor, mine, thing, holidays)
                if since < item.due_at <= until and _key(item) not in taken
            )
            if len(found) >= most:
                break
    return sorted(found, key=lambda item: (item.due_at, item.rule.pk, item.thing.pk))


def _pages(things: QuerySet, size: int) -> Iterator[list[Any]]:
    """Page after page: things in reach that turn out to be due later must hide none that are due."""
    for start in range(0, PAGES * size, size):
        page = list(things[start : start + size])
        yield page
        if len(page) < size:
            return


def _reached(
    subject: Subject, anchor: Anchor, rules: list[ReminderRule], since: datetime, until: datetime
) -> QuerySet:
    """Open things in reach of a rule that was not applied to them: index ranges, however many are done."""
    asked = Q()
    for rule in rules:
        low, high = ladder.reach(rule.rung, since, until)
        bounds = (clock.wita(low).date(), clock.wita(high).date()) if anchor.is_day else (low, high)
        in_reach = Q(**{f"{anchor.field}__range": bounds})
        asked |= in_reach & ~Q(Exists(_rungs_for(subject, anchor, rule)))
    return subject.open_things().filter(asked).order_by(anchor.field, "pk")


def _rungs_for(subject: Subject, anchor: Anchor, rule: ReminderRule) -> QuerySet[ReminderRung]:
    same = {"anchor_on" if anchor.is_day else "anchor_at": OuterRef(anchor.field)}
    mark = OuterRef(subject.mark) if subject.mark else 0
    return ReminderRung.objects.filter(rule=rule, thing=OuterRef("pk"), mark=mark, **same)


def _taken(rules: list[ReminderRule], things: list[Any]) -> set[tuple[int, int, int, datetime]]:
    rungs = ReminderRung.objects.filter(rule__in=rules, thing__in=[thing.pk for thing in things])
    return set(rungs.values_list("rule_id", "thing", "mark", "anchor_at")) if things else set()


def _key(item: Planned) -> tuple[int, int, int, datetime]:
    return item.rule.pk, item.thing.pk, item.mark, item.anchor_at


def _mark(subject: Subject, thing: Any) -> int:
    return getattr(thing, subject.mark) if subject.mark else 0


def rungs_of(
    subject: Subject,
    anchor: Anchor,
    rules: Iterable[ReminderRule],
    thing: Any,
    holidays: Collection[date],
) -> list[Planned]:
    """Every rung of one thing; for each recipient the next rung ends the use of the one before."""
    at = anchor.moment_of(getattr(thing, anchor.field))
    ladders: dict[str, list[tuple[datetime, ReminderRule]]] = defaultdict(list)
    for rule in rules:
        ladders[rule.to].append((ladder.due_at(rule.rung, at, holidays), rule))
    found = []
    for rungs in ladders.values():
        rungs.sort(key=lambda rung: (_offset(rung[1]), rung[0]))
        followers = [due for due, _rule in rungs[1:]]
        for (due, rule), next_due in zip(rungs, [*followers, None], strict=True):
            until = ladder.worth_until(rule.rung, due, at, next_due)
            found.append(Planned(rule, subject, thing, at, due, until))
    return found


def _offset(rule: ReminderRule) -> tuple[int, int]:
    return rule.months * 30 + rule.days, rule.hours


def active_rules() -> list[ReminderRule]:
    return list(ReminderRule.objects.filter(is_active=True))


def recipients(items: Sequence[Planned]) -> list[list[User]]:
    """Who is concerned by each of them. A request without an officer is the coordinators' business."""
    asked: dict[str, dict[int, Any]] = defaultdict(dict)
    for item in items:
        if item.rule.to == Step.APPLICANT:
            asked[item.subject.kind][item.thing.pk] = item.thing
    applicants = {
        kind: the_subject(kind).applicants(list(things.values())) for kind, things in asked.items()
    }
    office = _office() if any(item.rule.to != Step.APPLICANT for item in items) else {}
    return [
        list(applicants[item.subject.kind].get(item.thing.pk, ()))
        if item.rule.to == Step.APPLICANT
        else _staff(item, office)
        for item in items
    ]


def the_subject(kind: str) -> Subject:
    found = subjects.of_kind(kind)
    assert found  # noqa: S101 -- only asked about kinds that were planned
    return found


def _staff(item: Planned, office: Everyone) -> list[User]:
    if item.rule.to == Step.OFFICER:
        officer = item.subject.officer(item.thing)
        if officer and officer.is_active:
            return [officer]
    role = Role.HEAD if item.rule.to == Step.HEAD else Role.COORDINATOR
    return office.get(role, [])


def _office() -> Everyone:
    found: Everyone = defaultdict(list)
    leading = User.objects.active().filter(role__in=(Role.COORDINATOR, Role.HEAD))
    for person in leading.order_by("pk"):
        found[person.role].append(person)
    return found


def opted_out(people: Iterable[User]) -> set[tuple[int, str]]:
    rows = ReminderOptOut.objects.filter(user__in={person.pk for person in people})
    return set(rows.values_list("user_id", "kind"))


def way_for(item: Planned, person: User, unwanted: Collection[tuple[int, str]]) -> Way | None:
    """How this person hears of it; None when they need not and do not want to."""
    if (person.pk, item.subject.kind) not in unwanted:
        return Way(item.rule.way)
    must_know = item.subject.stays_because or item.rule.to != Step.APPLICANT
    return Way.IN_APP if must_know else None


def still_open(rungs: Iterable[ReminderRung]) -> dict[int, Any]:
    """The things of those rungs that still are as they were, by rung."""
    by_kind: dict[str, list[ReminderRung]] = defaultdict(list)
    for rung in rungs:
        by_kind[rung.rule.kind].append(rung)
    found: dict[int, Any] = {}
    for kind, same in by_kind.items():
        subject = subjects.of_kind(kind)
        if subject is None:
            continue
        rows = subject.open_things().filter(pk__in=[rung.thing for rung in same])
        things = {thing.pk: thing for thing in rows}
        found |= {
            rung.pk: things[rung.thing]
            for rung in same
            if rung.thing in things and _is_same(subject, rung, things[rung.thing])
        }
    return found


def _is_same(subject: Subject, rung: ReminderRung, thing: Any) -> bool:
    anchor = subject.anchors[rung.rule.anchor]
    at = anchor.moment_of(getattr(thing, anchor.field))
    return (at, _mark(subject, thing)) == (rung.anchor_at, rung.mark)
