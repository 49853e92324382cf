"""An officer files for a library that asked by telephone; the library says yes with a typed code."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import choice

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accreditation.models import Application, ConfirmationCode
from accreditation.operations import messages, renewals
from klik_portal.accounts import operations as accounts
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.verdict import Refused
from libraries.models import Library, LibraryMembership, MemberKind
from libraries.operations import memberships

KIND = "application"
CODE_LENGTH = 8
CODE_LIFE = timedelta(days=7)  # a village may have to wait for a signal
MAX_ATTEMPTS = 5


@dataclass(frozen=True)
class Caller:
    """Who asked on the telephone, when Klik does not know them yet."""

    name: str
    login: str  # e-mail address or phone number
    position: str = ""


@transaction.atomic
def start(
    *, library: Library, keeper: User | None, caller: Caller | None, by: User, at: datetime
) -> Application:
    """Open a draft for a keeper of the library, or for a caller who becomes one once confirmed."""
    if not by.is_caseworker:
        raise Refused(_("Hanya petugas yang mengisi untuk perpustakaan."))
    person = keeper or _newcomer(library, caller, at)
    application = renewals.begin(library=library, by=by, on_behalf_of=person, at=at)
    messages.tell_assisted(application=application, by=by, at=at)
    return application


def _newcomer(library: Library, caller: Caller | None, at: datetime) -> User:
    if caller is None or not (caller.name and caller.login):
        raise Refused(_("Pilih pengelola, atau tulis nama serta nomor HP atau surel peneleponnya."))
    person = accounts.sign_up(name=caller.name, login=caller.login)
    if person is None:
        raise Refused(_("Nomor atau surel ini tidak dapat dipakai untuk pemohon."))
    if LibraryMembership.objects.of(person, library) is None:
        memberships.claim(
            library=library, kind=MemberKind.KEEPER, position=caller.position, by=person, at=at
        )
    return person


@transaction.atomic
def make_code(*, application: Application, by: User, at: datetime) -> str:
    """A new single-use code; earlier ones stop working. Returned once, kept hashed."""
    if not by.is_caseworker:
        raise Refused(_("Hanya petugas yang membuat kode konfirmasi."))
    if not application.is_unconfirmed:
        raise Refused(_("Permohonan ini tidak menunggu konfirmasi perpustakaan."))
    codes = ConfirmationCode.objects.filter(application=application, used_at__isnull=True)
    codes.filter(expires_at__gt=at).update(expires_at=at)
    code = "".join(choice("0123456789") for _place in range(CODE_LENGTH))
    ConfirmationCode.objects.create(
        application=application, code_hash=make_password(code), made_by=by, made_at=at,
        expires_at=at + CODE_LIFE,
    )  # fmt: skip
    audit.record(kind=KIND, code=application.code, verb="confirmation_code_made", actor=by, at=at)
    return code


def confirm(*, number: str, typed: str, by: User | None, at: datetime) -> Application | None:
    """The request when the code fits, else None; five tries, then it is spent.

    `by`: whoever is signed in, mostly nobody. The office cannot say yes in the library's name.

    Not one transaction: a wrong try must count whatever becomes of the page that made it.
    """
    if by and not by.is_applicant:
        raise Refused(_("Kode ini diketik oleh perpustakaan, bukan oleh petugas."))
    kept = (
        ConfirmationCode.objects.filter(
            application__code=number.upper(), used_at__isnull=True, expires_at__gt=at,
            attempts__lt=MAX_ATTEMPTS,
        )
        .order_by("-made_at")
        .first()
    )  # fmt: skip
    code = "".join(letter for letter in typed if letter.isascii() and letter.isdigit())
    if kept is None:
        make_password(code)  # the same work for unknown numbers, so that time tells nothing
        return None
    may_try = ConfirmationCode.objects.filter(pk=kept.pk, attempts__lt=MAX_ATTEMPTS)
    if not may_try.update(attempts=F("attempts") + 1) or not check_password(code, kept.code_hash):
        return None
    return _confirmed(kept, by, at)


@transaction.atomic
def _confirmed(kept: ConfirmationCode, by: User | None, at: datetime) -> Application | None:
    claimed = ConfirmationCode.objects.filter(pk=kept.pk, used_at__isnull=True).update(used_at=at)
    if not claimed:
        return None
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("library", "created_by", "assigned_to")
        .get(pk=kept.application_id)
    )
    application.confirmed_by_library_at = at
    application.save(update_fields=["confirmed_by_library_at"])
    audit.record(kind=KIND, code=application.code, verb="library_confirmed", actor=by, at=at)
    messages.tell_confirmed(application=application, at=at)
    return application


def keepers_of(library: Library) -> list[User]:
    """Those for whom an officer may file today: confirmed keepers, else whoever waits to be one."""
    members = list(
        LibraryMembership.objects.current()
        .filter(library=library, kind=MemberKind.KEEPER, user__is_active=True)
        .select_related("user")
        .order_by("user__name", "pk")
    )
    confirmed = [member for member in members if member.is_confirmed]
    return [member.user for member in confirmed or members]
