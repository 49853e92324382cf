"""Ask to act for a library, confirm, refuse, end. Never shared, always handed over."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.verdict import Refused
from klik_portal.notifications.operations import outbox
from libraries.models import Library, LibraryMembership
from libraries.operations import custody
from libraries.operations.locking import lock
from libraries.signals import membership_ended

KIND = "membership"


@transaction.atomic
def claim(
    *, library: Library, kind: str, position: str, by: User, at: datetime
) -> LibraryMembership:
    """Say 'this is my library'. Counts once an officer confirms."""
    if not by.is_applicant:
        raise Refused(_("Akun petugas tidak dapat menjadi pengelola perpustakaan."))
    try:
        with transaction.atomic():
            membership = LibraryMembership.objects.create(
                library=library, user=by, kind=kind, position=position.strip(), asked_at=at
            )
    except IntegrityError:
        raise Refused(
            _("Anda sudah terdaftar atau sedang menunggu konfirmasi di perpustakaan ini.")
        ) from None
    audit.record(
        kind="library", code=library.code, verb="claimed", actor=by, at=at, member_kind=kind
    )
    for officer in User.objects.caseworkers():
        outbox.enqueue(
            recipient=officer,
            event="membership.asked",
            dedupe=f"membership:{membership.token}:asked",
            values={"nama": by.display_name, "perpustakaan": library.name},
            at=at,
            link=reverse("libraries:membership-queue"),
            about_kind=KIND,
            about_code=membership.token,
            channels=("in_app",),
        )
    return membership


@transaction.atomic
def confirm(*, membership: LibraryMembership, by: User, at: datetime) -> LibraryMembership:
    """Let the person act for the library; an unconfirmed library is confirmed with it."""
    membership = _locked(membership, by)
    if membership.ended_at:
        raise Refused(_("Keanggotaan ini sudah ditolak atau berakhir."))
    if membership.confirmed_at:
        return membership
    membership.confirmed_by, membership.confirmed_at = by, at
    membership.save(update_fields=["confirmed_by", "confirmed_at"])
    library = membership.library
    if not library.is_verified:
        library.verified_by, library.verified_at = by, at
        library.save(update_fields=["verified_by", "verified_at"])
    audit.record(
        kind="library",
        code=library.code,
        verb="member_confirmed",
        actor=by,
        at=at,
        member=membership.user.display_name,
    )
    _tell(membership, at, event="membership.confirmed")
    return membership


@transaction.atomic
def end(*, membership: LibraryMembership, reason: str, by: User, at: datetime) -> LibraryMembership:
    """Refuse a claim or end a membership; the person sees nothing of the library from the next request on."""
    membership = _locked(membership, by)
    if not reason.strip():
        raise Refused(_("Tulis alasannya; orangnya akan membacanya."))
    if membership.ended_at:
        return membership
    was_confirmed = membership.confirmed_at is not None
    membership.end(by=by, at=at, reason=reason.strip()[:240])
    custody.drop_of(membership=membership, by=by, at=at)
    library = membership.library
    audit.record(
        kind="library", code=library.code, verb="member_ended" if was_confirmed else "member_refused",
        actor=by, at=at, note=reason, member=membership.user.display_name,
    )  # fmt: skip
    if was_confirmed:
        _tell(membership, at, event="membership.ended", alasan=reason.strip())
        membership_ended.send(sender=None, user=membership.user, library=library, at=at)
    else:
        _tell(membership, at, event="membership.refused", alasan=reason.strip())
    return membership


def _tell(membership: LibraryMembership, at: datetime, *, event: str, **values: str) -> None:
    outbox.enqueue(
        recipient=membership.user,
        event=event,
        dedupe=f"{event}:{membership.token}",
        values={"perpustakaan": membership.library.name, **values},
        at=at,
        link=reverse("libraries:my-libraries"),
        about_kind=KIND,
        about_code=membership.token,
    )


def _locked(membership: LibraryMembership, by: User) -> LibraryMembership:
    if not by.is_caseworker:
        raise Refused(_("Hanya petugas yang dapat mengurus keanggotaan."))
    lock(membership.library_id)
    return (
        LibraryMembership.objects.select_for_update(of=("self",))
        .select_related("library", "user")
        .get(pk=membership.pk)
    )
