"""What the pages of the question box show. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from accreditation.models import Application, Question
from accreditation.operations.questions import hashed
from accreditation.pages import Deadline, answer_deadline
from klik_portal.accounts.models import User
from klik_portal.core import clock
from klik_portal.office import queries as office

MOST_SHOWN = 50
MOST_THREADS = 20


@dataclass(frozen=True)
class Row:
    question: Question
    deadline: Deadline


def waiting(*, user: User, at: datetime) -> list[Row]:
    """The box: what is due soonest first, with what is left of the promise."""
    holidays = office.holidays_around(clock.wita(at).date())
    rows = Question.objects.visible_to(user).open().select_related("asked_by")
    return [
        Row(row, answer_deadline(row.due_at, at, holidays))
        for row in rows.order_by("due_at", "pk")[:MOST_SHOWN]
    ]


def closed(*, user: User) -> QuerySet[Question]:
    rows = Question.objects.visible_to(user).filter(closed_at__isnull=False)
    return rows.select_related("asked_by", "closed_by").order_by("-closed_at", "-pk")[:MOST_SHOWN]


def found(*, secret: str, user: User | None) -> Question | None:
    """By the link that was given out, or by the person's own account."""
    rows = Question.objects.select_related("application")
    by_link = rows.filter(secret_hash=hashed(secret)).first()
    if by_link or user is None:
        return by_link
    return rows.filter(token=secret, asked_by=user).first()


def threads_of(asker: User | None) -> list[Application]:
    """The requests in whose thread a question of this person can go on."""
    if asker is None or not asker.is_applicant:
        return []
    rows = Application.objects.visible_to(asker).filter(first_submitted_at__isnull=False)
    return list(rows.distinct().select_related("library").order_by("-created_at")[:MOST_THREADS])
