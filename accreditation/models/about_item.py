"""One part of a request that an officer can say something about: an indicator, a paper, the answers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accreditation.completeness import DETAILS, INDICATOR, OTHER, Slot, item_label
from accreditation.models.instrument import Indicator

WHOLE_ITEMS = (*Slot.values, DETAILS, OTHER)  # all items that are no indicator


class AboutItem(models.Model):
    """`indicator` is set exactly when the item is one."""

    item = models.CharField(max_length=20)
    indicator = models.ForeignKey(
        Indicator, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(item=INDICATOR, indicator__isnull=False)
                | Q(item__in=WHOLE_ITEMS, indicator__isnull=True),
                name="%(class)s_item_known",
            )
        ]

    @property
    def label(self) -> str:
        return self.indicator.topic if self.indicator else item_label(self.item)


def one_per_item() -> list[models.UniqueConstraint]:
    """One row per request and item; NULL is never equal to NULL, so indicators have their own."""
    return [
        models.UniqueConstraint(
            fields=["application", "item"],
            condition=Q(indicator__isnull=True),
            name="one_%(class)s_per_item",
        ),
        models.UniqueConstraint(
            fields=["application", "indicator"],
            condition=Q(indicator__isnull=False),
            name="one_%(class)s_per_indicator",
        ),
    ]
