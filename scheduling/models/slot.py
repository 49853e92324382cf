"""Booking is a uniqueness, not a check: an officer's quarter-hour exists once."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from scheduling.models.appointment import Appointment
from scheduling.models.trip import Trip


class OfficerSlot(models.Model):
    """A quarter-hour taken by an appointment, or by the travel and visits of a trip."""

    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    starts_at = models.DateTimeField()
    appointment = models.ForeignKey(
        Appointment, null=True, on_delete=models.CASCADE, related_name="slots"
    )
    trip = models.ForeignKey(Trip, null=True, on_delete=models.CASCADE, related_name="slots")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["officer", "starts_at"], name="an_officer_is_in_one_place_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(appointment__isnull=False, trip__isnull=True)
                | Q(appointment__isnull=True, trip__isnull=False),
                name="a_slot_is_taken_by_one_thing",
            ),
        )
