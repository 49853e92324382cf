"""What the office types into the letters of a trip: number and date from its register, the team's posts."""

from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO

from django.db import transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import clock, wording
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.office.queries import office
from klik_portal.papers import operations as papers
from klik_portal.papers.models import IssuedPaper, PaperKind
from scheduling.documents import assignment_letter
from scheduling.models import Trip, TripState
from scheduling.trip_plan import TripPlan


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
    takes_number: bool = False,
) -> Trip:
    """Number and date of the assignment letter, and member -> post. Empty takes them back.

    With `takes_number` an empty number becomes the office's next one, an empty date today's.
    """
    trip = Trip.objects.select_for_update().get(pk=trip.pk)
    if not by.is_caseworker:
        raise Refused(_("Hanya petugas yang mengisi nomor surat."))
    if trip.state == TripState.CANCELLED:
        raise Refused(_("Perjalanan ini dibatalkan, jadi suratnya tidak diubah lagi."))
    if trip.version != version:
        raise Conflict(
            theirs=_as_text(trip.letter_number, trip.letter_on), yours=_as_text(number, letter_on)
        )
    if takes_number:
        letter_on = letter_on or clock.wita(at).date()
    trip.letter_number, trip.letter_on = number, letter_on
    trip.version += 1
    trip.save(update_fields=["letter_number", "letter_on", "version"])
    for member in trip.members.all():
        post = posts.get(member.pk, member.post)
        if post != member.post:
            member.post = post
            member.save(update_fields=["post"])
    if letter_on and (number or takes_number):
        _publish(trip, by, at)
    else:
        take_back(trip=trip, reason=_("Nomor atau tanggalnya ditarik kembali."), by=by, at=at)
    audit.record(
        kind="trip", code=trip.code, verb="letter_kept", actor=by, at=at, number=trip.letter_number,
        letter_on=letter_on.isoformat() if letter_on else "",
    )  # fmt: skip
    return trip


def _publish(trip: Trip, by: User, at: datetime) -> None:
    """Issued as it stands now; what was issued before and says something else is replaced."""
    plan, head = TripPlan(trip), office()

    def draw(issued: IssuedPaper) -> tuple[bytes, int]:
        trip.letter_number = issued.number
        target = BytesIO()
        pages = assignment_letter.write(target, plan=plan, office=head, issued=issued)
        return target.getvalue(), pages

    issued = papers.issue(sheet=assignment_letter.sheet(plan, head), draw=draw, by=by, at=at)
    trip.letter_number = issued.number
    trip.save(update_fields=["letter_number"])


def take_back(*, trip: Trip, reason: str, by: User, at: datetime) -> None:
    papers.revoke_of(
        kind=PaperKind.ASSIGNMENT, subject_kind=assignment_letter.KIND, subject_code=trip.code,
        reason=reason, by=by, at=at,
    )  # fmt: skip


def _as_text(number: str, letter_on: date | None) -> list[tuple[str, str]]:
    return [
        (_("Nomor surat tugas"), number),
        (_("Tanggal surat tugas"), wording.day(letter_on) if letter_on else ""),
    ]
