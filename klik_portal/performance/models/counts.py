"""Sums the head's page is drawn from, kept in the transaction of every change they count.

`LibraryCount` remembers what one library adds to the sums, so that a change is a difference.
"""

from django.db import models


class Tally(models.Model):
    """One sum: what was counted, in which year, split by what. Year 0: now, whatever the year."""

    year = models.PositiveSmallIntegerField()
    split = models.CharField(max_length=12)
    measure = models.CharField(max_length=24)
    key = models.CharField(max_length=24, blank=True)
    count = models.IntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["year", "split", "measure", "key"], name="one_tally_per_cell"
            ),
        )
        indexes = (models.Index(fields=["split", "year"], name="tally_by_split"),)


class LibraryCount(models.Model):
    """`library_id` is no foreign key: what a removed library added must still be taken off."""

    library_id = models.BigIntegerField(primary_key=True)
    cells = models.JSONField(default=dict)
