"""Following a request without signing in: the short secret beside its number, and what strangers may read.

A number alone can be guessed, so whoever asks also types a tracking code of eight letters and
digits, printed on the receipt and in its mail. The code is worked out from the server's key: there is
no list of codes to steal, and it can be shown again at any time. A new round (when somebody leaves
the library) makes a new code.

What is shown comes from the state alone: no name, no library, no sentence that somebody typed.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from accreditation.workflow import FACTS, State, Turn

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read for another one
LENGTH = 8


def secret_of(code: str, rounds: int) -> str:
    """K7PM-3XQD"""
    return _secret(code, rounds, settings.SECRET_KEY)


def _secret(code: str, rounds: int, key: str) -> str:
    told = salted_hmac("klik.tracking", f"{code}:{rounds}", secret=key, algorithm="sha256")
    number = int.from_bytes(told.digest())
    letters = ""
    for _place in range(LENGTH):
        number, rest = divmod(number, len(LETTERS))
        letters += LETTERS[rest]
    return f"{letters[:4]}-{letters[4:]}"


def fits(typed: str, code: str, rounds: int) -> bool:
    """However it was typed: small letters, with or without the dash. Also under a retired key."""
    bare = "".join(letter for letter in typed.upper() if letter.isalnum())
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    found = [
        constant_time_compare(bare, _secret(code, rounds, key).replace("-", "")) for key in keys
    ]
    return any(found)


def page_url() -> str:
    """Where the code is typed, to be written into mails and on paper."""
    return settings.BASE_URL.rstrip("/") + reverse("accreditation:track")


@dataclass(frozen=True)
class Status:
    label: str
    tone: str
    turn: str
    next_step: str
    due_at: datetime | None


def status_of(state: State, turn: Turn, due_at: datetime | None, *, is_agreed: bool) -> Status:
    """In the applicant's words. An officer's own sentence about the next step stays inside.

    `is_agreed`: during mentoring, somebody has put the next step into words.
    """
    facts = FACTS[state]
    next_step = facts.next_step
    if state == State.MENTORING and is_agreed:
        next_step = _AGREED[turn]
    return Status(
        str(facts.applicant_label), facts.tone, str(_TURNS.get(turn, turn.label)), str(next_step),
        due_at,
    )  # fmt: skip


_AGREED = {
    Turn.APPLICANT: _("Perpustakaan mengerjakan langkah yang sudah disepakati dengan petugas."),
    Turn.OFFICER: _("Petugas mengerjakan langkah pendampingan berikutnya."),
}
_TURNS = {Turn.APPLICANT: _("Perpustakaan pemohon")}
