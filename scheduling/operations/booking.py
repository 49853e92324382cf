"""Take and give back officers' quarter-hours; the database decides who was first."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.core import wording
from klik_portal.core.verdict import Refused
from scheduling import availability, offers, trip_outlook, trip_warnings
from scheduling.models import Appointment, OfficerSlot, Trip


class SlotTaken(Refused):
    """Somebody else has that time. `free` are the next free starts."""

    def __init__(self, free: Sequence[datetime], sentence: str = "") -> None:
        self.free = list(free)
        sentence = sentence or _("Waktu ini sudah terisi untuk petugas tersebut.")
        if free:
            sentence += " " + _("Yang masih kosong: %s.") % "; ".join(
                wording.moment(start) for start in free
            )
        super().__init__(sentence)


def lock(officers: Collection[User]) -> None:
    """One change at a time of an officer's day, always in the same order: nobody waits in a circle.

    Without it two moves that want each other's old times would wait for one another.
    """
    people = User.objects.filter(pk__in=[officer.pk for officer in officers]).order_by("pk")
    list(people.select_for_update(no_key=True).values_list("pk", flat=True))


def hold(*, appointment: Appointment, at: datetime) -> None:
    """Insert the quarter-hours of an appointment; raises SlotTaken with the next free times."""
    lock([appointment.officer])
    try:
        with transaction.atomic():
            OfficerSlot.objects.bulk_create(
                OfficerSlot(officer=appointment.officer, starts_at=quarter, appointment=appointment)
                for quarter in availability.quarter_hours(
                    appointment.starts_at, appointment.ends_at
                )
            )
    except IntegrityError:
        length = appointment.ends_at - appointment.starts_at
        raise SlotTaken(
            offers.next_free(
                officer=appointment.officer, earliest=max(appointment.starts_at, at), length=length
            )
        ) from None


def release(*, appointment: Appointment) -> None:
    appointment.slots.all().delete()


class TripTaken(Refused):
    """Somebody of the team is taken while the trip wants them; the sentences say who, when, by what."""


def hold_trip(*, trip: Trip, officers: Sequence[User], quarters: Sequence[datetime]) -> None:
    """Hold exactly these quarter-hours of the whole team; raises TripTaken, which undoes all."""
    lock(officers)
    release_trip(trip=trip)
    try:
        with transaction.atomic():
            OfficerSlot.objects.bulk_create(
                OfficerSlot(officer=officer, starts_at=quarter, trip=trip)
                for officer in officers
                for quarter in quarters
            )
    except IntegrityError:
        found = trip_outlook.clashes(officers=officers, quarters=quarters, but=trip)
        sentences = [trip_warnings.clash_sentence(clash) for clash in found]
        raise TripTaken(*(sentences or [_("Waktu ini baru saja terisi. Coba lagi.")])) from None


def release_trip(*, trip: Trip) -> None:
    trip.slots.all().delete()
