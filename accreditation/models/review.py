"""What officers note while they check a request; the library sees none of it until it is sent."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accreditation.models.about_item import AboutItem, one_per_item
from accreditation.models.application import Application
from accreditation.models.instrument import AnswerOption, Indicator
from klik_portal.core.models import Versioned
from klik_portal.core.tokens import new_token


class CorrectionReason(Versioned):
    """Why something must be put right, from the list that coordinators keep."""

    token = models.CharField(max_length=22, unique=True, default=new_token)
    label = models.CharField(_("Alasan"), max_length=80, unique=True)
    sentence = models.CharField(_("Kalimat usulan"), max_length=400, blank=True)
    position = models.PositiveSmallIntegerField(_("Urutan"), default=100)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("position", "label")

    def __str__(self) -> str:
        return self.label


class CorrectionDraft(AboutItem, Versioned):
    """A correction that was not sent yet. It has a table of its own, so that no page can show it."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="correction_drafts"
    )
    reason = models.ForeignKey(
        CorrectionReason, null=True, on_delete=models.PROTECT, related_name="+"
    )
    sentence = models.TextField()
    due_on = models.DateField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()

    class Meta(AboutItem.Meta):
        abstract = False
        ordering = ("pk",)
        constraints: ClassVar = [*AboutItem.Meta.constraints, *one_per_item()]


class ItemReview(AboutItem, Versioned):
    """An officer's own answer and note on one item; only indicators take an answer."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="item_reviews"
    )
    option = models.ForeignKey(AnswerOption, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField()

    class Meta(AboutItem.Meta):
        abstract = False
        constraints: ClassVar = [*AboutItem.Meta.constraints, *one_per_item()]


class SecondLook(models.Model):
    """A sampled request that another officer scores without seeing the first officer's answers."""

    application = models.OneToOneField(
        Application, on_delete=models.CASCADE, related_name="second_look"
    )
    drawn_at = models.DateTimeField()
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    finished_at = models.DateTimeField(null=True)


class SecondScore(models.Model):
    look = models.ForeignKey(SecondLook, on_delete=models.CASCADE, related_name="scores")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    option = models.ForeignKey(AnswerOption, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["look", "indicator"], name="one_second_score_per_indicator"
            )
        ]
