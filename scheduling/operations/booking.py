"""Take and give back officers' quarter-hours; the database decides who was first."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.core import clock, wording
from klik_portal.core.verdict import Refused
from klik_portal.office import queries as office
from scheduling import availability, trip_outlook, trip_warnings
from scheduling.models import Appointment, OfficerSlot, Trip


class SlotTaken(Refused):
    """Somebody else has that time. `free` are the next free starts."""

    def __init__(self, free: list[datetime]) -> None:
        self.free = free
        sentence = _("Waktu ini sudah terisi untuk petugas tersebut.")
        if free:
            sentence += " " + _("Yang masih kosong: %s.") % "; ".join(
                wording.moment(start) for start in free
            )
        super().__init__(sentence)


def hold(*, appointment: Appointment, at: datetime) -> None:
    """Insert the quarter-hours of an appointment; raises SlotTaken with the next free times."""
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
            next_free(
                officer=appointment.officer, earliest=max(appointment.starts_at, at), length=length
            )
        ) from None


def release(*, appointment: Appointment) -> None:
    appointment.slots.all().delete()


def next_free(
    *, officer: User, earliest: datetime, length: timedelta, count: int = 3
) -> list[datetime]:
    """The officer's next free times in office hours."""
    until = earliest + timedelta(days=2 * availability.SEARCH_DAYS)
    busy = set(
        OfficerSlot.objects.filter(
            officer=officer, starts_at__gte=earliest, starts_at__lt=until
        ).values_list("starts_at", flat=True)
    )
    holidays = office.holidays_around(clock.wita(earliest).date())
    return availability.free_times(
        busy=busy, earliest=earliest, length=length, holidays=holidays, count=count
    )


class TripTaken(Refused):
    """Somebody of the team is taken while the trip wants them; the sentences say who, when, by what."""


def hold_trip(*, trip: Trip, officers: Sequence[User], quarters: Sequence[datetime]) -> None:
    """Hold exactly these quarter-hours of the whole team; raises TripTaken, which undoes all."""
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
