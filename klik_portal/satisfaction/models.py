"""Answers to the survey, invitations to it, and what the office published.

An answer knows nobody: no account, no request, only the day, and a key that tells no order. An
invitation knows whom it went to and whether it was used, but not which answer came of it.
"""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klik_portal.satisfaction.elements import KEYS
from klik_portal.satisfaction.satisfaction_index import Index, Tally


class Service(models.TextChoices):
    COACHING = "coaching", _("Pendampingan akreditasi")
    VISIT = "visit", _("Kunjungan petugas")
    TALK = "talk", _("Konsultasi Zoom atau telepon")
    OTHER = "other", _("Layanan lain")


def _worth() -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField()


class SurveyAnswer(models.Model):
    key = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    service = models.CharField(max_length=10, choices=Service.choices)
    answered_on = models.DateField()  # the day in WITA; the hour could point at somebody
    was_invited = models.BooleanField()
    u1, u2, u3, u4, u5, u6, u7, u8, u9 = (_worth() for _key in KEYS)
    comment = models.TextField(blank=True)
    contact = models.CharField(max_length=120, blank=True)  # only when the person wants an answer

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(service__in=Service.values), name="survey_service_known"
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{key}__range": (1, 4)}), name=f"survey_{key}_is_1_to_4"
                )
                for key in KEYS
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["answered_on", "service"], name="survey_by_day"),
            models.Index(
                fields=["-answered_on", "key"], condition=~Q(comment=""), name="survey_comments"
            ),
        ]


class SurveyInvitation(models.Model):
    token_hash = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="survey_invitations"
    )
    service = models.CharField(max_length=10, choices=Service.choices)
    occasion = models.CharField(max_length=60)  # code of the request or of the appointment
    library_name = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    is_used = models.BooleanField(default=False)  # not when: a moment could point at an answer

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "occasion"], name="one_invitation_per_person_and_occasion"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["asked_at"], condition=Q(is_used=False), name="survey_unanswered"),
        ]


class SurveyPublication(models.Model):
    """The figures of a year as the office published them; later answers do not change them."""

    year = models.PositiveSmallIntegerField()
    tally = models.JSONField()  # {"count": n, "u1": sum, …}
    follow_up = models.TextField(_("Rencana tindak lanjut"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField()

    class Meta:
        ordering = ("-year", "-published_at", "-pk")
        indexes: ClassVar = [
            models.Index(fields=["-year", "-published_at"], name="survey_published")
        ]

    @property
    def index(self) -> Index:
        return Index(Tally(self.tally["count"], {key: self.tally[key] for key in KEYS}))
