"""Booking is a uniqueness, not a check: an officer's quarter-hour exists once."""

from django.conf import settings
from django.db import models

from scheduling.models.appointment import Appointment


class OfficerSlot(models.Model):
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    starts_at = models.DateTimeField()
    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="slots")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["officer", "starts_at"], name="an_officer_is_in_one_place_at_a_time"
            ),
        )
