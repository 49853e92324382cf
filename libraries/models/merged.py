"""What is left of libraries that were merged into others, and pairs that only look alike."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from libraries.models.library import Library


class MergedLibrary(models.Model):
    """The old code lives on here, so that old links and papers find the library that stayed."""

    code = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=160)
    library = models.ForeignKey(Library, on_delete=models.PROTECT, related_name="merged")
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    merged_at = models.DateTimeField()
    facts = models.JSONField()  # label and text of each, as they were

    class Meta:
        ordering = ("-merged_at", "-pk")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class DifferentLibraries(models.Model):
    """An officer looked at both: no duplicates, however alike they are."""

    one = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="+")
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    said_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["one", "other"], name="one_verdict_per_pair"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="pair_in_one_order"),
        )
