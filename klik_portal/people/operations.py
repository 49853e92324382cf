"""What the office does to accounts: create, change role, switch off and on, hand out a code."""

from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from klik_portal.accounts import operations as accounts
from klik_portal.accounts.models import User
from klik_portal.accounts.roles import GRANTABLE, Role
from klik_portal.audit import operations as audit
from klik_portal.audit.models import AuditEvent
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.notifications.operations import outbox


@transaction.atomic
def create(*, name: str, email: str, phone: str, role: str, by: User, at: datetime) -> User:
    """A new account; staff set their password by the link 'lupa kata sandi'."""
    _ensure_coordinator(by)
    _ensure_grantable(role)
    _ensure_reachable(role, email)
    return _create(name=name, email=email, phone=phone, role=role, by=by, at=at)


@transaction.atomic
def create_staff(*, name: str, email: str, role: Role, at: datetime) -> User:
    """The server's own way in, for an installation that has no coordinator yet."""
    return _create(name=name, email=email, phone="", role=role, by=None, at=at)


@transaction.atomic
def change_role(*, user: User, role: str, by: User, at: datetime) -> User:
    """Takes effect at once: sessions opened under the old role end.

    An applicant's password may be too short for the office: who joins it sets a new one.
    """
    user = _locked(user, by)
    if user.role == role:
        return user
    _ensure_grantable(role)
    _ensure_grantable(user.role)
    _ensure_reachable(role, user.email)
    _ensure_a_coordinator_stays(user)
    if user.is_applicant:
        user.set_unusable_password()
    previous, user.role = user.role, role
    user.save(update_fields=["role", "password"])
    _record(user, "role_changed", by, at, previous=previous, role=role)
    return user


@transaction.atomic
def set_active(*, user: User, active: bool, by: User, at: datetime) -> User:
    """Switch an account off or on again; off means from the person's next request."""
    user = _locked(user, by)
    if user.is_active == active:
        return user
    if not active:
        _ensure_a_coordinator_stays(user)
    user.is_active = active
    user.save(update_fields=["is_active"])
    _record(user, "activated" if active else "deactivated", by, at)
    return user


def contact_mark(user: User) -> str:
    """Names what the contacts say now: an account has no version, its addresses are one."""
    return sha256(f"{user.email or ''}\0{user.phone or ''}".encode()).hexdigest()[:16]


@transaction.atomic
def correct_contact(
    *, user: User, email: str, phone: str, seen: str, by: User, at: datetime
) -> User:
    """Put right where an applicant is reached; they are told at the old address and in Klik.

    A new number is unproven, and the yes to WhatsApp was given for the old one.
    """
    if not by.is_caseworker or not user.is_applicant:
        raise Refused(_("Hanya kontak pemohon yang dibetulkan di sini."))
    if not email and not phone:
        raise Refused(_("Isi surel atau nomor HP, sedikitnya satu."))
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_applicant:  # joined the office since the page was opened
        raise Refused(_("Hanya kontak pemohon yang dibetulkan di sini."))
    changed = [
        name
        for name, new in (("email", email), ("phone", phone))
        if (getattr(user, name) or "") != new
    ]
    if not changed:
        return user
    if contact_mark(user) != seen:
        raise Conflict(theirs=_pairs(user.email, user.phone), yours=_pairs(email, phone))
    event = _record(user, "contact_corrected", by, at, changed=", ".join(changed))
    outbox.enqueue(
        recipient=user, event="account.contact_corrected", dedupe=f"contact:{event.sequence}",
        values={"petugas": by.display_name}, at=at, link="/akun/",
    )  # fmt: skip
    user.email, user.phone = email or None, phone or None
    if "phone" in changed:
        user.phone_verified, user.whatsapp_agreed_at = False, None
    try:
        with transaction.atomic():
            user.save(update_fields=["email", "phone", "phone_verified", "whatsapp_agreed_at"])
    except IntegrityError:
        raise Refused(_("Surel atau nomor HP ini sudah dipakai akun lain.")) from None
    return user


def _pairs(email: str | None, phone: str | None) -> list[tuple[str, str]]:
    return [(_("Surel"), email or "–"), (_("Nomor HP"), phone or "–")]


@transaction.atomic
def hand_code(*, user: User, by: User, at: datetime) -> str:
    """A sign-in code to read out to an applicant. Logged, never for staff; its owner is told of it."""
    if not by.is_caseworker:
        raise Refused(_("Hanya petugas yang dapat membuat kode masuk."))
    if not user.is_applicant or not user.is_active:
        raise Refused(_("Kode masuk hanya untuk akun pemohon yang aktif."))
    code = accounts.make_handed_code(user=user, by=by, at=at)
    event = _record(user, "code_handed", by, at)
    outbox.enqueue(
        recipient=user, event="account.code_handed", dedupe=f"code:{event.sequence}",
        values={"petugas": by.display_name}, at=at, link="/akun/",
        channels=("in_app", "email") if user.email else ("in_app",),
    )  # fmt: skip
    return code


def _create(*, name: str, email: str, phone: str, role: str, by: User | None, at: datetime) -> User:
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                name=name, email=email or None, phone=phone or None, role=role
            )
    except IntegrityError:
        raise Refused(_("Surel atau nomor HP ini sudah dipakai akun lain.")) from None
    _record(user, "created", by, at, role=role)
    return user


def _locked(user: User, by: User) -> User:
    _ensure_coordinator(by)
    if user.pk == by.pk:
        raise Refused(_("Akun sendiri diubah oleh koordinator lain."))
    # All coordinators are held, in one order: two who switch each other off must not both succeed.
    held = User.objects.select_for_update().filter(Q(pk=user.pk) | Q(role=Role.COORDINATOR))
    return {person.pk: person for person in held.order_by("pk")}[user.pk]


def _ensure_coordinator(by: User) -> None:
    if not by.is_coordinator:
        raise Refused(_("Hanya koordinator yang dapat mengurus pengguna."))


def _ensure_reachable(role: str, email: str | None) -> None:
    if role != Role.APPLICANT and not email:
        raise Refused(_("Akun petugas perlu alamat surel untuk membuat kata sandi."))


def _ensure_grantable(role: str) -> None:
    if role not in GRANTABLE:
        raise Refused(_("Peran admin sistem diberikan dan dicabut di server."))


def _ensure_a_coordinator_stays(user: User) -> None:
    if (
        user.is_coordinator
        and not User.objects.active().filter(role=Role.COORDINATOR).exclude(pk=user.pk).exists()
    ):
        raise Refused(_("Harus selalu ada satu koordinator yang aktif."))


def _record(user: User, verb: str, by: User | None, at: datetime, **payload: str) -> AuditEvent:
    return audit.record(
        kind="user",
        code=str(user.pk),
        verb=verb,
        actor=by,
        at=at,
        person=user.display_name,
        **payload,
    )
