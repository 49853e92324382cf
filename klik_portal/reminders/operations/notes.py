"""Write reminders to people, one digest a day, and take back what has become needless."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from klik_portal.accounts.models import User
from klik_portal.core import clock
from klik_portal.notifications import queries as messages
from klik_portal.notifications import texts
from klik_portal.notifications.models import Channel, MessageState, OutboxMessage
from klik_portal.notifications.operations import outbox
from klik_portal.reminders import ladder, planning, words
from klik_portal.reminders.models import NoteState, ReminderNote, ReminderRung, Way
from klik_portal.reminders.planning import Planned

PEOPLE_A_RUN = 200
ARRIVED = (MessageState.SENT, MessageState.DELIVERED)


def tell(item: Planned, rung: ReminderRung, person: User, way: Way | None, at: datetime) -> None:
    note = ReminderNote(rung=rung, recipient=person, state=NoteState.UNWANTED, settled_at=at)
    if way is not None:
        values = _values(item, rung, at)
        if way == Way.DIGEST:
            note.state = NoteState.WAITING
            note.line = _subject_line(item.event, values)
        else:
            note.state = NoteState.SENT
            note.mail = _send(item, person, way, values, at)
    note.save()


def _values(item: Planned, rung: ReminderRung, at: datetime) -> dict[str, object]:
    anchor = item.subject.anchors[item.rule.anchor]
    return {
        **item.subject.values(item.thing, at),
        "kapan": words.when(item.anchor_at, at, is_day=anchor.is_day),
        "terlambat": words.late(rung.due_at, is_late=rung.is_late),
    }


def _subject_line(event: str, values: dict[str, object]) -> str:
    text = texts.text_of(event)
    return texts.fill(text, messages.wording_of(event), texts.plain(values)).subject


def _send(
    item: Planned, person: User, way: Way, values: dict[str, object], at: datetime
) -> OutboxMessage | None:
    rows = outbox.enqueue(
        recipient=person,
        event=item.event,
        dedupe=f"{item.rule.code}:{item.thing.pk}:{item.mark}:{item.anchor_at.isoformat()}",
        values=values,
        at=at,
        link=item.link,
        about_kind=item.subject.about_kind,
        about_code=item.code,
        channels=(Channel.IN_APP,) if way == Way.IN_APP else None,
    )
    return _mail_of(rows)


def _mail_of(rows: list[OutboxMessage]) -> OutboxMessage | None:
    return next((row for row in rows if row.channel != Channel.IN_APP), None)


def send_digests(*, at: datetime) -> int:
    """At 07.30, or as soon as possible after: one message to everybody for whom something waits."""
    due = ladder.digest_due(at)
    if at < due:
        return 0
    today, _tomorrow = clock.day_bounds(clock.wita(at).date())
    had_one = ReminderNote.objects.filter(
        recipient=OuterRef("pk"), state=NoteState.DIGESTED, settled_at__gte=today
    )
    waiting = ReminderNote.objects.filter(
        recipient=OuterRef("pk"), state=NoteState.WAITING, rung__due_at__lte=due
    )
    people = User.objects.active().filter(Exists(waiting), ~Exists(had_one)).order_by("pk")
    return sum(_digest(person, due, at) for person in people[:PEOPLE_A_RUN])


@transaction.atomic
def _digest(person: User, due: datetime, at: datetime) -> bool:
    """What was done meanwhile is left out; with nothing left there is no digest."""
    notes = list(
        ReminderNote.objects.select_for_update(of=("self",))
        .filter(recipient=person, state=NoteState.WAITING, rung__due_at__lte=due)
        .select_related("rung__rule")
        .order_by("rung__anchor_at", "pk")
    )
    still_open = planning.still_open(note.rung for note in notes)
    open_notes = [note for note in notes if note.rung_id in still_open]
    for note in notes:
        note.settle(NoteState.DIGESTED if note in open_notes else NoteState.DONE, at)
    if not open_notes:
        return False
    lines = [f"{note.line} {_address(note, still_open[note.rung_id])}" for note in open_notes]
    mail = _mail_of(_enqueue_digest(person, lines, at))
    ReminderNote.objects.filter(pk__in=[note.pk for note in open_notes]).update(mail=mail)
    return True


def _address(note: ReminderNote, thing: object) -> str:
    rule = note.rung.rule
    return settings.BASE_URL + planning.the_subject(rule.kind).link(thing, rule.to)


def _enqueue_digest(person: User, lines: list[str], at: datetime) -> list[OutboxMessage]:
    return outbox.enqueue(
        recipient=person,
        event="reminder.digest",
        dedupe=f"digest:{clock.wita(at).date().isoformat()}",
        values={"jumlah": len(lines), "pengingat": lines},
        at=at,
        link=reverse("notifications:inbox"),
    )


def is_over(message: OutboxMessage, now: datetime) -> bool:
    """Nothing of what this message reminds of is still to be done; notes it on the way."""
    told = ReminderNote.objects.filter(mail__dedupe_key__in=outbox.keys_of_occasion(message))
    notes = list(told.select_related("rung__rule", "mail"))
    if not notes or planning.still_open(note.rung for note in notes):
        return False
    for note in notes:
        if note.mail.state not in ARRIVED:
            note.settle(NoteState.DONE, now)
    return True
