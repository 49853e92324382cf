"""Accounts come into being and codes are redeemed."""

from datetime import datetime, timedelta
from secrets import choice

from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction
from django.db.models import F

from klik_portal.accounts import queries
from klik_portal.accounts.models import HandedCode, User

CODE_LENGTH = 8
CODE_LIFE = timedelta(minutes=30)
MAX_ATTEMPTS = 5


def sign_up(*, name: str, login: str) -> User | None:
    """The applicant with this login, made when there is none; None for staff, who do not sign up.

    An existing person is returned as they are, so that signing up twice leads to the same code
    page as signing in and tells nobody whether the account existed.
    """
    user = queries.by_login(login)
    if user is None:
        field = "email" if "@" in login else "phone"
        try:
            with transaction.atomic():
                user = User.objects.create_user(name=name, **{field: login})
        except IntegrityError:  # somebody else just did, or the account is deactivated
            user = queries.by_login(login)
    return user if user and user.is_applicant else None


@transaction.atomic
def make_handed_code(*, user: User, by: User, at: datetime) -> str:
    """A new single-use code for this person; earlier ones stop working. Returned once, kept hashed."""
    user.handed_codes.filter(used_at__isnull=True).update(expires_at=at)
    code = "".join(choice("0123456789") for _ in range(CODE_LENGTH))
    HandedCode.objects.create(
        user=user, code_hash=make_password(code), made_by=by, made_at=at, expires_at=at + CODE_LIFE
    )
    return code


def redeem_handed_code(*, login: str, code: str, at: datetime) -> User | None:
    """The person when the code fits, else None; five tries, then it is spent."""
    user = queries.by_login(login)
    handed = (
        HandedCode.objects.filter(
            user=user, used_at__isnull=True, expires_at__gt=at, attempts__lt=MAX_ATTEMPTS
        )
        .order_by("-made_at")
        .first()
        if user and user.is_applicant
        else None
    )
    if handed is None:
        make_password(code)  # the same work for unknown people, so that time tells nothing
        return None
    may_try = HandedCode.objects.filter(pk=handed.pk, attempts__lt=MAX_ATTEMPTS)
    if not may_try.update(attempts=F("attempts") + 1) or not check_password(code, handed.code_hash):
        return None
    claimed = HandedCode.objects.filter(pk=handed.pk, used_at__isnull=True).update(used_at=at)
    return user if claimed else None


def agree_to_whatsapp(*, user: User, agreed: bool, at: datetime) -> None:
    """The person's own yes or no to messages of Klik on WhatsApp; a yes keeps its first date."""
    user.whatsapp_agreed_at = (user.whatsapp_agreed_at or at) if agreed else None
    user.save(update_fields=["whatsapp_agreed_at"])


def rename(*, user: User, name: str) -> None:
    user.name = name
    user.save(update_fields=["name"])
