"""Write into the thread of a request, and note how far a side has read."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from accreditation import policies, queries
from accreditation.models import (
    Application,
    Correction,
    Message,
    MessageFile,
    MessageSide,
    ReadMark,
)
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.verdict import Refused
from klik_portal.files.models import StoredFile
from klik_portal.notifications.models import OutboxMessage
from klik_portal.notifications.operations import outbox
from klik_portal.office import working_days

KIND = "application"
MOST_FILES = 5
EVENTS = {
    MessageSide.LIBRARY: "application.to_read",
    MessageSide.OFFICE: "application.asked",
}


def ensure_may_write(*, application: Application, by: User) -> None:
    """Asked before a file is taken in, so that nobody uploads megabytes in vain."""
    capacities = queries.capacities_of(user=by, application=application)
    verdict = policies.may_write(application=application, capacities=capacities)
    if not verdict:
        raise Refused(*verdict.reasons)


@transaction.atomic
def send(
    *,
    application: Application,
    text: str,
    by: User,
    at: datetime,
    files: Sequence[StoredFile] = (),
    about: Correction | None = None,
    form_digest: str | None = None,
) -> Message:
    """Add a message and tell the other side, once until it has read. The same form counts once."""
    application = _locked(application)
    ensure_may_write(application=application, by=by)
    if form_digest and (twin := Message.objects.filter(author=by, form_digest=form_digest).first()):
        return twin
    if not text.strip() and not files:
        raise Refused(_("Tulis pesan Anda, atau lampirkan foto atau PDF."))
    message = Message.objects.create(
        application=application, side=MessageSide.of(by), author=by, body=text.strip(), about=about,
        sent_at=at, form_digest=form_digest,
    )  # fmt: skip
    MessageFile.objects.bulk_create(MessageFile(message=message, file=file) for file in files)
    audit.record(
        kind=KIND, code=application.code, verb="message_sent", actor=by, at=at, files=len(files)
    )
    _tell(application, MessageSide(message.side).other, at)
    return message


def _locked(application: Application) -> Application:
    return (
        Application.objects.select_for_update(of=("self",))
        .select_related("library", "created_by", "assigned_to")
        .get(pk=application.pk)
    )


def _tell(application: Application, side: MessageSide, at: datetime) -> None:
    """One notice per unread batch: how far the side has read names the batch.

    It says that something was written, never what: people leave libraries, mails lie around.
    """
    marks = [ReadMark(application=application, side=each) for each in MessageSide]
    ReadMark.objects.bulk_create(marks, ignore_conflicts=True)
    batch = ReadMark.objects.select_for_update().get(application=application, side=side).up_to
    people, channels = _readers(application, side)
    for person in people:
        outbox.enqueue(
            recipient=person,
            event=EVENTS[side],
            dedupe=f"{application.code}:message:{side}:{batch}",
            values={"nomor": application.code, "perpustakaan": application.library},
            at=at,
            link=reverse("accreditation:conversation", args=[application.code]),
            about_kind=KIND,
            about_code=application.code,
            channels=channels,
            due_at=working_days.outside_quiet_hours(at),
        )


def _readers(
    application: Application, side: MessageSide
) -> tuple[Sequence[User], Sequence[str] | None]:
    """The library's people; or the officer in charge, and without one every caseworker inside Klik."""
    if side == MessageSide.LIBRARY:
        return queries.applicants_of(application), None
    officer = application.assigned_to
    if officer and officer.is_active:
        return [officer], None
    return list(User.objects.caseworkers()), ("in_app",)


@transaction.atomic
def mark_read(*, application: Application, side: MessageSide, up_to: int, at: datetime) -> None:
    """The side has seen everything up to this message; what arrived while it looked is announced."""
    mark = ReadMark.objects.filter(application=application, side=side, up_to__lt=up_to)
    if mark.update(up_to=up_to, read_at=at) and _unread(application.code, side).exists():
        _tell(application, side, at)


def is_read(notice: OutboxMessage, now: datetime) -> bool:
    """What a notice announced was read while it waited for the morning or for an officer."""
    [side] = [side for side, event in EVENTS.items() if event == notice.event]
    announced = _unread(notice.about_code, side).filter(sent_at__lte=notice.created_at)
    return not announced.exists()


def _unread(code: str, side: MessageSide) -> QuerySet[Message]:
    mark = ReadMark.objects.filter(application=OuterRef("application"), side=side)
    return Message.objects.filter(
        application__code=code, side=side.other, pk__gt=Subquery(mark.values("up_to")[:1])
    )
