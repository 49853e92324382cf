"""Tracking codes that somebody took along stop working."""

from django.db.models import F

from accreditation.models import Application
from libraries.models import Library


def renew_all_of(*, library: Library) -> None:
    """New codes for a library's open requests; the people who stay find theirs on the request's page."""
    running = Application.objects.open().filter(library=library)
    running.update(tracking_round=F("tracking_round") + 1)
