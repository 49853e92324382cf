"""What the office types into the letters of a trip: number and date from its register, the team's posts."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import wording
from klik_portal.core.verdict import Conflict, Refused
from scheduling.models import Trip, TripState


@transaction.atomic
def keep(
    *,
    trip: Trip,
    number: str,
    letter_on: date | None,
    posts: Mapping[int, str],
    version: int,
    by: User,
    at: datetime,
) -> Trip:
    """Number and date of the assignment letter, and member -> post. Empty takes them back."""
    trip = Trip.objects.select_for_update().get(pk=trip.pk)
    if not by.is_caseworker:
        raise Refused(_("Hanya petugas yang mengisi nomor surat."))
    if trip.state == TripState.CANCELLED:
        raise Refused(_("Perjalanan ini dibatalkan, jadi suratnya tidak diubah lagi."))
    if trip.version != version:
        raise Conflict(
            theirs=_as_text(trip.letter_number, trip.letter_on), yours=_as_text(number, letter_on)
        )
    trip.letter_number, trip.letter_on = number, letter_on
    trip.version += 1
    trip.save(update_fields=["letter_number", "letter_on", "version"])
    for member in trip.members.all():
        post = posts.get(member.pk, member.post)
        if post != member.post:
            member.post = post
            member.save(update_fields=["post"])
    audit.record(
        kind="trip", code=trip.code, verb="letter_kept", actor=by, at=at, number=number,
        letter_on=letter_on.isoformat() if letter_on else "",
    )  # fmt: skip
    return trip


def _as_text(number: str, letter_on: date | None) -> list[tuple[str, str]]:
    return [
        (_("Nomor surat tugas"), number),
        (_("Tanggal surat tugas"), wording.day(letter_on) if letter_on else ""),
    ]
