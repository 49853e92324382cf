"""The office puts a message into its own words, and takes earlier ones back. Every version stays."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit.operations import record
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.notifications import queries, texts
from klik_portal.notifications.models import Channel, OutboxMessage, TextVersion
from klik_portal.notifications.operations import outbox
from klik_portal.notifications.texts import Wording

KIND = "message_text"
SAMPLE = "message.sample"
SAMPLES_AN_HOUR = 20


@transaction.atomic
def keep(*, event: str, wording: Wording, seen: int, by: User, at: datetime) -> TextVersion | None:
    """Send these words from now on. `seen` is the version they were written over; 0: the shipped words.

    Gives the new version, or None when these words were in use already.
    """
    _ensure_coordinator(by)
    text = texts.text_of(event)
    wording = Wording(" ".join(wording.subject.split()), "\n".join(wording.body.splitlines()))
    if sentences := texts.objections(text, wording):
        raise Refused(*(sentence for field in sentences.values() for sentence in field))
    before = queries.wording_of(event)
    if wording == before:
        return None
    made = _add(event, seen, wording, by=by, at=at, subject=wording.subject, body=wording.body)
    record(
        kind=KIND, code=event, verb="text_changed", actor=by, at=at, version=made.version,
        before=before.subject, after=wording.subject,
    )  # fmt: skip
    return made


@transaction.atomic
def restore(*, event: str, version: int, seen: int, by: User, at: datetime) -> TextVersion:
    """Go back to an earlier version, or to the words Klik ships (version 0)."""
    _ensure_coordinator(by)
    text = texts.text_of(event)
    old = TextVersion.objects.filter(event=event, version=version, is_shipped=False).first()
    if version and (old is None or texts.objections(text, old.wording)):
        raise Refused(_("Versi itu tidak dapat dipakai lagi."))
    wording = old.wording if old else text.shipped
    if wording == queries.wording_of(event):
        raise Refused(_("Teks itu memang sedang dipakai."))
    columns = {"subject": old.subject, "body": old.body} if old else {"is_shipped": True}
    made = _add(event, seen, wording, by=by, at=at, **columns)
    record(
        kind=KIND, code=event, verb="text_restored", actor=by, at=at, version=made.version,
        restored=version,
    )  # fmt: skip
    return made


@transaction.atomic
def send_sample(*, subject: str, lines: Sequence[str], key: str, by: User, at: datetime) -> None:
    """The words as filled, to the writer's own address, through the same outbox as everything else."""
    _ensure_coordinator(by)
    if not by.email:
        raise Refused(_("Akun Anda belum punya alamat surel."))
    lately = OutboxMessage.objects.filter(
        event=SAMPLE, recipient=by, created_at__gt=at - timedelta(hours=1)
    )
    if lately.count() >= SAMPLES_AN_HOUR:
        raise Refused(_("Sudah banyak contoh dalam satu jam ini. Coba lagi nanti."))
    outbox.enqueue(
        recipient=by,
        event="message.sample",
        dedupe=f"sample:{key}",
        values={"judul": subject, "isi": list(lines)},
        at=at,
        channels=(Channel.EMAIL,),
    )
    record(kind=KIND, code=SAMPLE, verb="text_sampled", actor=by, at=at, subject=subject)


def _add(
    event: str, seen: int, wording: Wording, *, by: User, at: datetime, **columns: object
) -> TextVersion:
    """One version above the one that was seen; whoever comes second is shown the first one's words."""
    latest = queries.latest_version(event)
    if (latest.version if latest else 0) == seen:
        try:
            with transaction.atomic():
                return TextVersion.objects.create(
                    event=event, version=seen + 1, made_by=by, made_at=at, **columns
                )
        except IntegrityError:
            pass  # between our look and our write somebody took this number
    theirs = queries.wording_of(event)
    raise Conflict(
        theirs=[(_("Judul"), theirs.subject), (_("Isi pesan"), theirs.body)],
        yours=[(_("Judul"), wording.subject), (_("Isi pesan"), wording.body)],
    )


def _ensure_coordinator(by: User) -> None:
    if not by.is_coordinator:
        raise Refused(_("Hanya koordinator yang mengubah teks pesan."))
