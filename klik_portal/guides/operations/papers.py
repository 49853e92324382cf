"""Count how often a document was taken. A number, not an act of somebody: nothing goes on record."""

from django.db.models import F

from klik_portal.guides.models import Paper


def count(*, paper: Paper) -> None:
    """One more; adding happens in the database, so that none is lost when many come at once."""
    Paper.objects.filter(pk=paper.pk).update(download_count=F("download_count") + 1)
