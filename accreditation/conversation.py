"""What the page of a thread shows, and how much of it a side has not read yet. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accreditation.models import Application, Message, MessageFile, MessageSide, ReadMark

PAGE_SIZE = 20


@dataclass(frozen=True)
class Row:
    """One message as one side sees it."""

    message: Message
    is_own: bool
    is_new: bool
    read_at: datetime | None  # when the other side had read it; only on the newest one it has read


@dataclass(frozen=True)
class Thread:
    rows: list[Row]
    newest: int  # number of the newest message shown, 0 without any
    older_than: str  # token for the next page; empty when this is the last one


def thread(*, application: Application, side: MessageSide, before: str = "") -> Thread:
    """Newest first, so that a phone shows the news without scrolling; older ones by page."""
    rows = Message.objects.filter(application=application)
    if before:
        rows = rows.filter(
            pk__lt=Message.objects.filter(application=application, token=before).values("pk")
        )
    found = list(
        rows.select_related("author", "about__indicator__component")
        .prefetch_related(Prefetch("files", MessageFile.objects.select_related("file")))
        .order_by("-pk")[: PAGE_SIZE + 1]
    )  # fmt: skip
    page = found[:PAGE_SIZE]
    for message in page:
        message.application = application
    marks = {mark.side: mark for mark in ReadMark.objects.filter(application=application)}
    return Thread(
        rows=_rows(page, side, marks),
        newest=page[0].pk if page else 0,
        older_than=page[-1].token if len(found) > PAGE_SIZE else "",
    )


def _rows(page: list[Message], side: MessageSide, marks: dict[str, ReadMark]) -> list[Row]:
    mine, theirs = marks.get(side), marks.get(side.other)
    seen = [m.pk for m in page if m.side == side and theirs and m.pk <= theirs.up_to]
    return [
        Row(
            message=message,
            is_own=message.side == side,
            is_new=message.side != side and message.pk > (mine.up_to if mine else 0),
            read_at=theirs.read_at if theirs and seen and message.pk == seen[0] else None,
        )
        for message in page
    ]


def with_unread(applications: QuerySet[Application], side: MessageSide) -> QuerySet[Application]:
    """Annotates how many messages of the other side nobody on this side has seen."""
    mark = ReadMark.objects.filter(application=OuterRef("application"), side=side)
    unread = (
        Message.objects.filter(application=OuterRef("pk"), side=side.other)
        .filter(pk__gt=Coalesce(Subquery(mark.values("up_to")[:1]), 0))
        .order_by()
        .values("application")
        .annotate(n=Count("pk"))
    )
    return applications.annotate(unread_count=Coalesce(Subquery(unread.values("n")), 0))


def sent_before(*, author_id: int, form_digest: str) -> bool:
    """Has this very form been taken already? Asked before its files are taken in again."""
    return Message.objects.filter(author=author_id, form_digest=form_digest).exists()
