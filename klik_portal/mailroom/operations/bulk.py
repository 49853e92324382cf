"""Write to many at once: counted before, held for a minute, taken back while it has not left."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit.operations import record
from klik_portal.core.verdict import Refused
from klik_portal.mailroom import queries
from klik_portal.mailroom.models import BulkSend
from klik_portal.notifications.operations import outbox

KIND = "bulk"
MOST = 300  # people at once; more than that is written kecamatan by kecamatan
SENDS_AN_HOUR = 5


def is_own_page(link: str) -> bool:
    """A path inside Klik, never another address."""
    if not link.startswith("/") or link.startswith("//") or "\\" in link:
        return False
    try:
        resolve(link.partition("?")[0].partition("#")[0])
    except Resolver404:
        return False
    return True


@transaction.atomic
def send(
    *,
    people: Collection[str],
    seen_count: int,
    subject: str,
    body: str,
    link: str,
    by: User,
    at: datetime,
) -> BulkSend:
    """Queue the letter for everybody named who may still be written to; it leaves in a minute.

    `people` are public ids, `seen_count` the number the sender was shown and agreed to.
    """
    if not by.is_caseworker:
        raise Refused(_("Hanya petugas yang mengirim pesan ke banyak orang."))
    chosen = [recipient.person for recipient in queries.addressable(by=by, people=people)]
    _ensure_sound(chosen, seen_count, subject, body, link)
    if queries.sent_since(user=by, moment=at - timedelta(hours=1)) >= SENDS_AN_HOUR:
        raise Refused(_("Sudah %d kiriman dalam satu jam. Tunggu sebentar.") % SENDS_AN_HOUR)
    bulk = BulkSend.objects.create(
        subject=" ".join(subject.split()), body=body.strip(), link=link, people_count=len(chosen),
        made_by=by, made_at=at, due_at=at + BulkSend.HOLD,
    )  # fmt: skip
    _enqueue(bulk, chosen)
    record(
        kind=KIND, code=bulk.token, verb="bulk_sent", actor=by, at=at, subject=bulk.subject,
        people=len(chosen),
    )  # fmt: skip
    return bulk


def _ensure_sound(
    chosen: Collection[User], seen_count: int, subject: str, body: str, link: str
) -> None:
    if not chosen:
        raise Refused(_("Pilih sedikitnya satu penerima."))
    if len(chosen) > MOST:
        raise Refused(_("Paling banyak %d orang sekaligus. Persempit pilihannya.") % MOST)
    if len(chosen) != seen_count:
        raise Refused(_("Daftar penerima berubah: sekarang %d orang. Periksa lagi.") % len(chosen))
    if not subject.strip() or not body.strip():
        raise Refused(_("Tulis judul dan isi pesannya."))
    if link and not is_own_page(link):
        raise Refused(_("Tautan harus halaman di Klik, misalnya /panduan/."))


def _enqueue(bulk: BulkSend, people: Collection[User]) -> None:
    written = [
        row.pk
        for person in people
        for row in outbox.enqueue(
            recipient=person,
            event="bulk.message",
            dedupe=f"bulk:{bulk.token}",
            values={"judul": bulk.subject, "isi": bulk.body.splitlines()},
            at=bulk.made_at,
            due_at=bulk.due_at,
            link=bulk.link,
            about_kind=KIND,
            about_code=bulk.token,
        )
    ]
    bulk.first_message_id, bulk.last_message_id = min(written), max(written)
    bulk.save(update_fields=["first_message_id", "last_message_id"])


@transaction.atomic
def undo(*, bulk: BulkSend, by: User, at: datetime) -> int:
    """Take back what no worker has taken yet; gives the number of messages that stay here."""
    bulk = BulkSend.objects.select_for_update(of=("self",)).get(pk=bulk.pk)
    if not (by.is_coordinator or bulk.made_by_id == by.pk):
        raise Refused(_("Hanya pengirimnya atau koordinator yang menarik kiriman ini."))
    if bulk.undone_at:
        raise Refused(_("Kiriman ini sudah ditarik."))
    count = outbox.cancel(about_kind=KIND, about_code=bulk.token, at=at)
    if not count:
        raise Refused(_("Semua pesan sudah berangkat, jadi tidak dapat ditarik lagi."))
    bulk.undone_by, bulk.undone_at, bulk.undone_count = by, at, count
    bulk.save(update_fields=["undone_by", "undone_at", "undone_count"])
    record(kind=KIND, code=bulk.token, verb="bulk_undone", actor=by, at=at, messages=count)
    return count
