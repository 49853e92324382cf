"""The report of a month as it went to the heads. The row is written once; the mails follow from it."""

from datetime import date

from django.db import models
from django.utils.translation import gettext as _

from klik_portal.core import wording
from klik_portal.files.models import StoredFile


class MonthlyReport(models.Model):
    month = models.DateField(unique=True)  # its first day
    figures = (
        models.JSONField()
    )  # as `monthly.kept` wrote them: the next month is held against them
    values = models.JSONField()  # what the message is filled with, the same for everybody
    paper = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-month",)

    @property
    def label(self) -> str:
        return label_of(self.month)


def label_of(month: date) -> str:
    return _("%(month)s %(year)d") % {
        "month": wording.MONTHS[month.month - 1],
        "year": month.year,
    }
