"""Hand a library over: offered, accepted by the successor, confirmed by an officer. Never a shared password.

Everything that waits hangs on the library and so goes along; who leaves loses sight of it at once.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from klik_portal.accounts import operations as accounts
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.verdict import Refused, Verdict
from klik_portal.files.models import StoredFile
from libraries import custody
from libraries.models import (
    CustodyHandover,
    HandoverState,
    LibraryMembership,
    MemberKind,
)
from libraries.operations import custody_news as news
from libraries.operations.locking import lock
from libraries.signals import custody_handed, membership_ended

MOST_OFFERS = 5  # by one keeper; whoever needs more asks the office


def may_start(*, giver: LibraryMembership, by: User) -> Verdict:
    if not by.is_caseworker and giver.user_id != by.pk:
        return Verdict.no(_("Hanya pengelola itu sendiri atau petugas yang dapat menyerahkan."))
    if giver.kind != MemberKind.KEEPER:
        return Verdict.no(_("Hanya pengelola yang menyerahkan perpustakaan kepada penerus."))
    if giver.ended_at:
        return Verdict.no(_("Keanggotaan ini sudah berakhir, tidak ada lagi yang diserahkan."))
    if not giver.confirmed_at:
        return Verdict.no(_("Pengelola ini belum dikonfirmasi petugas."))
    return Verdict.yes()


@transaction.atomic
def start(
    *, giver: LibraryMembership, name: str, login: str, position: str, reason: str,
    letter: StoredFile | None, by: User, at: datetime,
) -> CustodyHandover:  # fmt: skip
    """Offer the library to whoever has this address or number; an account is made when there is none."""
    lock(giver.library_id)
    giver = _locked_giver(giver)
    _ensure(may_start(giver=giver, by=by))
    if giver.handovers_given.count() >= MOST_OFFERS and not by.is_caseworker:
        raise Refused(_("Sudah terlalu sering dicoba. Hubungi petugas untuk menyerahkan."))
    successor = accounts.sign_up(name=name, login=login)
    if successor is None:
        raise Refused(_("Nomor atau surel ini tidak dapat dipakai untuk pemohon."))
    if successor == giver.user:
        raise Refused(_("Penerus tidak boleh orang yang sama."))
    handover = CustodyHandover(
        library=giver.library, giver=giver, successor=successor, successor_name=name, position=position,
        reason=reason, letter=letter, started_by=by, started_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            handover.save(force_insert=True)
    except IntegrityError:
        if not giver.handovers_given.open().exists():
            raise
        raise Refused(_("Serah terima pengelola ini sudah berjalan. Batalkan dulu.")) from None
    _record(handover, "custody_offered", by, at)
    news.tell_offered(handover, at)
    return handover


@transaction.atomic
def accept(*, handover: CustodyHandover, by: User, at: datetime) -> CustodyHandover:
    handover = _begin(handover)
    _ensure_is_successor(handover, by)
    if handover.state == HandoverState.ACCEPTED:
        return handover
    handover.state, handover.accepted_at = HandoverState.ACCEPTED, at
    handover.save(update_fields=["state", "accepted_at"])
    _record(handover, "custody_accepted", by, at)
    news.tell_accepted(handover, at)
    return handover


@transaction.atomic
def decline(*, handover: CustodyHandover, by: User, at: datetime) -> CustodyHandover:
    handover = _begin(handover)
    _ensure_is_successor(handover, by)
    _close(handover, HandoverState.DECLINED, "", by, at)
    _record(handover, "custody_declined", by, at)
    news.tell_declined(handover, at)
    return handover


@transaction.atomic
def attach_letter(
    *, handover: CustodyHandover, letter: StoredFile, by: User, at: datetime
) -> CustodyHandover:
    handover = _begin(handover)
    ensure_may_attach(handover=handover, by=by)
    handover.letter = letter
    handover.save(update_fields=["letter"])
    _record(handover, "custody_letter", by, at, sha256=letter.sha256)
    return handover


def ensure_may_attach(*, handover: CustodyHandover, by: User) -> None:
    """Asked before a file is taken in."""
    if not handover.is_open:
        raise Refused(_("Serah terima ini sudah ditutup."))
    if not by.is_caseworker and by.pk != handover.giver.user_id:
        raise Refused(_("Surat diunggah oleh pengelola yang menyerahkan atau petugas."))


@transaction.atomic
def cancel(*, handover: CustodyHandover, by: User, at: datetime) -> CustodyHandover:
    """Taken back by whoever hands over, or by the office."""
    handover = _begin(handover)
    if not by.is_caseworker and by.pk != handover.giver.user_id:
        raise Refused(_("Hanya yang menyerahkan atau petugas yang dapat membatalkan."))
    _drop(handover, by, at)
    return handover


@transaction.atomic
def refuse(*, handover: CustodyHandover, reason: str, by: User, at: datetime) -> CustodyHandover:
    handover = _begin(handover)
    _ensure_officer(by)
    if not reason.strip():
        raise Refused(_("Tulis alasannya; orangnya akan membacanya."))
    _close(handover, HandoverState.REFUSED, reason.strip()[:240], by, at)
    _record(handover, "custody_refused", by, at, note=reason)
    news.tell_refused(handover, at)
    return handover


def may_confirm(*, handover: CustodyHandover) -> Verdict:
    """The successor said yes, or a letter says it, or they belong to the library already."""
    if not handover.is_open:
        return Verdict.no(_("Serah terima ini sudah ditutup."))
    if handover.state == HandoverState.ACCEPTED or handover.letter_id:
        return Verdict.yes()
    member = LibraryMembership.objects.of(handover.successor, handover.library)
    if member and member.is_confirmed:
        return Verdict.yes()
    return Verdict.no(_("Penerus belum menerima dan belum ada surat serah terima."))


@transaction.atomic
def confirm(*, handover: CustodyHandover, by: User, at: datetime) -> CustodyHandover:
    """The successor keeps the library from now on; the giver sees nothing of it from the next request on."""
    handover = _begin(handover)
    _ensure_officer(by)
    _ensure(may_confirm(handover=handover))
    giver = _locked_giver(handover.giver)
    if giver.ended_at:
        raise Refused(_("Keanggotaan pengelola lama sudah berakhir. Batalkan serah terima ini."))
    if not handover.successor.is_active:
        raise Refused(_("Akun penerus tidak aktif."))
    handover.taken = _made_keeper(handover, by, at)
    giver.end(by=by, at=at, reason=handover.reason)
    _close(handover, HandoverState.DONE, "", by, at)
    _move_contact(handover)
    _record(handover, "custody_done", by, at)
    news.tell_done(handover, custody.pending(handover.library, at), at)
    library = handover.library
    membership_ended.send(sender=None, user=giver.user, library=library, at=at)
    custody_handed.send(
        sender=None, library=library, giver=giver.user, successor=handover.successor,
        position=handover.position, by=by, at=at,
    )  # fmt: skip
    return handover


def drop_of(*, membership: LibraryMembership, by: User, at: datetime) -> None:
    """A keeper whose membership ends otherwise has nothing left to hand over."""
    for handover in membership.handovers_given.open().with_people():
        _drop(handover, by, at)


def _made_keeper(handover: CustodyHandover, by: User, at: datetime) -> LibraryMembership:
    mine = LibraryMembership.objects.current().filter(
        library=handover.library, user=handover.successor
    )
    membership = mine.select_for_update(of=("self",)).first()
    if membership is None:
        membership = LibraryMembership(
            library=handover.library, user=handover.successor, asked_at=handover.started_at
        )
    membership.kind = MemberKind.KEEPER
    membership.position = handover.position or membership.position
    if membership.confirmed_at is None:
        membership.confirmed_by, membership.confirmed_at = by, at
    membership.save()
    return membership


def _move_contact(handover: CustodyHandover) -> None:
    """The registry names whom one reaches: where that was the giver, it is the successor now."""
    library, old, new = handover.library, handover.giver.user, handover.successor
    moved = {
        "contact_name": (old.name, new.name), "contact_phone": (old.phone, new.phone),
        "contact_email": (old.email, new.email), "head_name": (old.name, new.name),
    }  # fmt: skip
    changed = [name for name, (was, _now) in moved.items() if was and getattr(library, name) == was]
    for name in changed:
        setattr(library, name, moved[name][1] or "")
    if changed:
        library.version += 1
        library.save(update_fields=[*changed, "version"])


def _begin(handover: CustodyHandover) -> CustodyHandover:
    """Locked behind its library, so that two hand-overs and a merge come one after the other."""
    lock(handover.library_id)
    handover = (
        CustodyHandover.objects.select_for_update(of=("self",)).with_people().get(pk=handover.pk)
    )
    if not handover.is_open:
        raise Refused(_("Serah terima ini sudah ditutup."))
    return handover


def _locked_giver(giver: LibraryMembership) -> LibraryMembership:
    rows = LibraryMembership.objects.select_for_update(of=("self",))
    return rows.select_related("library", "user").get(pk=giver.pk)


def _close(
    handover: CustodyHandover, state: HandoverState, note: str, by: User, at: datetime
) -> None:
    handover.state, handover.decision_note = state, note
    handover.decided_by, handover.decided_at = by, at
    handover.save()


def _drop(handover: CustodyHandover, by: User, at: datetime) -> None:
    _close(handover, HandoverState.CANCELLED, "", by, at)
    _record(handover, "custody_cancelled", by, at)
    news.tell_cancelled(handover, by, at)


def _record(
    handover: CustodyHandover, verb: str, by: User, at: datetime, **more: str
) -> None:  # fmt: skip
    audit.record(
        kind="library", code=handover.library.code, verb=verb, actor=by, at=at, handover=handover.token,
        giver=handover.giver.user.display_name, successor=handover.successor_name, **more,
    )  # fmt: skip


def _ensure(verdict: Verdict) -> None:
    if not verdict:
        raise Refused(*verdict.reasons)


def _ensure_officer(by: User) -> None:
    if not by.is_caseworker:
        raise Refused(_("Hanya petugas yang dapat mengurus keanggotaan."))


def _ensure_is_successor(handover: CustodyHandover, by: User) -> None:
    if by.pk != handover.successor_id:
        raise Refused(_("Hanya penerus yang dapat menjawab."))
